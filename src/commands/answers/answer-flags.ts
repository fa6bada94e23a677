import type { Command } from 'commander'
import type { AnswerSettings } from '../../pipeline/answers/plan-answers.ts'
import { numberIn, wholeNumber } from '../flags.ts'

/** Flags of every command that has questions answered. */
export type AnswerFlags = {
  model: string[]
  numChoices: number
  maxTokens: number
  temperature?: number
  systemPrompt?: string
}

export function withAnswerFlags(command: Command): Command {
  return command
    .requiredOption('--model <id...>', 'model id, or id=model@http://host/v1; several at once')
    .option('--num-choices <n>', 'answers to each question', wholeNumber(1, 100), 1)
    .option('--max-tokens <n>', 'token limit of one turn', wholeNumber(1), 1024)
    .option('--temperature <t>', 'for every question (default: by category)', numberIn(0, 2))
    .option('--system-prompt <text>', 'put before every conversation')
}

export function answerSettings(flags: AnswerFlags): AnswerSettings {
  return {
    numChoices: flags.numChoices,
    maxTokens: flags.maxTokens,
    temperature: flags.temperature,
    systemPrompt: flags.systemPrompt,
  }
}
