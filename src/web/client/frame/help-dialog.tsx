import type { RefObject } from 'preact'
import { keyHelp } from './keys.ts'

/** Keys, and how the page is to be read. */
export function HelpDialog({ dialog }: { dialog: RefObject<HTMLDialogElement> }) {
  return (
    <dialog ref={dialog} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {keyHelp.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <h2>How to read it</h2>
      <p>
        An interval says how far the figure would move with other questions of the same kind. Models
        whose intervals overlap may still differ: the line at the top compares the first two
        question by question, which is sharper.
      </p>
      <p>
        A match is two games: the same answers in either order. A win needs both games; a match
        whose games name different answers is an order flip and counts as a tie.
      </p>
      <p>Everything chosen here stands in the address: copy it to show someone this very place.</p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
