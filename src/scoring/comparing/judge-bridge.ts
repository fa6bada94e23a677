import { kendallTau } from '../../stats/correlation/kendall-tau.ts'
import { mean } from '../../stats/means/summary.ts'
import type { TurnScore } from '../results/turn-scores.ts'

/** How far two judges' grades of the same answers can stand for one another. */
export type JudgeBridge = {
  /** Answers (question, turn) that both have graded. */
  n: number
  /** Shares of them with the same grade, and with grades at most 1 apart. */
  same: number
  within_1: number
  /** Mean grades by model, over what both have graded; in the order of judge a. */
  models: { model: string; n: number; mean_a: number; mean_b: number }[]
  /** Kendall's tau-b of the two orders of the models; null with one model, or all equal. */
  tau_b: number | null
  tau_b_ci: [number, number] | null
}

/** @returns null where the judges have graded no answer in common */
export function bridgeJudges(
  a: readonly TurnScore[],
  b: readonly TurnScore[],
  options: { confidence: number },
): JudgeBridge | null {
  const keyOf = (s: TurnScore) => JSON.stringify([s.model, s.questionId, s.turn])
  const theirs = new Map(b.map((score) => [keyOf(score), score.score]))
  const pairs = a.flatMap((own) => {
    const other = theirs.get(keyOf(own)) ?? null
    return own.score === null || other === null ? [] : [{ ...own, own: own.score, other }]
  })
  if (pairs.length === 0) return null
  const models = [...new Set(pairs.map((pair) => pair.model))]
    .map((model) => {
      const graded = pairs.filter((pair) => pair.model === model)
      return {
        model,
        n: graded.length,
        mean_a: mean(graded.map((pair) => pair.own)),
        mean_b: mean(graded.map((pair) => pair.other)),
      }
    })
    .sort((x, y) => y.mean_a - x.mean_a || (x.model < y.model ? -1 : 1))
  const tau = kendallTau(
    models.map((row) => row.mean_a),
    models.map((row) => row.mean_b),
    options,
  )
  const share = (most: number) =>
    pairs.filter((pair) => Math.abs(pair.own - pair.other) <= most).length / pairs.length
  return {
    n: pairs.length,
    same: share(0),
    within_1: share(1),
    models,
    tau_b: tau.correlation,
    tau_b_ci: tau.interval,
  }
}
