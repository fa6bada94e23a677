/** Ends of a drawn scale, rounded outward. */
export type Scale = { low: number; high: number }

type Figure = { figure: number | null; ci: readonly [number, number] | null }

/** The part of the bounds that the figures and their intervals lie in, with some room. */
export function domainOf(rows: readonly Figure[], [least, most]: readonly [number, number]): Scale {
  const values = rows.flatMap(({ figure, ci }) => [
    ...(figure === null ? [] : [figure]),
    ...(ci ?? []),
  ])
  if (values.length === 0) return { low: least, high: most }
  const step = (most - least) / 20
  const unit = step >= 0.25 ? 0.5 : 0.1
  const low = Math.floor((Math.min(...values) - step / 2) / unit) * unit
  const high = Math.ceil((Math.max(...values) + step / 2) / unit) * unit
  const round = (value: number) => Math.round(value * 10) / 10
  return { low: Math.max(least, round(low)), high: Math.min(most, round(high)) }
}

/** A figure as a dot in its interval; hollow where there is no interval. The table says it in numbers. */
export function IntervalMark({ figure, ci, scale }: Figure & { scale: Scale }) {
  if (figure === null) return null
  const at = (value: number) => {
    const share = (value - scale.low) / Math.max(1e-9, scale.high - scale.low)
    return `${Math.min(100, Math.max(0, share * 100)).toFixed(2)}%`
  }
  return (
    <span class="interval" aria-hidden="true">
      {ci === null ? null : (
        <span class="range" style={{ left: at(ci[0]), right: `calc(100% - ${at(ci[1])})` }} />
      )}
      <span class={ci === null ? 'dot hollow' : 'dot'} style={{ left: at(figure) }} />
    </span>
  )
}
