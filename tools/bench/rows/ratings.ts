import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBattles, writeBattles } from '../made-battles.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import type { Taken } from '../programs/ratings.ts'
import { type ChildReport, cliPath } from '../run-child.ts'

const program = fileURLToPath(new URL('../programs/ratings.js', import.meta.url))

/** Each is run so often; the least counts: what others took of the machine is not in it. */
const rounds = 3
const models = 20

/** `rank` on a million battles, read from a file: as they come, and each with an id of its own. */
export const rankReading: Measurement = {
  name: 'rank-read-fit',
  isDefault: true,
  measure: async (bench) => {
    const count = battlesOf(bench)
    const battles = makeBattles({ battles: count, models, seed: 1 })
    const rows: BenchRow[] = []
    for (const withIds of [false, true]) {
      const file = join(bench.folder, `battles-${withIds}.jsonl`)
      await writeBattles(file, battles, { withIds })
      const argv = [cliPath, 'rank', '--input-file', file, '--json', '--resamples', '1']
      const reports = await repeated(bench, () => bench.run(argv))
      rows.push(...readingRows(reports, { count, withIds }))
    }
    return rows
  },
}

function readingRows(
  reports: readonly ChildReport[],
  { count, withIds }: { count: number; withIds: boolean },
): BenchRow[] {
  const taken = least(reports)
  const gradient = Number(Object(JSON.parse(reports[0]?.stdout ?? '{}')).max_gradient)
  const name = withIds ? 'rank-ids' : 'rank'
  const what = withIds ? ', each with a question id of its own' : ''
  return [
    {
      ...taken,
      name: `${name}-read-fit`,
      ratio: taken.cpuMs / 1000,
      unit: 's of CPU',
      goal: withIds ? null : 3,
      notes: [
        `${count} battles of ${models} models from JSONL${what}, read and fitted, start included`,
        `maximum gradient ${gradient.toExponential(1)} points a battle`,
      ],
    },
    {
      ...taken,
      name: `${name}-memory`,
      ratio: taken.peakRssMb,
      unit: 'MB',
      goal: 250,
      notes: ['the same run'],
    },
  ]
}

/** The fits themselves, in a process that has made the battles. */
export const ratingFits: Measurement = {
  name: 'rating-fits',
  isDefault: true,
  measure: async (bench) => {
    const count = battlesOf(bench)
    const rows: BenchRow[] = []
    for (const [size, goal] of [
      [20, 0.2],
      [100, 2],
    ] as const) {
      rows.push(
        fitRow(await fitsOf(bench, ['bootstrap', String(count), String(size)]), {
          name: `bootstrap-${size}`,
          goal,
          note: `1,000 bootstraps of ${count} battles of ${size} models`,
        }),
      )
      rows.push(
        fitRow(await fitsOf(bench, ['fit', String(count), String(size)]), {
          name: `optimum-${size}`,
          goal: null,
          note: `the fit of ${size} models, and an optimum sought in another way until nothing moves`,
        }),
      )
    }
    rows.push(
      fitRow(await fitsOf(bench, ['style', String(count), String(models)]), {
        name: 'style-fit',
        goal: 1.5,
        note: `one fit with style control, ${count} battles of ${models} models, four features`,
      }),
    )
    return rows
  },
}

async function fitsOf(bench: Bench, words: readonly string[]): Promise<(Taken & ChildReport)[]> {
  return repeated(bench, async () => {
    const report = await bench.run([program, ...words])
    const taken: Taken = JSON.parse(report.stdout)
    return { ...report, ...taken }
  })
}

function fitRow(
  reports: readonly (Taken & ChildReport)[],
  { name, goal, note }: { name: string; goal: number | null; note: string },
): BenchRow {
  const taken = least(reports)
  const figures = Object.entries(reports[0]?.figures ?? {}).map(([of, value]) => {
    const text = Number.isInteger(value) ? String(value) : value.toExponential(1)
    return `${figureNames[of] ?? of}: ${text}`
  })
  return {
    ...taken,
    name,
    ratio: taken.cpuMs / 1000,
    unit: 's of CPU',
    goal,
    notes: [`${note}; time without making the battles, memory with it`, ...figures],
  }
}

const figureNames: Readonly<Record<string, string>> = {
  maxGradient: 'maximum gradient, points a battle',
  errorElo: 'largest distance from the other optimum, Elo points (at most 1e-5)',
  undefinedResamples: 'resamples without finite ratings',
  steps: 'Newton steps',
}

function battlesOf({ isQuick }: Bench): number {
  return isQuick ? 10_000 : 1_000_000
}

async function repeated<T>({ isQuick }: Bench, work: () => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let round = 0; round < (isQuick ? 1 : rounds); round++) done.push(await work())
  return done
}

function least(reports: readonly ChildReport[]) {
  const min = (pick: (report: ChildReport) => number) => Math.min(...reports.map(pick))
  return {
    wallMs: min((r) => r.wallMs),
    cpuMs: min((r) => r.cpuMs),
    peakRssMb: min((r) => r.peakRssMb),
  }
}
