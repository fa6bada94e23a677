import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, ballotKey } from '../../domain/votes/ballot.ts'
import { nominalAlpha, nominalCoincidences } from '../../stats/agreement/krippendorff-alpha.ts'
import {
  byQuestionId,
  type FigureOptions,
  labelCode,
  resampledFigures,
  turnedCode,
} from './agreement-figures.ts'
import { turnsOf } from './agreement-rows.ts'

/** Krippendorff's alpha (nominal) over all voters, each with a label of first, second or tie. */
export type AlphaRow = {
  turn: string
  alpha: number | null
  ci: [number, number] | null
  /** Votes on answers that two or more voted on, and the number of such answers. */
  values: number
  units: number
}

export function alphaRows(ballots: readonly Ballot[], options: FigureOptions): AlphaRow[] {
  return turnsOf(ballots).flatMap((turn) => {
    const units = new Map<string, { questionId: QuestionId; labels: number[] }>()
    for (const ballot of ballots) {
      if (turn !== 'all' && String(ballot.turn) !== turn) continue
      const key = ballotKey(ballot)
      const unit = units.get(key) ?? { questionId: ballot.questionId, labels: [] }
      unit.labels.push(labelCode(ballot.label))
      units.set(key, unit)
    }
    const rated = [...units.values()].filter((unit) => unit.labels.length > 1)
    if (rated.length === 0) return []
    const [figure] = resampledFigures(coincidencesBy(rated, options), {
      ...options,
      figuresOf: (sum) => [nominalAlpha(sum, { categories: 3 })],
    })
    const values = rated.reduce((sum, unit) => sum + unit.labels.length, 0)
    return [
      {
        turn,
        alpha: figure?.estimate ?? null,
        ci: figure?.interval ?? null,
        values,
        units: rated.length,
      },
    ]
  })
}

function coincidencesBy(
  units: readonly { questionId: QuestionId; labels: number[] }[],
  options: FigureOptions,
): Float64Array[] {
  const categories = 3
  const tables = new Map<QuestionId, Float64Array>()
  for (const { questionId, labels } of units) {
    const sum = tables.get(questionId) ?? new Float64Array(categories ** 2)
    tables.set(questionId, sum)
    const turned = labels.map(turnedCode)
    // Half of each order, so that the number of values stays what it is.
    const orders = options.orientation === 'both' ? [labels, turned] : [labels]
    for (const order of orders) {
      const own = nominalCoincidences(order, { categories })
      for (const [cell, value] of own.entries()) {
        sum[cell] = (sum[cell] ?? 0) + value / orders.length
      }
    }
  }
  return [...tables].sort(([a], [b]) => byQuestionId(a, b)).map(([, table]) => table)
}
