import { formatHelp, readFlags, type Settings } from './flags.ts'
import { type Endpoint, startEndpoint } from './server.ts'

/** What the command needs of a process. */
export type CommandHost = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
}

/** Runs the endpoint until its time is over or a signal comes; returns the exit code. */
export async function runEndpoint(args: readonly string[], host: CommandHost): Promise<number> {
  let settings: Settings
  try {
    settings = readFlags(args)
  } catch (error) {
    host.stderr.write(`endpoint: ${firstSentence(error)} (--help lists the flags)\n`)
    return 2
  }
  if (settings.isHelp) {
    host.stdout.write(formatHelp())
    return 0
  }
  try {
    await serve(await startEndpoint(settings.options), { settings, host })
    return 0
  } catch (error) {
    host.stderr.write(`endpoint: cannot start: ${firstSentence(error)}\n`)
    return 1
  }
}

async function serve(
  endpoint: Endpoint,
  { settings, host }: { settings: Settings; host: CommandHost },
): Promise<void> {
  const { maxSeconds, options } = settings
  host.stdout.write(
    `endpoint: ${endpoint.url} (seed ${options.seed}; replies made up from hashes, no model's ` +
      `results; stops after ${maxSeconds} s)\n`,
  )
  await new Promise<void>((resolve) => {
    const stop = () => {
      clearTimeout(timer)
      host.off('SIGINT', stop)
      host.off('SIGTERM', stop)
      resolve()
    }
    const timer = setTimeout(stop, maxSeconds * 1000)
    host.once('SIGINT', stop)
    host.once('SIGTERM', stop)
  })
  await endpoint.close()
}

/** The part of an error's message that tells what is wrong; advice after it is left out. */
function firstSentence(error: unknown): string {
  if (!(error instanceof Error)) throw error
  return error.message.split(/\. |\n/, 1)[0] ?? error.name
}
