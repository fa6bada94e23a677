import { fixed } from '../round.ts'

/** Share of the width by which the two halves of an interval may differ and still be shown as one. */
const mostLopsided = 0.25

/**
 * A figure with half of its interval, `66.0 ±3.9`, or with the way to either end where the two differ
 * much: `100.0 −31/+0`. Full precision in, rounded here.
 */
export function withInterval(
  value: number,
  ci: readonly [number, number] | null,
  options: { scale: 1 | 100; decimals: number },
): string {
  const { scale, decimals } = options
  const shown = (figure: number) => fixed(figure * scale, decimals)
  if (ci === null) return shown(value)
  const way = (distance: number) => fixed(distance * scale, scale === 100 ? 0 : decimals)
  const [below, above] = [value - ci[0], ci[1] - value]
  const width = ci[1] - ci[0]
  return Math.abs(below - above) <= mostLopsided * width
    ? `${shown(value)} ±${shown(width / 2)}`
    : `${shown(value)} −${way(below)}/+${way(above)}`
}

/** What the two forms mean, for a note under a table; `how`: how the interval was made. */
export function intervalLegend(options: { confidence: number; how: string }): string {
  const percent = fixed(options.confidence * 100, 1).replace(/\.0$/, '')
  return `±: half of the ${percent} % interval (${options.how}); −/+: the way to its ends where these differ`
}
