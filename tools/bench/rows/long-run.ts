import { gradesPerModel } from '../judged-workspace.ts'
import type { BenchRow, Measurement } from '../measurement.ts'
import { openJudgingRun } from './judging-run.ts'

const width = 64
const sampleMs = 250

/** Is memory flat over 100,000 judgments? It takes some minutes. */
export const longRun: Measurement = {
  name: 'long-run',
  isDefault: false,
  measure: async (bench) => {
    const repeats = bench.isQuick ? 5 : 625
    const run = await openJudgingRun(bench, { models: 1, endpointFlags: ['--log-limit', '0'] })
    try {
      const report = await run.judge({ models: 1, width, repeats, sampleMs })
      return [rowOf(report, repeats * gradesPerModel)]
    } finally {
      await run.close()
    }
  },
}

function rowOf(
  report: { wallMs: number; cpuMs: number; peakRssMb: number; samplesMb: number[] },
  calls: number,
): BenchRow {
  const { wallMs, cpuMs, peakRssMb, samplesMb } = report
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const from = Math.floor((tenth * samplesMb.length) / 10)
    return highest(samplesMb.slice(from, Math.floor(((tenth + 1) * samplesMb.length) / 10)))
  })
  const [, second = 0] = tenths
  return {
    name: 'long-run',
    wallMs,
    cpuMs,
    peakRssMb,
    ratio: (tenths.at(-1) ?? 0) - second,
    unit: 'MB from the 2nd tenth to the last',
    goal: 20,
    notes: [
      `${calls} judgments, ${width} at once, ${(cpuMs / calls).toFixed(2)} ms of CPU a call`,
      `highest MB in each tenth of the time: ${tenths.map((mb) => mb.toFixed(0)).join(' ')}`,
    ],
  }
}

function highest(samples: readonly number[]): number {
  return samples.reduce((most, sample) => Math.max(most, sample), 0)
}
