import { type Answer, choiceOf } from '../../domain/answer.ts'
import type { GateMode } from '../../domain/gate/baseline.ts'
import { keyOf, keyText } from '../../domain/identity.ts'
import {
  type Judgment,
  judgmentSchema,
  type PairJudgment,
  type SingleJudgment,
} from '../../domain/judgment.ts'
import { isPairJudgment } from '../../domain/judgment-fields.ts'
import { matchKey } from '../../domain/match.ts'
import { type Question, type QuestionId, turnsToJudge } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { type ReadSummary, readJsonl } from '../../io/files/read-jsonl.ts'
import { shortHash } from '../../io/hash.ts'
import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import { comparabilityOf, type ResultKey } from '../../scoring/comparability.ts'
import type { GateValue } from '../../scoring/gate/gated-difference.ts'
import type { PlacedValue } from '../../scoring/gate/run-noise.ts'
import { createPairwiseScores } from '../../scoring/results/pairwise-scores.ts'
import { createSingleScores } from '../../scoring/results/single-scores.ts'
import { judgmentFilesOf, loadStored } from '../judging/judge-inputs.ts'
import { type Judging, planJudging } from '../judging/judging.ts'

/** One model's judgments that are true of its answers today. */
export type JudgedRun = {
  model: string
  mode: GateMode
  judge: string
  opponent: string | null
  /** Every turn that is to be judged. */
  values: GateValue[]
  /** Every readable judgment. */
  placed: PlacedValue[]
  /** Turns without a judgment of today's answer (stale ones among them), unreadable, with a cut answer. */
  counts: { turns: number; missing: number; stale: number; unparsed: number; truncated: number }
  /** Judgments of one answer, at most. */
  repeats: number
  key: ResultKey
  hashes: { answers: string; opponent_answers: string | null }
  questions: readonly Question[]
  summaries: ReadSummary[]
}

export type Contestant = { id: string; answers: ReadonlyMap<QuestionId, Answer> }

/**
 * Reads what a judge has said of a model's present answers: a judgment of an answer, prompt or reference that
 * has changed since does not count, and repeats with the same words count once.
 * @param who the model, and in pairwise mode the one it is judged against
 * @throws UserError where there is not one judgment of it
 */
export async function readJudgedRun(
  judging: Judging,
  who: { model: Contestant; opponent: Contestant | undefined },
): Promise<JudgedRun> {
  const { suite, setup, kind } = judging
  const { model, opponent } = who
  const { stored } = await loadStored(suite.workspace, { id: setup.id, kind })
  const rows: Judgment[] = []
  const summaries: ReadSummary[] = []
  const isOwn = ownRows({ model: model.id, opponent: opponent?.id, judge: setup.id })
  for (const file of judgmentFilesOf(suite.workspace, { judgeId: setup.id, kind })) {
    const onRecord = (row: Judgment) => {
      if (isOwn(row)) rows.push(row)
    }
    summaries.push(await readJsonl(file, judgmentSchema, { onRecord }))
  }
  const repeats = 1 + Math.max(0, ...rows.map((row) => row.repeat ?? 0))
  const contestants = [model, ...(opponent === undefined ? [] : [opponent])]
  const plan = planJudging(
    { ...judging, flags: { ...judging.flags, choices: 'all', repeats } },
    {
      questions: suite.questions,
      models: new Map(contestants.map(({ id, answers }) => [id, answers])),
      baseline: opponent?.id,
      stored,
    },
  )
  const current = withoutEchoes(rows.filter(isCurrent(plan, { contestants, judge: setup.id })))
  if (current.length === 0) throw nothingJudged(judging, { model: model.id, rows: rows.length })
  const read = kind === 'single' ? gradesOf(current) : pointsOf(current, model.id)
  return {
    ...describe(judging, { model, opponent }),
    ...read,
    ...turnsOf(judging, { read, plan, current, answers: model.answers }),
    repeats,
    summaries,
  }
}

function describe(judging: Judging, who: { model: Contestant; opponent: Contestant | undefined }) {
  const { suite, setup, mode } = judging
  const { model, opponent } = who
  const hash = (contestant: Contestant) => answersHash(suite.questions, contestant.answers)
  return {
    model: model.id,
    mode: mode === 'single' ? ('single' as const) : ('pairwise-baseline' as const),
    judge: setup.id,
    opponent: opponent?.id ?? null,
    hashes: {
      answers: hash(model),
      opponent_answers: opponent === undefined ? null : hash(opponent),
    },
    questions: suite.questions,
  }
}

/** Hash of the texts of a model's answers to these questions: what a judge is shown of them. */
export function answersHash(
  questions: readonly Question[],
  answers: ReadonlyMap<QuestionId, Answer>,
): string {
  const texts = questions.map(({ question_id }) => [
    question_id,
    answers.get(question_id)?.choices.map(({ index, turns }) => [index, turns]) ?? null,
  ])
  return shortHash(JSON.stringify(texts))
}

function ownRows(who: { model: string; opponent: string | undefined; judge: string }) {
  return (row: Judgment): boolean => {
    if (keyOf(row).judge !== who.judge) return false
    if (!isPairJudgment(row)) return row.model === who.model
    const models = [row.model_1, row.model_2]
    return models.includes(who.model) && models.includes(who.opponent ?? '')
  }
}

