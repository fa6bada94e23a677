import { z } from 'zod'
import {
  type ComparabilityKey,
  comparabilityKeySchema,
  judgeFieldSchema,
  winnerSchema,
} from '../judgment.ts'
import { judgeModelOf } from '../judgment-fields.ts'
import { type QuestionId, questionIdSchema } from '../question.ts'
import { voteWinnerSchema } from './vote.ts'

/** What `rank` reads of any battle; all else is kept for subsets and style. */
const contextFields = {
  question_id: questionIdSchema.nullish(),
  judge: judgeFieldSchema.nullish(),
  turn: z.int().nullish(),
  tstamp: z.number().nullish(),
  choice: z.int().min(0).nullish(),
  repeat: z.int().min(0).nullish(),
}

/** A vote, or a battle of an arena: what is known beside models and winner differs from file to file. */
export const arenaRowSchema = z.looseObject({
  ...contextFields,
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: z.union([voteWinnerSchema, z.enum(['both_bad', 'bothbad'])]),
})

/** A pair judgment as far as a ranking looks at it. */
const gamesRowSchema = z.looseObject({
  ...contextFields,
  question_id: questionIdSchema,
  judge: judgeFieldSchema,
  model_1: z.string().min(1),
  model_2: z.string().min(1),
  g1_winner: winnerSchema,
  g2_winner: winnerSchema,
  key: comparabilityKeySchema.optional(),
})

type GamesRow = z.infer<typeof gamesRowSchema>
type ArenaRow = z.infer<typeof arenaRowSchema>
export type BattleRow = ArenaRow | GamesRow

/**
 * A row of any of the three kinds: a pair judgment where it has `g1_winner`. Plain votes, of which there
 * are millions, pass a check by hand that the schema would pass too.
 */
export const battleRowSchema: z.ZodType<BattleRow> = z.unknown().transform((value, context) => {
  if (isPlainVote(value)) return value
  const isGames = typeof value === 'object' && value !== null && 'g1_winner' in value
  const result = isGames ? gamesRowSchema.safeParse(value) : arenaRowSchema.safeParse(value)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues) {
    context.issues.push({ code: 'custom', path, message, input: value })
  }
  return z.NEVER
})

const plainWinners: ReadonlySet<unknown> = new Set(['model_a', 'model_b', 'tie'])

/** True for the plainest of arena rows; whatever passes, passes `arenaRowSchema` unchanged. */
export function isPlainVote(value: unknown): value is ArenaRow {
  if (!isRecord(value) || 'g1_winner' in value) return false
  const { judge, question_id: id, tstamp, turn, choice, repeat } = value
  const isKnown = isName(value['model_a']) && isName(value['model_b'])
  if (!isKnown || !plainWinners.has(value['winner'])) return false
  if (choice !== undefined || repeat !== undefined) return false
  return (
    (judge === undefined || typeof judge === 'string') &&
    (id === undefined || isName(id) || Number.isSafeInteger(id)) &&
    (turn === undefined || Number.isSafeInteger(turn)) &&
    (tstamp === undefined || Number.isFinite(tstamp))
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** How two models fared against each other, once. */
export type Battle = {
  modelA: string
  modelB: string
  /** `error`: a game's verdict could not be read. */
  winner: 'a' | 'b' | 'tie' | 'error'
  questionId: QuestionId | null
  /** Turn, choice and repeat in one number: with question and models what a voter votes on once. */
  place: number
  voter: string | null
  /** Seconds since 1970. */
  tstamp: number | null
  /** Written by this harness, whose later rows always replace its earlier ones. */
  isOwn: boolean
}

/** What a judged pair depends on; nothing is known of a vote. */
export function keyOfBattle(row: BattleRow): ComparabilityKey | undefined {
  return isGames(row) ? row.key : undefined
}

/** A row as a battle; both games of a pair are one, by FastChat's rule: a win needs both. */
export function battleOf(row: BattleRow): Battle {
  const isPair = isGames(row)
  // One literal, without spreads: this runs for each of millions of rows.
  return {
    modelA: isPair ? row.model_1 : row.model_a,
    modelB: isPair ? row.model_2 : row.model_b,
    winner: isPair ? bothGames(row) : winnerOf(row),
    questionId: row.question_id ?? null,
    place: placeOf(row),
    voter: voterOf(row),
    tstamp: row.tstamp ?? null,
    isOwn: isPair && row['outcome'] !== undefined,
  }
}

function winnerOf({ winner }: ArenaRow): Battle['winner'] {
  return winner === 'model_a' ? 'a' : winner === 'model_b' ? 'b' : 'tie'
}

function placeOf({ turn, choice, repeat }: BattleRow): number {
  return (turn ?? 0) + 1000 * (choice ?? 0) + 1_000_000 * (repeat ?? 0)
}

function isGames(row: BattleRow): row is GamesRow {
  return 'g1_winner' in row
}

function bothGames({ g1_winner: g1, g2_winner: g2 }: GamesRow): Battle['winner'] {
  if (g1 === 'error' || g2 === 'error') return 'error'
  if (g1 !== g2 || g1 === 'tie') return 'tie'
  return g1 === 'model_1' ? 'a' : 'b'
}

/** Who voted: `judge`, or the names that arenas have for it. */
function voterOf(row: BattleRow): string | null {
  const { judge } = row
  if (typeof judge === 'string') return judge
  if (judge !== null && judge !== undefined) return judgeModelOf({ judge })
  const other = row['judge_hash'] ?? row['user_id']
  return typeof other === 'string' ? other : null
}
