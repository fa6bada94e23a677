import { Writable } from 'node:stream'
import type { Environment } from '../io/endpoint/api-key.ts'
import type { Clock } from '../pipeline/clock.ts'
import { createOutput, type Output, type RawStream } from '../report/terminal/output.ts'
import { wrapLines } from '../report/terminal/wrap.ts'

/** How a command ended, in words; `cli.ts` turns it into an exit code. */
export type Ending =
  | 'done'
  | 'partial'
  | 'nothing could run'
  | 'differs'
  | 'regressed'
  | 'inconclusive'

/** The world as the process has it. */
export type World = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: RawStream
  stderr: RawStream
  env: Environment
  clock: Clock
  /** Monotonic clock in milliseconds. */
  monotonic: () => number
  /** Aborted by SIGINT or SIGTERM. */
  signal: AbortSignal
}

/** What a command sees of the world: streams to which no text can do anything but be shown. */
export type Ui = Omit<World, 'stdout' | 'stderr'> & {
  stdout: Output
  stderr: Output
  /** False where the user wants no colour (`--no-color`, NO_COLOR), whatever the stream. */
  wantsColour: boolean
}

/** The world as commands see it. Messages are wrapped at a terminal's width, results are not. */
export function createUi(world: World, argv: readonly string[]): Ui {
  return {
    ...world,
    stdout: createOutput(world.stdout, { wraps: false }),
    stderr: createOutput(world.stderr, { wraps: true }),
    wantsColour: !argv.includes('--no-color') && (world.env['NO_COLOR'] ?? '') === '',
  }
}

/** Width that results are laid out for: the terminal's, or as wide as they are where there is none. */
export function widthOf(ui: Ui): number {
  return ui.stdout.columns
}

/** Help, wrapped between words at a terminal's width. */
export function sayHelp(text: string, ui: Ui): void {
  ui.stdout.write(wrapLines(text, { width: ui.stdout.columns }))
}

/** What went wrong, on one line that begins with `error:`. */
export async function sayError(message: string, ui: Ui): Promise<void> {
  if (!hasColour(ui.stderr, ui)) {
    ui.stderr.write(`error: ${message}\n`)
    return
  }
  const { createStyle } = await import('../report/terminal/style.ts')
  ui.stderr.unguarded.write(createStyle(true).bad('error:'))
  ui.stderr.write(` ${message}\n`)
}

/** Whether a stream is shown in colours: a terminal whose user has not turned them off. */
export function hasColour(output: Output, ui: Ui): boolean {
  return output.isTTY && ui.wantsColour
}

/** An output that swallows what is written to it. */
export function nowhere(): Output {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() })
  return createOutput(stream, { wraps: false })
}
