import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a process took, and what it wrote. Times in milliseconds, memory in MB (10^6 bytes). */
export type ChildReport = {
  wallMs: number
  cpuMs: number
  peakRssMb: number
  /** Memory at even times, where that was asked for. */
  samplesMb: number[]
  code: number | null
  stdout: string
  stderr: string
}

/** A process that takes longer is ended. */
const maxRunMs = 1_800_000

const hook = fileURLToPath(new URL('./programs/report-usage.js', import.meta.url))

/**
 * Runs Node with these words to its end. The child itself says what it took, at its exit: as the
 * system counts it for the process, start-up included.
 * @throws Error where the child ends otherwise than by one of `expectedCodes`
 */
export async function runChild(
  argv: readonly string[],
  options: { sampleMs?: number; expectedCodes?: readonly number[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ChildReport> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', hook, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, BENCH_SAMPLE_MS: String(options.sampleMs ?? 0) },
    timeout: maxRunMs,
  })
  const texts = ['', '', '']
  child.stdio.slice(1).forEach((stream, index) => {
    stream?.on('data', (part: Buffer) => {
      texts[index] += part.toString()
    })
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const wallMs = performance.now() - started
  const [stdout = '', stderr = '', usage = ''] = texts
  if (!(options.expectedCodes ?? [0]).includes(code ?? -1)) {
    throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr.slice(-2000)}`)
  }
  return { wallMs, ...readUsage(usage), code, stdout, stderr }
}

function readUsage(text: string): { cpuMs: number; peakRssMb: number; samplesMb: number[] } {
  const usage: unknown = JSON.parse(text)
  const { cpuMs, peakRssMb, samplesMb } = Object(usage)
  if (typeof cpuMs !== 'number' || typeof peakRssMb !== 'number' || !Array.isArray(samplesMb)) {
    throw new Error(`the child did not say what it took: ${text}`)
  }
  return { cpuMs, peakRssMb, samplesMb: samplesMb.map(Number) }
}
