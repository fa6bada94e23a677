import { startEndpointProcess } from '../endpoint-process.ts'
import { makeWorkspace, bench as suite } from '../judged-workspace.ts'
import type { Bench, BenchRow, Measurement } from '../measurement.ts'
import { cliPath } from '../run-child.ts'

const perMinute = 60
const atOnce = 8
const measuredMs = 120_000

/**
 * A server that lets 60 requests a minute and 8 at once through, of which nothing is known
 * beforehand, and a second one beside it in the same run that knows no limit. The first answers
 * for one model, the second for another; it takes two minutes.
 */
export const rateLimit: Measurement = {
  name: 'rate-limit',
  isDefault: false,
  measure: async (bench) => {
    const limits = ['--rpm', String(perMinute), '--concurrent', String(atOnce)]
    const limited = await startEndpointProcess(['--latency', '400-600', ...limits])
    const free = await startEndpointProcess(['--latency', '400-600'])
    try {
      return [await measured(bench, { limited, free })]
    } finally {
      await limited.close()
      await free.close()
    }
  },
}

type Servers = Record<'limited' | 'free', Awaited<ReturnType<typeof startEndpointProcess>>>

async function measured(bench: Bench, { limited, free }: Servers): Promise<BenchRow> {
  await makeWorkspace(bench.folder, 0)
  const models = [`limited=a@${limited.url}`, `free=b@${free.url}`]
  const some = bench.isQuick ? ['--question-end', '6'] : []
  const place = ['--dir', bench.folder, '--bench', suite, '--quiet', ...some]
  // 160 calls to each: of the first's, 120 and a few fit into two minutes.
  const run = await bench.run([cliPath, 'gen-answers', '--model', ...models, ...place])
  const [slow, quick] = [await limited.log(), await free.log()]
  const startMs = Math.min(...slow.map((entry) => entry.timeMs))
  const early = slow.filter((entry) => entry.timeMs - startMs < measuredMs)
  const answered = early.filter((entry) => entry.status === 200).length
  const refused = slow.filter((entry) => entry.status === 429).length
  const could = (measuredMs / 60_000) * perMinute
  return {
    name: 'rate-limit',
    wallMs: run.wallMs,
    cpuMs: run.cpuMs,
    peakRssMb: run.peakRssMb,
    ratio: 1 - answered / could,
    unit: 'of the limit left unused',
    goal: 0.1,
    notes: [
      `${answered} of ${could} requests that ${perMinute} a minute allow, in the first two minutes`,
      `${refused} of ${slow.length} requests refused (429), ${slow.length - refused} answered`,
      `the server beside it: ${quick.length} requests, the last one ended after ${lastEnd(quick)} s`,
    ],
  }
}

function lastEnd(log: readonly { timeMs: number; durationMs: number }[]): string {
  const first = Math.min(...log.map((entry) => entry.timeMs))
  const last = Math.max(...log.map((entry) => entry.timeMs + entry.durationMs))
  return ((last - first) / 1000).toFixed(1)
}
