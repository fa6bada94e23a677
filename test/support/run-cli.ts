import { main } from '../../src/cli.ts'
import type { World } from '../../src/commands/ui.ts'
import { writable } from './writable.ts'

export type CliResult = { code: number; stdout: string; stderr: string }

/** Runs the real command line in this process, with streams and environment of its own. */
export async function runCli(
  argv: readonly string[],
  options: {
    env?: Record<string, string>
    signal?: AbortSignal
    world?: Partial<World>
    /** Both streams are a terminal of so many columns. */
    columns?: number
  } = {},
): Promise<CliResult> {
  const { columns } = options
  const terminal = columns === undefined ? undefined : { columns }
  const stdout = writable(terminal)
  const stderr = writable(terminal)
  const code = await main(argv, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
    ...options.world,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}
