import { gradesPerModel } from '../judged-workspace.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import { openJudgingRun } from './judging-run.ts'

type Load = { name: string; models: number; latencyMs: number; width: number; goal: number }

/** How near a run comes to calls × latency / calls at once, Node's start included. */
function wallRow(load: Load): Measurement {
  return {
    name: load.name,
    isDefault: true,
    measure: async (bench) => [await measured(load, bench)],
  }
}

/** 3,200 calls of half a second, 128 at once: ideal 12.5 s. */
export const slowCalls = wallRow({
  name: 'calls-500ms',
  models: 20,
  latencyMs: 500,
  width: 128,
  goal: 1.06,
})

/** 1,600 calls of 50 ms, 32 at once: ideal 2.5 s. */
export const quickCalls = wallRow({
  name: 'calls-50ms',
  models: 10,
  latencyMs: 50,
  width: 32,
  goal: 1.2,
})

async function measured(load: Load, bench: Bench): Promise<BenchRow> {
  const { latencyMs, width } = load
  const models = bench.isQuick ? 1 : load.models
  const endpointFlags = ['--latency', String(latencyMs)]
  const run = await openJudgingRun(bench, { models, endpointFlags })
  try {
    const calls = models * gradesPerModel
    const { wallMs, cpuMs, peakRssMb } = await run.judge({ models, width })
    const counts = await run.endpoint.counts()
    const idealMs = (calls * latencyMs) / width
    return {
      name: load.name,
      wallMs,
      cpuMs,
      peakRssMb,
      ratio: wallMs / idealMs,
      unit: '× ideal wall',
      goal: load.goal,
      notes: [
        `${calls} calls of ${latencyMs} ms, ${width} at once: ideal ${(idealMs / 1000).toFixed(2)} s`,
        `${counts['connections']} connections, ${counts['maxInFlight']} in flight at most`,
      ],
    }
  } finally {
    await run.close()
  }
}
