import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeBattles, writeGrades, writePairs } from '../inputs/judgment-files.ts'

/** Times in milliseconds, memory in MB (10^6 bytes); `ratio`: processor time against the bare program's. */
export type ReadingRow = {
  name: string
  wallMs: number
  cpuMs: number
  peakRssMb: number
  ratio: number
  against: string
}

export type ReadingBench = {
  /** A folder of its own, removed by the caller. */
  folder: string
  /** A hundredth of the rows: to see that it works, not for figures. */
  isQuick: boolean
  /** Runs Node with these words in a process of its own, to its end. */
  run: (argv: readonly string[]) => Promise<{ wallMs: number; cpuMs: number; peakRssMb: number }>
}

const program = fileURLToPath(new URL('../../../../bin/mtbench.js', import.meta.url))
const bareRead = fileURLToPath(new URL('../programs/bare-read.js', import.meta.url))

/** `show-results` on 10^6 grades, 327 MB: 80 questions of two turns, 6,250 models. */
export async function measureGrades(bench: ReadingBench): Promise<ReadingRow> {
  const file = join(bench.folder, 'grades.jsonl')
  await writeGrades(file, { questions: 80, models: bench.isQuick ? 63 : 6250 })
  const words = ['show-results', '--mode', 'single', '--json', '--input-file', file]
  return measured(bench, { name: 'show-results single, 10^6 rows', words, file })
}

/** `show-results` on 994,560 pairs, 562 MB, with all 10,000 resamples of the average win rates. */
export async function measurePairs(bench: ReadingBench): Promise<ReadingRow> {
  const file = join(bench.folder, 'pairs.jsonl')
  await writePairs(file, { questions: 80, models: bench.isQuick ? 12 : 112 })
  const words = ['show-results', '--mode', 'pairwise-all', '--json', '--input-file', file]
  return measured(bench, { name: 'show-results pairwise-all, 10^6 rows', words, file })
}

/** `show-results` on the same pairs against one baseline: reading with little to compute. */
export async function measureBaseline(bench: ReadingBench): Promise<ReadingRow> {
  const file = join(bench.folder, 'pairs.jsonl')
  await writePairs(file, { questions: 80, models: bench.isQuick ? 12 : 112 })
  const mode = ['--mode', 'pairwise-baseline', '--baseline', 'model-3']
  const words = ['show-results', ...mode, '--json', '--input-file', file]
  return measured(bench, { name: 'show-results pairwise-baseline, 10^6 rows', words, file })
}

/** `rank` on 10^6 battles of 100 models: read and fit, with the default 1,000 bootstraps. */
export async function measureBattles(bench: ReadingBench): Promise<ReadingRow> {
  const file = join(bench.folder, 'battles.jsonl')
  await writeBattles(file, bench.isQuick ? 10_000 : 1_000_000)
  const words = ['rank', '--json', '--input-file', file]
  return measured(bench, { name: 'rank, 10^6 battles', words, file })
}

async function measured(
  { run }: ReadingBench,
  { name, words, file }: { name: string; words: readonly string[]; file: string },
): Promise<ReadingRow> {
  const bare = await run([bareRead, file])
  const { wallMs, cpuMs, peakRssMb } = await run([program, ...words])
  const ratio = cpuMs / bare.cpuMs
  return { name, wallMs, cpuMs, peakRssMb, ratio, against: 'reading and hashing the file' }
}

const startsMeasured = 15

/** `--help`, against `node -e 0`: the least processor time of several starts of each, in turn. */
export function measureHelp(bench: ReadingBench): Promise<ReadingRow> {
  return measuredStart(bench, '--help', ['--help'])
}

/** `show-results` on a file of 160 grades, against `node -e 0`. */
export async function measureSmallFile(bench: ReadingBench): Promise<ReadingRow> {
  const file = join(bench.folder, 'small.jsonl')
  await writeGrades(file, { questions: 80, models: 1 })
  return measuredStart(bench, 'show-results, small file', ['show-results', '--input-file', file])
}

async function measuredStart(
  { run }: ReadingBench,
  name: string,
  words: readonly string[],
): Promise<ReadingRow> {
  const own = { wallMs: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY, peakRssMb: 0 }
  let bareCpuMs = Number.POSITIVE_INFINITY
  for (let start = 0; start < startsMeasured; start++) {
    bareCpuMs = Math.min(bareCpuMs, (await run(['-e', '0'])).cpuMs)
    const { wallMs, cpuMs, peakRssMb } = await run([program, ...words])
    own.wallMs = Math.min(own.wallMs, wallMs)
    own.cpuMs = Math.min(own.cpuMs, cpuMs)
    own.peakRssMb = Math.max(own.peakRssMb, peakRssMb)
  }
  return { name, ...own, ratio: own.cpuMs / bareCpuMs, against: 'node -e 0' }
}
