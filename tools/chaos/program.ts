import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** From build/tools/chaos, where this runs once it is built. */
const builtBin = fileURLToPath(new URL('../../../bin/mtbench.js', import.meta.url))

/** How a process ended. */
export type End = { code: number | null; signal: NodeJS.Signals | null; stderr: string }

export type Program = { kill: (signal: NodeJS.Signals) => void; ended: Promise<End> }

/** Longest time that one start of the program may take, milliseconds; then it counts as hung. */
const longestMs = 90_000

/** Starts the program as a process of its own. @param options.bin the program, by default the built one */
export function startProgram(
  argv: readonly string[],
  options: { bin?: string | undefined; wrap: readonly string[]; signal: AbortSignal },
): Program {
  const words = [...options.wrap, process.execPath, options.bin ?? builtBin, ...argv]
  const [command = '', ...others] = words
  const child = spawn(command, others, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  })
  const kill = (signal: NodeJS.Signals) => void child.kill(signal)
  const onAbort = () => kill('SIGKILL')
  const timer = setTimeout(onAbort, longestMs)
  options.signal.addEventListener('abort', onAbort, { once: true })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const ended = new Promise<End>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stderr }))
  }).finally(() => {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', onAbort)
  })
  return { kill, ended }
}
