import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The loopback endpoint in a process of its own. */
export type EndpointProcess = {
  /** Base URL for a client. */
  url: string
  /** What it has counted, and the newest requests; see the README of tools/endpoint. */
  counts: () => Promise<Record<string, unknown>>
  log: () => Promise<{ status: number | null; timeMs: number; durationMs: number }[]>
  close: () => Promise<void>
}

/** An endpoint that nobody stops ends by itself. */
const maxSeconds = 1800
const startMs = 10_000

const program = fileURLToPath(new URL('../endpoint/main.js', import.meta.url))

/** Starts the endpoint with these flags of its command line, on a free port. */
export async function startEndpointProcess(flags: readonly string[]): Promise<EndpointProcess> {
  const child = spawn(process.execPath, [program, '--max-seconds', String(maxSeconds), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  const origin = url.replace(/\/v1$/, '')
  const read = async (path: string) => (await fetch(`${origin}/endpoint/${path}`)).json()
  return {
    url,
    counts: async () => Object(await read('counts')),
    log: async () => [Object(await read('log'))].flat(),
    close: () => closed(child),
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the endpoint did not start')), startMs)
    child.on('error', reject)
    child.stdout?.on('data', (part: Buffer) => {
      const url = /endpoint: (\S+)/.exec(part.toString())?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('close', () => resolve())
    child.kill('SIGTERM')
  })
}
