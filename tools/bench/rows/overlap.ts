import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEndpointProcess } from '../endpoint-process.ts'
import { bench as suite } from '../judged-workspace.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import { cliPath } from '../run-child.ts'

const latencyMs = 200
const width = 16

/** `run`, whose stages overlap, against the same stages one after the other. */
export const overlap: Measurement = {
  name: 'run-overlap',
  isDefault: true,
  measure: async (bench) => {
    const endpoint = await startEndpointProcess(['--latency', String(latencyMs)])
    try {
      return [await measured(bench, endpoint.url)]
    } finally {
      await endpoint.close()
    }
  },
}

async function measured(bench: Bench, url: string): Promise<BenchRow> {
  const { folder, run, isQuick } = bench
  const common = ['--dir', folder, '--bench', suite, '--quiet']
  const models = [`first=a@${url}`, `second=b@${url}`]
  const some = isQuick ? ['--question-end', '4'] : []
  const calls = ['--concurrency', String(width), ...some]
  const judge = ['--judge-model', `judge=j@${url}`]
  const whole = await run([cliPath, 'run', '--model', ...models, ...judge, ...calls, ...common])
  await rm(join(folder, 'data'), { recursive: true, force: true })
  await rm(join(folder, 'judgments'), { recursive: true, force: true })
  await rm(join(folder, 'cache'), { recursive: true, force: true })
  const ids = ['first', 'second']
  const stages = [
    await run([cliPath, 'gen-answers', '--model', ...models, ...calls, ...common]),
    await run([cliPath, 'judge', ...judge, '--models', ...ids, ...calls, ...common]),
    await run([cliPath, 'show-results', '--models', ...ids, ...common]),
  ]
  const sumMs = stages.reduce((sum, stage) => sum + stage.wallMs, 0)
  return {
    name: 'run-overlap',
    wallMs: whole.wallMs,
    cpuMs: whole.cpuMs,
    peakRssMb: whole.peakRssMb,
    ratio: whole.wallMs / sumMs,
    unit: '× sum of the stages',
    goal: null,
    notes: [
      `answers and grades of 2 models, ${latencyMs} ms a call, ${width} at once an endpoint`,
      `stages: ${stages.map((stage) => `${(stage.wallMs / 1000).toFixed(2)} s`).join(' + ')}`,
    ],
  }
}
