import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeGrades, writePairs } from '../inputs/judgment-files.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import { cliPath } from '../run-child.ts'

const bareRead = fileURLToPath(new URL('../programs/bare-read.js', import.meta.url))

/** `show-results` on a million rows: 6,250 models' grades, and all pairs of 112 models; 80 questions of two turns. */
export const resultReading: Measurement = {
  name: 'show-results',
  isDefault: true,
  measure: async (bench) => {
    const grades = join(bench.folder, 'grades.jsonl')
    await writeGrades(grades, { questions: 80, models: bench.isQuick ? 63 : 6250 })
    const pairs = join(bench.folder, 'pairs.jsonl')
    await writePairs(pairs, { questions: 80, models: bench.isQuick ? 12 : 112 })
    const baseline = ['pairwise-baseline', '--baseline', 'model-3']
    return [
      ...(await readingRows(bench, grades, { mode: ['single'], goalS: 2, goalMb: 150 })),
      ...(await readingRows(bench, pairs, { mode: ['pairwise-all'], goalS: 4, goalMb: 200 })),
      ...(await readingRows(bench, pairs, { mode: baseline, goalS: null, goalMb: 200 })),
    ]
  },
}

async function readingRows(
  bench: Bench,
  file: string,
  { mode, goalS, goalMb }: { mode: readonly string[]; goalS: number | null; goalMb: number },
): Promise<BenchRow[]> {
  bench.say(`show-results --mode ${mode[0]}`)
  const bare = await bench.run([bareRead, file])
  const taken = await bench.run([
    cliPath,
    'show-results',
    '--json',
    '--input-file',
    file,
    '--mode',
    ...mode,
  ])
  const { wallMs, cpuMs, peakRssMb } = taken
  const [hash = '', lines = ''] = bare.stdout.trim().split(' ')
  if (!taken.stdout.includes(hash)) throw new Error(`${file} was not read as it is`)
  const row = { wallMs, cpuMs, peakRssMb }
  return [
    {
      ...row,
      name: `show-results-${mode[0]}`,
      ratio: cpuMs / 1000,
      unit: 's of CPU',
      goal: goalS,
      notes: [
        `${lines} rows, start and all resamples included`,
        `${(cpuMs / bare.cpuMs).toFixed(1)} × the CPU of reading and hashing the file`,
      ],
    },
    {
      ...row,
      name: `show-results-${mode[0]}-memory`,
      ratio: peakRssMb,
      unit: 'MB',
      goal: goalMb,
      notes: ['the same run'],
    },
  ]
}

const startsMeasured = 15

/** `--help`, and `show-results` on 160 grades, against `node -e 0`. */
export const startUp: Measurement = {
  name: 'start-up',
  isDefault: true,
  measure: async (bench) => {
    const file = join(bench.folder, 'small.jsonl')
    await writeGrades(file, { questions: 80, models: 1 })
    return [
      await startRow(bench, { name: 'start-help', words: ['--help'], goal: 1.4 }),
      await startRow(bench, {
        name: 'start-show-results',
        words: ['show-results', '--input-file', file],
        goal: 1.8,
      }),
    ]
  },
}

/** The least processor time of several starts of each, in turn. */
async function startRow(
  { run, isQuick }: Bench,
  { name, words, goal }: { name: string; words: readonly string[]; goal: number },
): Promise<BenchRow> {
  const own = { wallMs: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY, peakRssMb: 0 }
  let bareCpuMs = Number.POSITIVE_INFINITY
  const starts = isQuick ? 2 : startsMeasured
  for (let start = 0; start < starts; start++) {
    bareCpuMs = Math.min(bareCpuMs, (await run(['-e', '0'])).cpuMs)
    const { wallMs, cpuMs, peakRssMb } = await run([cliPath, ...words])
    own.wallMs = Math.min(own.wallMs, wallMs)
    own.cpuMs = Math.min(own.cpuMs, cpuMs)
    own.peakRssMb = Math.max(own.peakRssMb, peakRssMb)
  }
  const notes = [`least of ${starts} starts; node -e 0: ${bareCpuMs.toFixed(0)} ms of CPU`]
  return { name, ...own, ratio: own.cpuMs / bareCpuMs, unit: '× node -e 0', goal, notes }
}
