import type { ComparabilityKey, JudgeField, Outcome, Winner } from '../../domain/judgment.ts'
import {
  keyParts,
  outcomes,
  type PairVerdict,
  type StoredGrade,
  winners,
} from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'
import { codes } from './json-bytes.ts'
import { JsonWalker } from './json-walker.ts'
import { createObjectReader, type Fields, type ValueReader } from './object-reader.ts'
import type { LineScan } from './read-jsonl.ts'
import { callMeta, isNullOr, parseRecord, text } from './scan-details.ts'

/**
 * A reader of grades that makes no strings of their long texts. It takes only lines that
 * `singleJudgmentSchema` takes, and gives the same values; for any other it gives undefined.
 */
export function createGradeScan(): LineScan<StoredGrade> {
  const scan = createScan(gradeFields)
  return (bytes, start, end) => {
    const draft = scan(bytes, start, end)
    if (draft === undefined) return undefined
    const { question_id, judge, turn, outcome, key, choice, repeat, model, score } = draft
    return { question_id, judge, turn, outcome, key, choice, repeat, model, score }
  }
}

/** As `createGradeScan`, for pairs and `pairJudgmentSchema`. */
export function createPairScan(): LineScan<PairVerdict> {
  const scan = createScan(pairFields)
  return (bytes, start, end) => {
    const draft = scan(bytes, start, end)
    if (draft === undefined) return undefined
    const { question_id, judge, turn, outcome, key, choice, repeat } = draft
    const { model_1, model_2, g1_winner, g2_winner } = draft
    // One literal, without a spread: this runs for each of millions of rows.
    return {
      question_id,
      judge,
      turn,
      outcome,
      key,
      choice,
      repeat,
      model_1,
      model_2,
      g1_winner,
      g2_winner,
    }
  }
}

/** What was read of a line, and the keys met so far. */
type Draft = {
  question_id: QuestionId
  judge: JudgeField
  turn: number
  outcome: Outcome | undefined
  key: ComparabilityKey | undefined
  choice: number | undefined
  repeat: number | undefined
  model: string
  score: number | null
  model_1: string
  model_2: string
  g1_winner: Winner
  g2_winner: Winner
  keys: Map<string, ComparabilityKey>
}

function createDraft(): Draft {
  return {
    question_id: 0,
    judge: '',
    turn: 0,
    outcome: undefined,
    key: undefined,
    choice: undefined,
    repeat: undefined,
    model: '',
    score: null,
    model_1: '',
    model_2: '',
    g1_winner: 'error',
    g2_winner: 'error',
    keys: new Map(),
  }
}

function createScan(fields: Fields<Draft>) {
  const walker = new JsonWalker()
  const takeObject = createObjectReader(fields)
  const draft = createDraft()
  return (bytes: Buffer, start: number, end: number): Draft | undefined => {
    walker.startAt(bytes, start, end)
    // What is required is set by each line that is taken.
    draft.outcome = undefined
    draft.key = undefined
    draft.choice = undefined
    draft.repeat = undefined
    return takeObject(walker, draft) && walker.isAtEnd() ? draft : undefined
  }
}

/** A string that is not empty, for one field. */
function name(field: 'model' | 'model_1' | 'model_2'): ValueReader<Draft> {
  return (walker, draft) => {
    const value = walker.takeName()
    if (value === undefined || value === '') return false
    draft[field] = value
    return true
  }
}

/** A whole number from `least`, for one field. */
function whole(field: 'turn' | 'choice' | 'repeat', least: number): ValueReader<Draft> {
  return (walker, draft) => {
    const value = walker.takeNumber()
    if (value === undefined || !Number.isInteger(value) || value < least) return false
    draft[field] = value
    return true
  }
}

function winner(field: 'g1_winner' | 'g2_winner'): ValueReader<Draft> {
  return (walker, draft) => {
    const value = walker.takeName()
    const known = winners.find((one) => one === value)
    if (known === undefined) return false
    draft[field] = known
    return true
  }
}

const takeQuestionId: ValueReader<Draft> = (walker, draft) => {
  const id = walker.peek() === codes.quote ? walker.takeName() : walker.takeNumber()
  if (id === undefined || id === '') return false
  draft.question_id = id
  return typeof id === 'string' || Number.isInteger(id)
}

const takeJudge: ValueReader<Draft> = (walker, draft) => {
  const isAlone = walker.peek() === codes.quote
  if (!isAlone && !walker.take(codes.openBracket)) return false
  const model = walker.takeName()
  if (model === undefined) return false
  if (isAlone) {
    draft.judge = model
    return true
  }
  const prompt = walker.take(codes.comma) ? walker.takeName() : undefined
  if (prompt === undefined) return false
  draft.judge = [model, prompt]
  return walker.take(codes.closeBracket)
}

const takeScore: ValueReader<Draft> = (walker, draft) => {
  if (walker.peek() === codes.n) {
    draft.score = null
    return walker.takeNull()
  }
  const score = walker.takeNumber()
  draft.score = score ?? null
  return score !== undefined
}

const takeOutcome: ValueReader<Draft> = (walker, draft) => {
  const value = walker.takeName()
  draft.outcome = outcomes.find((one) => one === value)
  return draft.outcome !== undefined
}

/** Keys that are remembered; a file holds a few. */
const maxKeys = 1000

const takeKey: ValueReader<Draft> = (walker, draft) => {
  const json = walker.takeJson()
  if (json === undefined) return false
  let key = draft.keys.get(json)
  if (key === undefined) {
    const value: unknown = JSON.parse(json)
    if (!isKey(value)) return false
    key = value
    if (draft.keys.size >= maxKeys) draft.keys.clear()
    draft.keys.set(json, key)
  }
  draft.key = key
  return true
}

function isKey(value: unknown): value is ComparabilityKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const parts = new Map(Object.entries(value))
  return [...keyParts, 'question'].every(
    (part) => !parts.has(part) || typeof parts.get(part) === 'string',
  )
}

const common = {
  required: { question_id: takeQuestionId, judge: takeJudge, turn: whole('turn', 1) },
  optional: {
    tstamp: isNullOr((walker) => walker.takeAnyNumber()),
    outcome: takeOutcome,
    key: takeKey,
    choice: whole('choice', 0),
    repeat: whole('repeat', 0),
    prior_turn_failed: (walker) => walker.takeBoolean(),
  },
} satisfies Fields<Draft>

const gradeFields: Fields<Draft> = {
  required: { ...common.required, model: name('model'), judgment: text, score: takeScore },
  optional: { ...common.optional, user_prompt: text, parse: parseRecord, meta: callMeta },
}

const pairFields: Fields<Draft> = {
  required: {
    ...common.required,
    model_1: name('model_1'),
    model_2: name('model_2'),
    g1_winner: winner('g1_winner'),
    g2_winner: winner('g2_winner'),
    g1_judgment: text,
    g2_judgment: text,
  },
  optional: {
    ...common.optional,
    g1_user_prompt: text,
    g2_user_prompt: text,
    g1_parse: parseRecord,
    g2_parse: parseRecord,
    g1_meta: callMeta,
    g2_meta: callMeta,
  },
}
