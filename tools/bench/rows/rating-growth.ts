import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type GrowthPoint, growthPlot, sizeText } from '../growth-plot.ts'
import { makeBattles, writeBattles } from '../made-battles.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import type { Taken } from '../programs/ratings.ts'
import { cliPath } from '../run-child.ts'

const program = fileURLToPath(new URL('../programs/ratings.js', import.meta.url))

/** Sizes that are measured; the others stay at the first of `usual`. */
const sizes = {
  battles: [10_000, 30_000, 100_000, 300_000, 1_000_000],
  models: [10, 20, 50, 100, 200],
}
const quickSizes = { battles: [1000, 3000], models: [5, 10] }
const usual = { battles: 1_000_000, models: 20 }
const quickUsual = { battles: 3000, models: 10 }

/** How the time of `rank` grows with battles, and that of 1,000 bootstraps with models. */
export const ratingGrowth: Measurement = {
  name: 'rating-growth',
  isDefault: false,
  measure: async (bench) => {
    const { battles, models } = bench.isQuick ? quickSizes : sizes
    const others = bench.isQuick ? quickUsual : usual
    const read: GrowthPoint[] = []
    for (const size of battles) {
      read.push({
        size,
        seconds: await readSeconds(bench, { battles: size, models: others.models }),
      })
    }
    const resampled: GrowthPoint[] = []
    for (const size of models) {
      const words = ['bootstrap', String(others.battles), String(size)]
      const taken: Taken = JSON.parse((await bench.run([program, ...words])).stdout)
      resampled.push({ size, seconds: taken.cpuMs / 1000 })
    }
    const series = [
      { name: `read and fit, ${others.models} models`, unit: 'battles', points: read },
      {
        name: `1,000 bootstraps, ${sizeText(others.battles)} battles`,
        unit: 'models',
        points: resampled,
      },
    ]
    if (bench.plotFile !== undefined) await writeFile(bench.plotFile, growthPlot(series))
    return [
      growthRow('growth-battles', read, 'battles'),
      growthRow('growth-models', resampled, 'models'),
    ]
  },
}

async function readSeconds(
  bench: Bench,
  made: { battles: number; models: number },
): Promise<number> {
  const file = join(bench.folder, 'battles.jsonl')
  await writeBattles(file, makeBattles({ ...made, seed: 1 }), { withIds: false })
  const argv = [cliPath, 'rank', '--input-file', file, '--json', '--resamples', '1']
  return (await bench.run(argv)).cpuMs / 1000
}

function growthRow(name: string, points: readonly GrowthPoint[], what: string): BenchRow {
  const list = points.map(({ size, seconds }) => `${size}: ${seconds.toFixed(2)} s`)
  return {
    name,
    wallMs: null,
    cpuMs: null,
    peakRssMb: null,
    notes: [`seconds of CPU by ${what}: ${list.join(', ')}`],
  }
}
