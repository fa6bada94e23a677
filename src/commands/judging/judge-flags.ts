import { type Command, Option } from 'commander'
import { replyFolder } from '../../io/replies/reply-file.ts'
import { defaultReparseAttempts } from '../../pipeline/judging/ask-judge.ts'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import { numberIn, wholeNumber } from '../flags.ts'
import { modeOption } from './mode-flag.ts'

/** Flags of every command that has matches judged. */
export type JudgingFlags = {
  mode: JudgeMode | 'pairwise'
  judgeModel: string
  baseline?: string
  turns: '1' | '2' | 'both'
  choices: 'first' | 'all'
  repeats: number
  references?: string
  prompts?: string
  parser: 'strict' | 'fastchat'
  reparseAttempts: number
  keepStale: boolean
  retryUnparsed: boolean
  emptyAnswers: 'skip' | 'lowest'
  maxUnparsed?: number
  cache: boolean
  refresh: boolean
}

export function withJudgingFlags(command: Command): Command {
  return command
    .requiredOption('--judge-model <id>', 'judge: id, or id=model@http://host/v1')
    .addOption(modeOption())
    .option('--baseline <id>', 'model that pairwise-baseline compares with')
    .addOption(
      new Option('--turns <turns>', 'turns to judge').choices(['1', '2', 'both']).default('both'),
    )
    .addOption(
      new Option('--choices <which>', 'answers of a question to judge')
        .choices(['first', 'all'])
        .default('first'),
    )
    .option('--repeats <k>', 'judgments of each match', wholeNumber(1, 1000), 1)
    .option('--references <name>', 'file of reference_answer/ to judge with')
    .option('--prompts <file>', 'judge prompts (default: the workspace’s, else the package’s)')
    .addOption(
      new Option('--parser <name>', 'how verdicts are read')
        .choices(['strict', 'fastchat'])
        .default('strict'),
    )
    .option(
      '--reparse-attempts <n>',
      'times an unreadable reply is asked for again',
      wholeNumber(0, 20),
      defaultReparseAttempts,
    )
    .option('--keep-stale', 'leave records whose question, answer or prompt has changed', false)
    .option('--retry-unparsed', 'ask again for judgments that could not be read', false)
    .addOption(
      new Option('--empty-answers <how>', 'lowest: grade 1, or a loss, without a call')
        .choices(['skip', 'lowest'])
        .default('skip'),
    )
    .option(
      '--max-unparsed <share>',
      'more unreadable judgments than this share end with exit 4',
      numberIn(0, 1),
    )
    .option('--no-cache', 'neither serve replies of the judge from cache/ nor keep them')
    .option('--refresh', 'ask anew what cache/ holds, and replace it', false)
}

/** Where a command's judge keeps its replies, by its flags. */
export function cacheOf(
  flags: JudgingFlags & { dir: string },
): { folder: string; isRefreshing: boolean } | undefined {
  if (!flags.cache) return undefined
  return { folder: replyFolder(flags.dir), isRefreshing: flags.refresh }
}

/** The flags of judging as they are where none is given, for commands that judge on the way. */
export const defaultJudgingFlags = {
  turns: 'both',
  choices: 'first',
  repeats: 1,
  parser: 'strict',
  reparseAttempts: defaultReparseAttempts,
  keepStale: false,
  retryUnparsed: false,
  emptyAnswers: 'skip',
  cache: true,
  refresh: false,
} as const
