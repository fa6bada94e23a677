import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const singleFile = 'judgments/small/judge_single.jsonl'
const price = { input: 10, output: 40 }

async function started(options: Partial<EndpointOptions> = {}, models: object = {}) {
  const workspace = smallWorkspace()
  for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
  const endpoint = await openEndpoint(options)
  const judge = { model: 'j', base_url: endpoint.url, price, params: { max_tokens: 600 } }
  const config = { models: { judge, a2: { base_url: endpoint.url, price }, ...models } }
  workspace.write('mtbench.config.json', JSON.stringify(config))
  const place = ['--dir', workspace.dir, '--bench', 'small']
  const cli = (...argv: string[]) => runCli([...argv, ...place])
  return {
    workspace,
    endpoint,
    cli,
    judge: (...more: string[]) => cli('judge', '--judge-model', 'judge', ...more),
    manifest: () => {
      const folder = 'judgments/small/runs'
      const [file] = readdirSync(workspace.path(folder)).sort().slice(-1)
      return workspace.readJson<{ endpoints: Record<string, unknown>[] }>(`${folder}/${file}`)
    },
  }
}

describe('money', () => {
  it('is estimated by --dry-run as table and JSON, within 80 columns', async () => {
    const { judge, endpoint } = await started()
    const result = await judge('--dry-run', '--json')
    expect(result.stderr).toMatch(/model +for +calls +input tokens +output tokens +cost\n/)
    expect(result.stderr).toMatch(/judge +judgments +14 +[\d,]+ +2,380 +\$0\.\d+\n/)
    expect(result.stderr).toContain('estimated with o200k_base')
    const table = result.stderr.split('\n').filter((line) => /^(model|judge) {2}/.test(line))
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80)
    const [row] = JSON.parse(result.stdout).rows
    expect(row.estimate).toMatchObject({ calls: 14, output_per_call: 170, output_from: 'default' })
    expect(row.spent).toBeNull()
    expect(endpoint.counts().requests).toBe(0)
  })

  it('is estimated near what the endpoint then reports, the better the more is known', async () => {
    const { judge, cli, endpoint } = await started()
    await judge('--turns', '1')
    const estimate = JSON.parse((await judge('--dry-run', '--json')).stdout).rows[0].estimate
    expect(estimate.output_from).toBe('records')
    endpoint.reset()
    const { spent } = JSON.parse((await judge('--json')).stdout).rows[0]
    expect(spent.calls).toBe(estimate.calls)
    expect(Math.abs(estimate.cost_usd / spent.cost_usd - 1)).toBeLessThan(0.25)
    const dry = await cli('gen-answers', '--model', 'a2', '--dry-run')
    expect(dry.stderr).toMatch(/a2 +answers +7 +/)
  })

  it('is estimated for a whole run: answers that stand and answers to come', async () => {
    const { cli } = await started()
    const run = ['run', '--model', 'a2', '--judge-model', 'judge', '--dry-run', '--json']
    const result = await cli(...run)
    expect(result.stderr).toMatch(/total +14 +/)
    const rows = JSON.parse(result.stdout).rows
    expect(rows.map((row: { estimate: { calls: number } }) => row.estimate.calls)).toEqual([7, 7])
  })

  it('is unknown, not 0, without a price; --max-cost is then refused and names the model', async () => {
    const { cli, endpoint } = await started()
    const argv = ['judge', '--judge-model', `free=j@${endpoint.url}`]
    expect((await cli(...argv, '--dry-run')).stderr).toMatch(/free +judgments .* unknown\n/)
    const refused = await cli(...argv, '--max-cost', '1')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('--max-cost: the price of free is not known')
    expect(endpoint.counts().requests).toBe(0)
    const run = await cli(...argv)
    expect(run.stderr).toContain('cost unknown (no price for free)')
  })

  it('is summed from what the endpoint reported, in the last line and the manifest', async () => {
    const { judge, manifest } = await started()
    const result = await judge('--json')
    const { spent } = JSON.parse(result.stdout).rows[0]
    expect(spent.cost_usd).toBeCloseTo(
      (spent.input_tokens * 10 + spent.output_tokens * 40) / 1e6,
      9,
    )
    expect(result.stderr).toMatch(/spent: 14 calls, [\d,]+ tokens in, [\d,]+ out, \$0\.\d+\n/)
    expect(result.stderr).toMatch(/judgments: 14\/14, .* \| \$0\.\d+\n/)
    expect(manifest().endpoints[0]).toMatchObject({
      calls: 14,
      served: 0,
      cost_usd: spent.cost_usd,
    })
  })

  it.each([
    { flag: '--max-cost', value: '0.06', spent: 'cost_usd' },
    { flag: '--max-tokens-total', value: '4000', spent: 'tokens' },
    { flag: '--max-calls', value: '5', spent: 'calls' },
  ])(
    'is never spent beyond $flag; what is paid for is kept, and a rerun goes on',
    async (limit) => {
      const { judge, workspace, endpoint } = await started({
        latencyMs: 5,
        faults: { serverError: 0.2 },
      })
      const result = await judge(limit.flag, limit.value, '--concurrency', '4', '--json')
      expect(result.code).toBe(4)
      expect(result.stderr).toContain(
        `stopped by ${limit.flag}: the same command with a higher limit goes on`,
      )
      const { spent } = JSON.parse(result.stdout).rows[0]
      const all = { ...spent, tokens: spent.input_tokens + spent.output_tokens }
      expect(all[limit.spent]).toBeLessThanOrEqual(Number(limit.value))
      expect(spent.calls).toBe(endpoint.counts().requests)
      const before = workspace.read(singleFile).length
      expect(before).toBeGreaterThan(0)
      expect(before).toBeLessThan(14)
      const completions = endpoint.counts().completions
      expect((await judge()).code).toBe(0)
      expect(workspace.read(singleFile)).toHaveLength(14)
      expect(endpoint.counts().completions - completions).toBe(14 - before)
    },
  )

  it.each([
    { flag: '--max-cost', value: 0.3 },
    { flag: '--max-tokens-total', value: 20_000 },
    { flag: '--max-calls', value: 60 },
  ])(
    'is not passed at the endpoint with up to 64 calls in flight and retries: $flag',
    async (limit) => {
      const { judge, workspace, endpoint } = await started({
        latencyMs: { min: 1, max: 30 },
        retryAfterForm: 'ms',
        retryAfterSeconds: 0.005,
        faults: { tooManyRequests: 0.15, unavailable: 0.1, resetMiddle: 0.02, slowDrip: 0.1 },
        dripMs: 40,
      })
      for (const model of 'cdefghijkl') {
        workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t} `.repeat(40))
      }
      const result = await judge(limit.flag, String(limit.value), '--concurrency', '64', '--json')
      expect(result.code).toBe(4)
      expect(result.stderr).toContain(`stopped by ${limit.flag}`)
      const { requests, promptTokens, completionTokens, completions, maxInFlight } =
        endpoint.counts()
      const taken = {
        '--max-cost': (promptTokens * price.input + completionTokens * price.output) / 1e6,
        '--max-tokens-total': promptTokens + completionTokens,
        '--max-calls': requests,
      }[limit.flag]
      expect(taken).toBeLessThanOrEqual(limit.value)
      expect(taken).toBeGreaterThan(limit.value / 3)
      expect(maxInFlight).toBeGreaterThan(4)
      expect(workspace.read(singleFile)).toHaveLength(completions)
    },
  )

  it('counts the requests that teach what an endpoint refuses', async () => {
    const { judge, endpoint } = await started({ refuses: ['temperature', 'max_tokens'] })
    expect((await judge('--max-calls', '6', '--concurrency', '2')).code).toBe(4)
    expect(endpoint.counts().requests).toBe(6)
  })

  it('holds over all endpoints of a run', async () => {
    const { cli, endpoint } = await started()
    const run = ['run', '--model', 'a2', '--judge-model', 'judge', '--max-calls', '9']
    const result = await cli(...run)
    expect(result.code).toBe(4)
    expect(endpoint.counts().requests).toBe(9)
    expect(result.stderr).toContain('spent: 9 calls')
    const answers = await cli('gen-answers', '--model', `c=c@${endpoint.url}`, '--max-calls', '0')
    expect(answers.code).toBe(4)
  })
})
