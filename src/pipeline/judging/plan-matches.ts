import { type Answer, choiceOf, isEmptyTurn } from '../../domain/answer.ts'
import { byCodeUnit, keyText } from '../../domain/identity.ts'
import { gamesOf, type Match, matchKey } from '../../domain/match.ts'
import {
  needsReference,
  type PromptSet,
  promptNamed,
  promptNameFor,
} from '../../domain/prompts/prompt.ts'
import { judgedTurns, type Question, type QuestionId, turnsToJudge } from '../../domain/question.ts'
import type { JudgmentIndex, StoredJudgment } from './judgment-index.ts'

export type JudgeMode = 'single' | 'pairwise-baseline' | 'pairwise-all'

export type MatchSettings = {
  mode: JudgeMode
  /** The model that pairwise-baseline compares with. */
  baseline: string | undefined
  turns: readonly (1 | 2)[]
  choices: 'first' | 'all'
  /** How often each match is judged. */
  repeats: number
  keepStale: boolean
  retryUnparsed: boolean
}

export const defaultMatchSettings: Omit<MatchSettings, 'mode' | 'baseline'> = {
  turns: [1, 2],
  choices: 'first',
  repeats: 1,
  keepStale: false,
  retryUnparsed: false,
}

/** Why a match is to be judged. */
export type Reason = 'new' | 'stale' | 'failed before' | 'unparsed before'

export type MatchPlan = {
  todo: { match: Match; reason: Reason }[]
  /** Matches of which an answer holds nothing: never sent to a judge. */
  empty: { match: Match; emptyModels: string[]; isRecorded: boolean }[]
  done: number
  /** Matches that a batch is under way for: they are not asked again. */
  underWay: number
  /** Stale rows that are left as they are (`keepStale`). */
  keptStale: number
  /** Done rows without their prompt, so that nobody can tell whether they are stale. */
  unverified: number
  missingAnswers: { model: string; questionId: QuestionId }[]
  missingReferences: QuestionId[]
  /** Turns beyond the second: no prompt judges them. */
  turnsNotJudged: number
}

/** What is judged, with what. */
export type MatchInput = {
  questions: readonly Question[]
  /** Answers by model. */
  models: ReadonlyMap<string, ReadonlyMap<QuestionId, Answer>>
  /** Models that answer only a part of the questions on purpose: what they lack is not missing. */
  partialModels: ReadonlySet<string>
  prompts: PromptSet
  references: ReadonlyMap<QuestionId, readonly string[]>
  referenceCategories: readonly string[]
  judge: string
  stored: JudgmentIndex
  settings: MatchSettings
  hash: (text: string) => string
  /** Is a batch under way for this match? By default none is. */
  isUnderWay?: (match: Match) => boolean
}

/**
 * Decides what a judge is asked: every match of the mode that is not done. Pure: nothing is
 * called, and missing answers and references are listed, not thrown.
 * @throws UserError for a prompt that is not there or a placeholder that cannot be filled
 */
export function planMatches(input: MatchInput): MatchPlan {
  const plan: MatchPlan = {
    todo: [],
    empty: [],
    done: 0,
    underWay: 0,
    keptStale: 0,
    unverified: 0,
    missingAnswers: missingAnswers(input),
    missingReferences: [],
    turnsNotJudged: 0,
  }
  for (const question of input.questions) {
    plan.turnsNotJudged += Math.max(0, question.turns.length - judgedTurns)
    for (const turn of turnsToJudge(question)) {
      if (input.settings.turns.includes(turn)) planTurn(plan, { input, question, turn })
    }
  }
  return plan
}

function missingAnswers(input: MatchInput): MatchPlan['missingAnswers'] {
  const whole = [...input.models].filter(([model]) => !input.partialModels.has(model))
  return whole.flatMap(([model, answers]) =>
    input.questions
      .filter((question) => !answers.has(question.question_id))
      .map((question) => ({ model, questionId: question.question_id })),
  )
}

type Turn = { input: MatchInput; question: Question; turn: 1 | 2 }

function planTurn(plan: MatchPlan, at: Turn): void {
  const { input, question, turn } = at
  const withReference = input.referenceCategories.includes(question.category)
  const mode = input.settings.mode === 'single' ? 'single' : 'pair'
  const prompt = promptNamed(input.prompts, promptNameFor({ mode, withReference, turn }))
  const reference = referenceFor(at)
  if (needsReference(prompt) && reference === undefined) {
    if (!plan.missingReferences.includes(question.question_id)) {
      plan.missingReferences.push(question.question_id)
    }
    return
  }
  const isShown = withReference || needsReference(prompt)
  const shared = { question, turn, prompt, reference: isShown ? reference : undefined }
  let isFirst = true
  for (const match of matchesOf(at, shared)) {
    // A placeholder that cannot be filled is found before the first call; what it is filled with
    // is the same for all of a turn's matches, but for the answers, which there always are.
    if (isFirst) gamesOf(match)
    isFirst = false
    placeMatch(plan, match, input)
  }
}

