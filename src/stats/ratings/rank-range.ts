/** An interval on some scale; ends may be infinite. */
export type Interval = readonly [number, number]

export type RankRange = {
  /** 1 + number of models that are surely better. */
  best: number
  /** Number of models − number of models that are surely worse. */
  worst: number
}

/**
 * Ranks that intervals leave open. A model is surely better than another where its lower bound lies above
 * the other's upper bound; `best` is the rank that leaderboards print.
 * Source: Chiang et al., "Chatbot Arena" (2024), 5.
 *
 * Worked example: [8, 10], [7, 9], [1, 2] → 1–2, 1–2, 3–3.
 *
 * @throws RangeError without intervals, or for one whose ends are not in order
 */
export function rankRanges(intervals: readonly Interval[]): RankRange[] {
  checkIntervals(intervals)
  return intervals.map(([lower, upper]) => ({
    best: 1 + intervals.filter((other) => other[0] > upper).length,
    worst: intervals.length - intervals.filter((other) => other[1] < lower).length,
  }))
}

/** @throws RangeError without intervals, or for one whose ends are not in order */
export function checkIntervals(intervals: readonly Interval[]): void {
  if (intervals.length === 0) throw new RangeError('no intervals to compare')
  const wrong = intervals.find(([lower, upper]) => !(lower <= upper))
  if (wrong !== undefined) throw new RangeError(`[${wrong.join(', ')}] is not an interval`)
}
