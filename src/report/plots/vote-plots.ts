import type { AgreementRow } from '../../scoring/agreement/agreement-rows.ts'
import type { RankRow } from '../../scoring/ranking/ranking.ts'
import { fixed } from '../round.ts'
import type { AgreementGapData } from './agreement-gap.ts'
import type { RatingIntervalsData } from './rating-intervals.ts'
import type { Plot } from './result-plots.ts'

/** A ranking as a picture's data. `method`: what the ratings are; `origin`: what their scale is tied to. */
export function ratingIntervalsOf(
  rows: readonly RankRow[],
  settings: {
    method: string
    origin: string
    /** How the intervals were made; null without any. */
    intervals: string | null
    left: string | null
  },
): Plot<RatingIntervalsData> {
  const { method, origin, intervals, left } = settings
  return {
    data: {
      measure: `rating (Elo points, ${origin})`,
      battles: rows.reduce((sum, row) => sum + row.battles, 0) / 2,
      rows: rows.map(({ model, rating, ci, rank_range: rankRange, battles }) => ({
        model,
        rating,
        interval: ci,
        rankRange,
        n: battles,
      })),
    },
    footnote: [
      `${method}.`,
      intervals === null ? 'No intervals: too little data.' : `Bars: ${intervals}.`,
      ...(left === null ? [] : [`Left out: ${left}.`]),
    ].join(' '),
  }
}

/**
 * Agreement of two kinds of judges by pair of models as a picture's data (the paper's Figure 2).
 * @param rows of one comparison, setup and all turns, a row a pair of models
 */
export function agreementGapOf(
  rows: readonly AgreementRow[],
  settings: { confidence: number; gapOf: string },
): Plot<AgreementGapData> {
  const percent = fixed(settings.confidence * 100, 1).replace(/\.0$/, '')
  return {
    data: {
      points: rows.map((row) => ({
        modelA: row.model_1 ?? '',
        modelB: row.model_2 ?? '',
        gap: row.gap,
        agreement: row.rate,
        interval: row.ci,
        n: row.total,
      })),
      gapLabel: 'how far the models are apart (difference of win rates, %)',
      agreementLabel: 'agreement (%)',
      unit: 'pairs of votes',
      chance: { agreement: 0.5, label: 'guessing' },
    },
    footnote: `Pairs of votes by two individuals on the same answers, neither a tie (S2), all turns. Bars: ${percent} % interval, t by question, within 0 and 100. Gap: shares of wins over one another ${settings.gapOf}.`,
  }
}
