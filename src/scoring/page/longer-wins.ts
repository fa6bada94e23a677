import type { PageAnswer, PageMatch } from '../../domain/page/page-records.ts'
import { type Cluster, clusteredMean } from '../../stats/means/clustered-mean.ts'

/** A share of n with its interval by question; no share where n is 0. */
export type CountedShare = { share: number | null; ci: [number, number] | null; n: number }

/**
 * Of the matches with a winner whose two answers differ in length (characters of the judged turn),
 * the share won by the longer one. It is no proof of a bias: a longer answer may be the better one.
 */
export function longerWins(
  matches: readonly PageMatch[],
  answers: readonly PageAnswer[],
  options: { confidence: number },
): CountedShare {
  const texts = new Map(answers.map((answer) => [placeOf(answer), answer.turns]))
  const clusters = new Map<number, Cluster>()
  for (const match of matches) {
    const { question, choice, turn, winner } = match
    const lengthOf = (model: number) =>
      texts.get(placeOf({ model, question, choice }))?.[turn - 1]?.length
    const [a, b] = [lengthOf(match.a), lengthOf(match.b)]
    if (a === undefined || b === undefined || a === b) continue
    if (winner !== 'a' && winner !== 'b') continue
    const cluster = clusters.get(question) ?? { sum: 0, n: 0 }
    const isLongerWinner = (winner === 'a') === a > b
    clusters.set(question, { sum: cluster.sum + (isLongerWinner ? 1 : 0), n: cluster.n + 1 })
  }
  if (clusters.size === 0) return { share: null, ci: null, n: 0 }
  const { mean, interval, n } = clusteredMean([...clusters.values()], options)
  return { share: mean, ci: interval, n }
}

function placeOf(record: { model: number; question: number; choice: number }): string {
  return `${record.model} ${record.question} ${record.choice}`
}
