import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import { openJudgingRun } from './judging-run.ts'

const few = 40
/** Long enough for all calls of a run to be under way at once before the first is answered. */
const latencyMs = 5000

/** Memory that a call in flight takes: the peak with many at once against that with few. */
export const inFlightMemory: Measurement = {
  name: 'in-flight-memory',
  isDefault: true,
  measure: async (bench) => [await measured(bench)],
}

async function measured(bench: Bench): Promise<BenchRow> {
  const many = bench.isQuick ? 160 : 1000
  const models = Math.ceil(many / 160)
  const run = await openJudgingRun(bench, { models, endpointFlags: ['--latency', '200'] })
  const slow = await openJudgingRun(bench, {
    models,
    endpointFlags: ['--latency', bench.isQuick ? '500' : String(latencyMs)],
  })
  try {
    const base = await run.judge({ models, width: few })
    const full = await slow.judge({ models, width: many })
    const counts = await slow.endpoint.counts()
    return {
      name: 'in-flight-memory',
      wallMs: full.wallMs,
      cpuMs: full.cpuMs,
      peakRssMb: full.peakRssMb,
      ratio: ((full.peakRssMb - base.peakRssMb) * 1e6) / 1024 / (many - few),
      unit: 'KiB a call in flight',
      goal: 60,
      notes: [
        `${models * 160} calls, ${counts['maxInFlight']} in flight at most`,
        `${base.peakRssMb.toFixed(0)} MB with ${few} in flight`,
      ],
    }
  } finally {
    await run.close()
    await slow.close()
  }
}
