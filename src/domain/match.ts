import { type Answer, choiceOf } from './answer.ts'
import type { Subject } from './calls/chat.ts'
import type { PairKey, SingleKey } from './identity.ts'
import { isMultiTurn, type JudgePrompt } from './prompts/prompt.ts'
import { fillTemplate } from './prompts/template.ts'
import type { Question } from './question.ts'

/** What a judge is to decide on: one answer to grade, or two to compare in both orders. */
export type Match = {
  question: Question
  turn: 1 | 2
  choice: number
  repeat: number
  prompt: JudgePrompt
  /** Reference answers by turn, where the prompt shows them. */
  reference: readonly string[] | undefined
  /** True where turn 1 of an answer holds nothing, and turn 2 is judged. */
  priorTurnFailed: boolean
} & (
  | { mode: 'single'; models: readonly [string]; answers: readonly [Answer] }
  | { mode: 'pair'; models: readonly [string, string]; answers: readonly [Answer, Answer] }
)

/** One game of a match as the judge sees it. */
export type Game = {
  systemPrompt: string
  userPrompt: string
  /** The answers that are judged, all turns shown, for the parser's search for quotations. */
  shown: string[]
  subject: Subject
}

/** The identity of the judgment that a match leads to. */
export function matchKey(match: Match, judge: string): SingleKey | PairKey {
  const common = {
    questionId: match.question.question_id,
    judge,
    turn: match.turn,
    choice: match.choice,
    repeat: match.repeat,
  }
  return match.mode === 'single'
    ? { ...common, model: match.models[0] }
    : { ...common, models: match.models }
}

/** The games of a match: one for a grade; for a pair model_1 first, then model_2 first. */
export function gamesOf(match: Match): Game[] {
  if (match.mode === 'single') return [gameOf(match, [match.answers[0]])]
  const [first, second] = match.answers
  return [gameOf(match, [first, second]), gameOf(match, [second, first])]
}

/** The turns of the choice that a match is about. */
export function turnsShown(answer: Answer, choice: number): readonly string[] {
  return choiceOf(answer, choice)?.turns ?? []
}

function gameOf(match: Match, answers: readonly Answer[]): Game {
  const { prompt, question, turn } = match
  const turns = answers.map((answer) => turnsShown(answer, match.choice))
  const upTo = isMultiTurn(prompt) ? turn : 1
  return {
    systemPrompt: prompt.system_prompt,
    userPrompt: fillTemplate(prompt.prompt_template, valuesOf(match, turns)),
    shown: turns.flatMap((t) => t.slice(0, upTo)),
    subject: {
      mode: match.mode,
      turn,
      questions: question.turns.slice(0, turn),
      category: question.category,
      answers: turns.map((t) => t.slice(0, turn)),
      ...(match.reference === undefined ? {} : { reference: match.reference }),
    },
  }
}

/** A placeholder without a value is left out, so that filling a template that asks for it fails. */
function valuesOf(match: Match, turns: readonly (readonly string[])[]): Record<string, string> {
  const { question, turn, reference } = match
  const values: Record<string, string | undefined> = { question: question.turns[0] }
  const sides = match.mode === 'single' ? [''] : ['_a', '_b']
  for (let at = 1; at <= turn; at++) {
    values[`question_${at}`] = question.turns[at - 1]
    sides.forEach((side, index) => {
      values[`answer${side}_${at}`] = turns[index]?.[at - 1] ?? ''
    })
  }
  sides.forEach((side, index) => {
    values[`answer${side}`] = turns[index]?.[0] ?? ''
  })
  reference?.forEach((text, index) => {
    values[`ref_answer_${index + 1}`] = text
  })
  const filled = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(filled) as Record<string, string>
}
