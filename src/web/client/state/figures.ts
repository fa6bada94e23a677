import { fixed } from '../../../report/round.ts'
import { visible } from '../../../report/terminal/visible.ts'

/** A mean rating as it is printed. */
export function scoreText(value: number | null): string {
  return value === null ? '–' : fixed(value, 2)
}

/** A share in per cent. */
export function percentText(share: number | null, decimals = 1): string {
  return share === null ? '–' : fixed(share * 100, decimals)
}

/** Half of an interval: `±0.21`, or nothing where there is none. */
export function halfText(
  ci: readonly [number, number] | null,
  of: { scale: number; decimals: number },
): string {
  return ci === null ? '' : `±${fixed(((ci[1] - ci[0]) / 2) * of.scale, of.decimals)}`
}

/** A difference with its sign; a true minus, so that it stands in line with the plus. */
export function signed(value: number, decimals: number): string {
  const text = fixed(Math.abs(value), decimals)
  if (Number(text) === 0) return text
  return value > 0 ? `+${text}` : `−${text}`
}

/** `p = 0.031`, `p < 0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${fixed(p, 3)}`
}

/** `1 question`, `80 questions`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** A day, as everyone reads it. */
export function dayOf(seconds: number | null): string {
  return seconds === null ? 'unknown' : new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** The start of a text on one line. */
export function oneLine(text: string | undefined): string {
  return visible((text ?? '').slice(0, 200).replace(/\s+/g, ' '))
}
