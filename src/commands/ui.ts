import { Writable } from 'node:stream'
import type { Environment } from '../io/endpoint/api-key.ts'
import type { Clock } from '../pipeline/clock.ts'

/** How a command ended, in words; `cli.ts` turns it into an exit code. */
export type Ending =
  | 'done'
  | 'partial'
  | 'nothing could run'
  | 'differs'
  | 'regressed'
  | 'inconclusive'

/** A stream as far as commands write to it. */
export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** What a command sees of the world. */
export type Ui = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: Output
  stderr: Output
  env: Environment
  clock: Clock
  /** Monotonic clock in milliseconds. */
  monotonic: () => number
  /** Aborted by SIGINT or SIGTERM. */
  signal: AbortSignal
}

/** Width that tables are laid out for: the terminal's where it says one, else 80 columns. */
export function widthOf(ui: Ui): number {
  return ui.stdout.isTTY === true ? ui.stdout.columns || 80 : 80
}

/** A stream that swallows what is written to it. */
export function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
