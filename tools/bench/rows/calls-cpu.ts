import { fileURLToPath } from 'node:url'
import { gradesPerModel } from '../judged-workspace.ts'
import type { BenchRow, Measurement } from '../measurement.ts'
import type { ChildReport } from '../run-child.ts'
import { openJudgingRun } from './judging-run.ts'

const width = 32
/** Each side is run so often, in turns; the least of each counts: what others took is not in it. */
const rounds = 3

const bareClient = fileURLToPath(new URL('../programs/bare-client.js', import.meta.url))

/**
 * What a call takes of the processor, start included, at an endpoint that answers at once, and the
 * memory of that run: against OpenAI's own client over the same `fetch` with the same prompts.
 */
export const callCpu: Measurement = {
  name: 'call-cpu',
  isDefault: true,
  measure: async (bench) => {
    const models = bench.isQuick ? 1 : 10
    const run = await openJudgingRun(bench, { models, endpointFlags: [] })
    try {
      const whole: ChildReport[] = []
      const bare: ChildReport[] = []
      for (let round = 0; round < (bench.isQuick ? 1 : rounds); round++) {
        whole.push(await run.judge({ models, width }))
        const prompts = await run.savePrompts()
        bare.push(await bench.run([bareClient, run.endpoint.url, String(width), prompts]))
      }
      return rowsOf(least(whole), least(bare), models * gradesPerModel)
    } finally {
      await run.close()
    }
  },
}

type Least = { wallMs: number; cpuMs: number; peakRssMb: number }

function least(reports: readonly ChildReport[]): Least {
  const min = (pick: (report: ChildReport) => number) => Math.min(...reports.map(pick))
  return {
    wallMs: min((r) => r.wallMs),
    cpuMs: min((r) => r.cpuMs),
    peakRssMb: min((r) => r.peakRssMb),
  }
}

function rowsOf(whole: Least, bare: Least, calls: number): BenchRow[] {
  const work = `${calls} calls of 0 ms, ${width} at once`
  const perCall = (taken: Least) => `${(taken.cpuMs / calls).toFixed(2)} ms a call`
  return [
    {
      ...whole,
      name: 'call-cpu',
      ratio: whole.cpuMs / bare.cpuMs,
      unit: '× bare client’s CPU',
      goal: 1.2,
      notes: [`${work}; whole process`, `bare client: ${perCall(bare)}`],
    },
    {
      ...whole,
      name: 'call-cpu-ms',
      ratio: whole.cpuMs / calls,
      unit: 'ms of CPU a call',
      goal: 1.2,
      notes: ['the same run, start included'],
    },
    {
      ...whole,
      name: 'call-memory',
      ratio: whole.peakRssMb - bare.peakRssMb,
      unit: 'MB over the bare client',
      goal: 40,
      notes: [`the same run; bare client: ${bare.peakRssMb.toFixed(0)} MB`],
    },
  ]
}
