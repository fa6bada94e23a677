import { Writable } from 'node:stream'
import { main } from '../../src/cli.ts'
import type { Ui } from '../../src/commands/ui.ts'

export type CliResult = { code: number; stdout: string; stderr: string }

/** Runs the real command line in this process, with streams and environment of its own. */
export async function runCli(
  argv: readonly string[],
  options: { env?: Record<string, string>; signal?: AbortSignal; world?: Partial<Ui> } = {},
): Promise<CliResult> {
  const stdout = collecting()
  const stderr = collecting()
  const code = await main(argv, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
    ...options.world,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function collecting(): { stream: Writable; text: () => string } {
  const parts: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => parts.join('') }
}
