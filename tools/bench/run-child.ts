import { spawn } from 'node:child_process'
import { packageFile } from '../../src/io/files/package-files.ts'
import type { RunOptions } from './measurement.ts'

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

/** The command line that is measured: what `npm run build` has made. */
export const cliPath = packageFile('bin', 'mtbench.js')

/** At its exit the child writes to file descriptor 3 what it took; the system counts memory in KiB. */
const hook = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  const sampleMs = Number(process.env.BENCH_SAMPLE_MS)
  const samplesMb = []
  if (sampleMs > 0) {
    setInterval(() => samplesMb.push(process.memoryUsage.rss() / 1e6), sampleMs).unref()
  }
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const cpuMs = (userCPUTime + systemCPUTime) / 1000
    writeSync(3, JSON.stringify({ cpuMs, peakRssMb: (maxRSS * 1024) / 1e6, samplesMb }))
  })
`)}`

/**
 * Runs Node with these words to its end. The child itself says what it took, at its exit: as the
 * system counts it for the process, start-up included.
 * @throws Error where the child ends otherwise than by one of `expectedCodes`
 */
export async function runChild(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<ChildReport> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', hook, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, BENCH_SAMPLE_MS: String(options.sampleMs ?? 0) },
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
