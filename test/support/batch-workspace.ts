import { readdirSync, readFileSync } from 'node:fs'
import type { BatchJob } from '../../src/domain/batches/batch-job.ts'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { openEndpoint } from './ask-endpoint.ts'
import { type CliResult, runCli } from './run-cli.ts'
import { smallWorkspace } from './small-workspace.ts'

export const price = { input: 10, output: 40, batch_input: 5, batch_output: 20 }
export const singleFile = 'judgments/small/judge_single.jsonl'
export const pairFile = 'judgments/small/judge_pair.jsonl'

/** A small workspace with answers of two models, and an endpoint that offers batches. */
export async function batchWorkspace(options: Partial<EndpointOptions> = {}) {
  const workspace = smallWorkspace()
  for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
  const endpoint = await openEndpoint(options)
  const judge = { model: 'j', base_url: endpoint.url, price, params: { max_tokens: 600 } }
  const config = { models: { judge, new: { model: 'n', base_url: endpoint.url, price } } }
  workspace.write('mtbench.config.json', JSON.stringify(config))
  const where = ['--dir', workspace.dir]
  const world = { clock: { now: Date.now, sleep: () => Promise.resolve() } }
  /** Each call is a process of its own as far as the workspace can tell. */
  const cli = (...argv: string[]): Promise<CliResult> => runCli(argv, { world })
  const suite = [...where, '--bench', 'small']
  const rows = (file: string) => {
    try {
      return workspace.read(file)
    } catch {
      return []
    }
  }
  return {
    workspace,
    endpoint,
    cli,
    rows,
    judge: (...more: string[]) => cli('judge', '--judge-model', 'judge', ...suite, ...more),
    answers: (...more: string[]) => cli('gen-answers', '--model', 'new', ...suite, ...more),
    batch: (what: string, ...more: string[]) => cli('batch', what, ...more, ...where),
    jobs: (): BatchJob[] =>
      namesIn(workspace.path('batches'))
        .filter((name) => /^[0-9a-f]{8}\.json$/.test(name))
        .map((name) => workspace.readJson<BatchJob>(`batches/${name}`))
        .sort((a, b) => (a.created < b.created ? -1 : 1)),
    manifests: () =>
      namesIn(workspace.path('judgments/small/runs'))
        .sort()
        .map((name) => workspace.readJson<Manifest>(`judgments/small/runs/${name}`)),
    textOf: (file: string) => readFileSync(workspace.path(file), 'utf8'),
  }
}

export type Manifest = {
  command: string
  settings: Record<string, unknown>
  counts: Record<string, unknown>
  endpoints: { calls: number; cost_usd: number | null; usage: Record<string, number> }[]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