/** A reference for each turn up to this one: from the suite's file, else from the question itself. */
function referenceFor(at: Turn): readonly string[] | undefined {
  const { input, question, turn } = at
  const own =
    question.reference?.some((text) => text !== '') === true ? question.reference : undefined
  const reference = input.references.get(question.question_id) ?? own
  return reference !== undefined && reference.length >= turn ? reference : undefined
}

type Shared = Pick<Match, 'question' | 'turn' | 'prompt' | 'reference'>

function* matchesOf(at: Turn, shared: Shared): Generator<Match> {
  const { input, question } = at
  for (const models of contestants(input)) {
    const answers = models.map((model) => input.models.get(model)?.get(question.question_id))
    const present = answers.filter((answer) => answer !== undefined)
    if (present.length < models.length) continue
    for (const choice of choicesOf(present, input.settings.choices)) {
      const contest = contestOf(models, present)
      const priorTurnFailed =
        at.turn === 2 && present.some((answer) => isEmptyAt(answer, choice, 0))
      for (let repeat = 0; repeat < input.settings.repeats; repeat++) {
        yield { ...shared, choice, repeat, priorTurnFailed, ...contest }
      }
    }
  }
}

type Contest =
  | { mode: 'single'; models: readonly [string]; answers: readonly [Answer] }
  | { mode: 'pair'; models: readonly [string, string]; answers: readonly [Answer, Answer] }

function contestOf(
  models: readonly [string] | readonly [string, string],
  answers: readonly Answer[],
): Contest {
  const [first, second] = answers
  if (first === undefined) throw new Error('a match has an answer')
  if (models.length === 1 || second === undefined) {
    return { mode: 'single', models: [models[0]], answers: [first] }
  }
  return { mode: 'pair', models, answers: [first, second] }
}

function isEmptyAt(answer: Answer, choice: number, turn: number): boolean {
  return isEmptyTurn(choiceOf(answer, choice)?.turns[turn])
}

/** Who is judged together: each model, each model and the baseline, or all pairs in code-unit order. */
function contestants(input: MatchInput): (readonly [string] | readonly [string, string])[] {
  const names = [...input.models.keys()].sort(byCodeUnit)
  const { mode, baseline } = input.settings
  if (mode === 'single') return names.map((name) => [name] as const)
  if (mode === 'pairwise-all') {
    return names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const))
  }
  if (baseline === undefined) return []
  return names.filter((name) => name !== baseline).map((name) => [name, baseline] as const)
}

/** The choices that all the answers have, or the first of those. */
function choicesOf(answers: readonly Answer[], wanted: 'first' | 'all'): number[] {
  const [first, ...others] = answers.map((answer) => answer.choices.map((c) => c.index))
  const common = (first ?? []).filter((index) => others.every((o) => o.includes(index)))
  const sorted = [...new Set(common)].sort((a, b) => a - b)
  return wanted === 'all' ? sorted : sorted.slice(0, 1)
}

function placeMatch(plan: MatchPlan, match: Match, input: MatchInput): void {
  const stored = input.stored.get(keyText(matchKey(match, input.judge)))
  const emptyModels = match.models.filter((_, index) => {
    const answer = match.answers[index]
    return answer !== undefined && isEmptyAt(answer, match.choice, match.turn - 1)
  })
  if (emptyModels.length > 0) {
    plan.empty.push({ match, emptyModels, isRecorded: stored?.emptyAnswer === true })
    return
  }
  const reason = reasonToJudge(inStoredOrder(match, stored), stored, input)
  if (reason === undefined) {
    plan.done++
    if (stored?.prompts === undefined) plan.unverified++
  } else if (reason === 'stale' && input.settings.keepStale) {
    plan.done++
    plan.keptStale++
  } else if (input.isUnderWay?.(match) === true) plan.underWay++
  else plan.todo.push({ match, reason })
}

/** The pair as its stored row has it, for comparing prompts; a new row has the mode's order. */
function inStoredOrder(match: Match, stored: StoredJudgment | undefined): Match {
  if (match.mode === 'single' || stored?.models === undefined) return match
  if (stored.models[0] === match.models[0]) return match
  const [a, b] = match.models
  return { ...match, models: [b, a], answers: [match.answers[1], match.answers[0]] }
}

function reasonToJudge(
  match: Match,
  stored: StoredJudgment | undefined,
  input: MatchInput,
): Reason | undefined {
  if (stored === undefined) return 'new'
  if (stored.failed) return 'failed before'
  const games = gamesOf(match)
  const isSame = stored.prompts?.every(
    (hash, index) => hash === input.hash(games[index]?.userPrompt ?? ''),
  )
  if (isSame === false) return 'stale'
  return stored.unparsed && input.settings.retryUnparsed ? 'unparsed before' : undefined
}
