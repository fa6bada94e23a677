import type { PageConditions } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'

/** How the figures were computed, and what has to be known to read them; warnings are not folded. */
export function Notes({ conditions }: { conditions: PageConditions | null }) {
  if (conditions === null) return null
  const { notes, warnings } = conditions
  return (
    <>
      {warnings.length === 0 ? null : <WarningList warnings={warnings} />}
      <details class="fold">
        <summary>How this was computed</summary>
        <ul>
          {notes.map((note) => (
            <li key={note}>{visible(note)}</li>
          ))}
        </ul>
      </details>
    </>
  )
}

/** Warnings that are shown before the rest is folded. */
const mostOpen = 2

export function WarningList({ warnings }: { warnings: readonly string[] }) {
  const item = (text: string) => <li key={text}>{visible(text)}</li>
  const rest = warnings.slice(mostOpen)
  return (
    <div class="warnings">
      <ul>{warnings.slice(0, mostOpen).map(item)}</ul>
      {rest.length === 0 ? null : (
        <details class="fold">
          <summary>{rest.length} more</summary>
          <ul>{rest.map(item)}</ul>
        </details>
      )}
    </div>
  )
}
