import { z } from 'zod'
import { outcomeSchema } from '../judgment.ts'

/** Place of a model, judge or question in the page's lists. */
const place = z.int().min(0)

/**
 * Where in a judge's text its verdict stands (UTF-16 offsets `[start, end)`), and how that is known;
 * null where nobody was asked.
 */
export const readingSchema = z.object({
  span: z.tuple([z.int(), z.int()]).nullable(),
  how: z.string().nullable(),
})
export type Reading = z.infer<typeof readingSchema>

/** One conversation: a model's turns on a question, with why and how long each was made. */
export const pageAnswerSchema = z.object({
  model: place,
  question: place,
  choice: z.int().min(0),
  turns: z.array(z.string()),
  /** One a turn; null where the file does not say. */
  finish: z.array(z.string().nullable()),
  tokens: z.array(z.number().nullable()),
})
export type PageAnswer = z.infer<typeof pageAnswerSchema>

const judged = {
  judge: place,
  question: place,
  turn: z.int().min(1),
  choice: z.int().min(0),
  repeat: z.int().min(0),
  /** Null in files of others, which do not say. */
  outcome: outcomeSchema.nullable(),
  prompt: z.string().nullable(),
}

/** A grade that counts. `score` is null where none could be read. */
export const pageGradeSchema = z.object({
  ...judged,
  model: place,
  score: z.number().nullable(),
  text: z.string(),
  reading: readingSchema,
})
export type PageGrade = z.infer<typeof pageGradeSchema>

export const sideSchema = z.enum(['a', 'b', 'tie', 'error'])
/** Who won a game or match, `a` and `b` being its models. */
export type Side = z.infer<typeof sideSchema>

export const pageGameSchema = z.object({
  winner: sideSchema,
  text: z.string(),
  reading: readingSchema,
})
export type PageGame = z.infer<typeof pageGameSchema>

/** A match that counts: game 1 showed `a` first, game 2 `b`. */
export const pageMatchSchema = z.object({
  ...judged,
  a: place,
  b: place,
  games: z.tuple([pageGameSchema, pageGameSchema]),
  /** A win needs both games; anything else is a tie, or an error where a game has no verdict. */
  winner: sideSchema,
  position: z.enum(['consistent', 'first', 'second', 'error']),
})
export type PageMatch = z.infer<typeof pageMatchSchema>

/** Votes of people on one pair of answers. */
export const pageVoteSchema = z.object({
  question: place,
  turn: z.int().min(1),
  a: place,
  b: place,
  counts: z.object({ a: z.int(), b: z.int(), tie: z.int() }),
})
export type PageVote = z.infer<typeof pageVoteSchema>

/** A judge's verdict that is not what most people voted. */
export const disagreementSchema = z.object({
  judge: place,
  kind: z.enum(['grade', 'match']),
  question: place,
  turn: z.int().min(1),
  a: place,
  b: place,
  verdict: z.enum(['a', 'b', 'tie']),
  people: z.enum(['a', 'b', 'tie']),
})
export type Disagreement = z.infer<typeof disagreementSchema>