/** Whether a row judges what the answers hold today. */
function isCurrent(
  plan: MatchPlan,
  context: { contestants: readonly Contestant[]; judge: string },
): (row: Judgment) => boolean {
  const { contestants, judge } = context
  const open = [...plan.todo, ...plan.empty.filter((empty) => !empty.isRecorded)]
  const outdated = new Set(open.map(({ match }) => keyText(matchKey(match, judge))))
  return (row) => {
    if (outdated.has(keyText(keyOf(row)))) return false
    return contestants.every(({ answers }) => {
      const answer = answers.get(row.question_id)
      return answer !== undefined && choiceOf(answer, row.choice ?? 0) !== undefined
    })
  }
}

/** Leaves out repeats whose words are those of an earlier one: they are no second opinion. */
function withoutEchoes(rows: readonly Judgment[]): Judgment[] {
  const firstRepeat = new Map<string, number>()
  return rows.filter((row) => {
    const texts = isPairJudgment(row) ? [row.g1_judgment, row.g2_judgment] : [row.judgment]
    const words = JSON.stringify([row.question_id, row.turn, row.choice ?? 0, ...texts])
    const repeat = row.repeat ?? 0
    const first = firstRepeat.get(words) ?? repeat
    firstRepeat.set(words, first)
    return first === repeat
  })
}

type Read = Pick<JudgedRun, 'placed' | 'key'> & {
  scores: { questionId: QuestionId; turn: number; score: number | null }[]
}

const readOptions = {
  source: 'stored',
  duplicates: 'last',
  confidence: 0.9,
  categoryOf: () => undefined,
  by: 'turn',
} as const

function gradesOf(rows: readonly Judgment[]): Read {
  const scores = createSingleScores(readOptions)
  for (const row of rows) if (!isPairJudgment(row)) scores.add(row satisfies SingleJudgment)
  return {
    scores: scores.turnScores(),
    placed: scores
      .placedGrades()
      .map(({ score, turn, ...place }) => ({ ...place, turn: String(turn), value: score })),
    key: comparabilityOf(scores.keyUses()).key,
  }
}

function pointsOf(rows: readonly Judgment[], model: string): Read {
  const pairs = createPairwiseScores({ ...readOptions, baseline: undefined })
  for (const row of rows) if (isPairJudgment(row)) pairs.add(row satisfies PairJudgment)
  const own = pairs.matchPoints().filter((match) => match.model === model)
  const placed = own.flatMap(({ questionId, turn, choice, points }) =>
    points === null ? [] : [{ questionId, turn: String(turn), choice, value: points }],
  )
  return { scores: meanPoints(own), placed, key: comparabilityOf(pairs.keyUses()).key }
}

/** Points by turn: the mean over repeats, then over choices. */
function meanPoints(
  matches: readonly {
    questionId: QuestionId
    turn: number
    choice: number
    points: number | null
  }[],
): Read['scores'] {
  const turns = new Map<
    string,
    { questionId: QuestionId; turn: number; byChoice: Map<number, number[]> }
  >()
  for (const { questionId, turn, choice, points } of matches) {
    const key = JSON.stringify([questionId, turn])
    const held = turns.get(key) ?? { questionId, turn, byChoice: new Map() }
    turns.set(key, held)
    if (points === null) continue
    held.byChoice.set(choice, [...(held.byChoice.get(choice) ?? []), points])
  }
  return [...turns.values()].map(({ questionId, turn, byChoice }) => ({
    questionId,
    turn,
    score: byChoice.size === 0 ? null : mean([...byChoice.values()].map(mean)),
  }))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Every turn that is to be judged, with its value where there is one. */
function turnsOf(
  { suite }: Judging,
  context: {
    read: Read
    plan: MatchPlan
    current: readonly Judgment[]
    answers: ReadonlyMap<QuestionId, Answer>
  },
): Pick<JudgedRun, 'values' | 'counts'> {
  const { read, plan, current, answers } = context
  const place = (questionId: QuestionId, turn: number) => JSON.stringify([questionId, turn])
  const scores = new Map(read.scores.map((s) => [place(s.questionId, s.turn), s.score]))
  const judged = new Set(current.map((row) => place(row.question_id, row.turn)))
  const staleMatches = plan.todo.filter(({ reason }) => reason === 'stale')
  const stale = new Set(
    staleMatches.map(({ match }) => place(match.question.question_id, match.turn)),
  )
  const turns = suite.questions.flatMap((question) =>
    turnsToJudge(question).map((turn) => ({ questionId: question.question_id, turn })),
  )
  const values = turns.map(({ questionId, turn }) => ({
    questionId,
    turn: String(turn),
    value: scores.get(place(questionId, turn)) ?? null,
  }))
  const isJudged = ({ questionId, turn }: { questionId: QuestionId; turn: number | string }) =>
    judged.has(place(questionId, Number(turn)))
  const missing = turns.filter((turn) => !isJudged(turn))
  return {
    values,
    counts: {
      turns: turns.length,
      missing: missing.length,
      stale: missing.filter(({ questionId, turn }) => stale.has(place(questionId, turn))).length,
      unparsed: values.filter((own) => own.value === null && isJudged(own)).length,
      truncated: turns.filter(({ questionId, turn }) => isCut(answers.get(questionId), turn))
        .length,
    },
  }
}

function isCut(answer: Answer | undefined, turn: number): boolean {
  return (
    answer?.choices.some((choice) => choice.meta?.[turn - 1]?.finish_reason === 'length') === true
  )
}

function nothingJudged(judging: Judging, found: { model: string; rows: number }): UserError {
  const { flags, setup, mode } = judging
  const what = found.rows === 0 ? 'no judgment' : 'no judgment of today’s answers'
  return new UserError(
    `${what} of ${found.model} by ${setup.id}: make some with mtbench judge --bench ${flags.bench} --mode ${mode} --models ${found.model} --judge-model ${setup.id}, or mtbench run`,
  )
}
