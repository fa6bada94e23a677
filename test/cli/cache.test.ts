import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const singleFile = 'judgments/small/judge_single.jsonl'

async function started(options: Partial<EndpointOptions> = {}, params: object = {}) {
  const workspace = smallWorkspace()
  for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
  const endpoint = await openEndpoint(options)
  const judge = { model: 'j', base_url: endpoint.url, price: { input: 1, output: 1 }, params }
  workspace.write('mtbench.config.json', JSON.stringify({ models: { judge } }))
  const place = ['--dir', workspace.dir, '--bench', 'small']
  return {
    workspace,
    endpoint,
    judge: (...more: string[]) => runCli(['judge', '--judge-model', 'judge', ...place, ...more]),
    /** Judges anew in a workspace whose judgments are lost. */
    again: (...more: string[]) => {
      rmSync(workspace.path(singleFile), { force: true })
      endpoint.reset()
      return runCli(['judge', '--judge-model', 'judge', ...place, ...more])
    },
    cache: (...argv: string[]) => runCli(['cache', ...argv, '--dir', workspace.dir]),
    /** The lines of the store's one file; it throws where there is none. */
    lines: () => {
      const [name = ''] = readdirSync(workspace.path('cache')).filter((n) => n.endsWith('.jsonl'))
      return readFileSync(workspace.path('cache', name), 'utf8').trim().split('\n')
    },
    rewrite: (lines: readonly string[]) => {
      const [name = ''] = readdirSync(workspace.path('cache')).filter((n) => n.endsWith('.jsonl'))
      writeFileSync(workspace.path('cache', name), lines.join('\n'))
    },
  }
}

const texts = (rows: Record<string, unknown>[]) =>
  rows
    .map((row) =>
      [row['question_id'], row['turn'], row['model'], row['judgment'], row['score']].join(),
    )
    .sort()

describe('the store of replies', () => {
  it('serves what was asked before, for nothing, and says so', async () => {
    const { workspace, endpoint, judge, again, lines } = await started()
    await judge()
    const before = texts(workspace.read(singleFile))
    expect(lines()).toHaveLength(14)
    const result = await again('--json')
    expect(endpoint.counts().requests).toBe(0)
    expect(result.stderr).toContain('0 calls, 0 tokens in, 0 out, $0, 14 replies from the store')
    expect(JSON.parse(result.stdout).rows[0].spent).toMatchObject({ calls: 0, served: 14 })
    expect(texts(workspace.read(singleFile))).toEqual(before)
    expect(workspace.read(singleFile)[0]).toMatchObject({ meta: { served: true } })
    const [run] = readdirSync(workspace.path('judgments/small/runs')).sort().slice(-1)
    const manifest = workspace.readJson<{ endpoints: object[] }>(`judgments/small/runs/${run}`)
    expect(manifest.endpoints[0]).toMatchObject({ calls: 0, served: 14, cost_usd: 0 })
  })

  it('keeps each repeat, and each game of a pair, as an asking of its own', async () => {
    const { endpoint, judge, again } = await started()
    await judge('--repeats', '2')
    expect(endpoint.counts().requests).toBe(28)
    await again('--repeats', '3')
    expect(endpoint.counts().requests).toBe(14)
    endpoint.reset()
    await judge('--mode', 'pairwise-all')
    expect(endpoint.counts().requests).toBe(14)
  })

  it('keeps replies to equal prompts that end at the same time', async () => {
    const { workspace, endpoint, judge, again, lines } = await started()
    const models = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const model of models) workspace.writeAnswers(model, (i, t) => `the same ${i} ${t}`)
    const result = await judge()
    expect(result.stderr).not.toContain('cannot be kept')
    expect(lines()).toHaveLength(7)
    await again()
    expect(endpoint.counts().requests).toBe(0)
  })

  it('asks anew with --refresh, and neither serves nor keeps with --no-cache', async () => {
    const { endpoint, judge, again, lines } = await started()
    await judge('--no-cache')
    expect(() => lines()).toThrow()
    await judge()
    await again()
    expect(endpoint.counts().requests).toBe(14)
    await again('--no-cache')
    expect(endpoint.counts().requests).toBe(14)
    endpoint.configure({ seed: 2 })
    const { stderr } = await again('--refresh')
    expect(endpoint.counts().requests).toBe(14)
    expect(stderr).not.toContain('from the store')
    const { workspace, ...fresh } = await started()
    expect(workspace.dir).not.toBe('')
    await fresh.judge()
    await again()
    expect(endpoint.counts().requests).toBe(0)
  })

  it('keeps nothing of a judge that is not asked at temperature 0', async () => {
    const { judge, lines } = await started({}, { temperature: 0.5 })
    await judge()
    expect(() => lines()).toThrow()
  })

  it.each([
    { name: 'unparsed replies', options: { unparsedShare: 1 } },
    { name: 'filtered replies', options: { contentFilterShare: 1 } },
    { name: 'cut replies', options: { lengthShare: 1 } },
  ])('never keeps $name', async ({ options }) => {
    const { judge, lines } = await started(options)
    await judge('--reparse-attempts', '0')
    expect(() => lines()).toThrow()
  })

  it('takes a torn, foreign or misplaced line as a miss, and mends it', async () => {
    const { endpoint, judge, again, lines, rewrite } = await started()
    await judge()
    const [first = '', second = '', third = '', ...others] = lines()
    const misplaced = third.replace(/"key":"[0-9a-f]{8}/, '"key":"00000000')
    rewrite(['[]', second.slice(0, 100), misplaced, ...others, first.slice(0, 300)])
    expect((await again()).code).toBe(0)
    expect(endpoint.counts().requests).toBe(3)
    await again()
    expect(endpoint.counts().requests).toBe(0)
  })

  it('serves the last line of a key', async () => {
    const { workspace, endpoint, judge, again, lines, rewrite } = await started()
    await judge()
    const newer = lines().map((line) => line.replace(/"text":".*?","/, '"text":"[[3]]","'))
    rewrite([...lines(), ...newer, ''])
    await again()
    expect(endpoint.counts().requests).toBe(0)
    const scores = workspace.read(singleFile).map((row) => row['score'])
    expect(scores).toEqual(scores.map(() => 3))
  })

  it('goes on without it where it cannot be written', async () => {
    const { workspace, judge } = await started()
    workspace.write('cache', 'in the way')
    const result = await judge()
    expect(result.code).toBe(0)
    expect(result.stderr.match(/replies cannot be kept/g)).toHaveLength(1)
    expect(workspace.read(singleFile)).toHaveLength(14)
  })
})

describe('mtbench cache', () => {
  it('lists by model and server, as a table and as JSON', async () => {
    const { judge, cache, endpoint, workspace, lines, rewrite } = await started()
    expect((await cache('ls')).stdout).toContain('holds no replies')
    await judge()
    workspace.write('cache/notes.jsonl', 'mine')
    rewrite([...lines(), lines()[0] ?? '', 'torn'])
    const { stdout } = await cache('ls')
    expect(stdout).toMatch(/^model +server +replies +bytes +oldest +newest\nj +http/)
    expect(stdout).toContain('1 lines hold no reply')
    const [row] = JSON.parse((await cache('ls', '--json')).stdout).rows
    expect(row).toMatchObject({ model: 'j', base_url: endpoint.url, replies: 14 })
  })

  it('prunes by age and by size, oldest first, and leaves files of others alone', async () => {
    const { judge, cache, workspace, lines, rewrite } = await started()
    await judge()
    workspace.write('cache/README', 'mine')
    const old = lines().map((line, index) =>
      index < 4 ? line.replace(/"saved":"[^"]+"/, '"saved":"2020-01-01T00:00:00.000Z"') : line,
    )
    rewrite([...old, ''])
    expect((await cache('prune', '--older-than', '30d')).stdout).toMatch(/^4 replies removed/)
    expect(lines()).toHaveLength(10)
    expect(lines()).toEqual(old.slice(4))
    await cache('prune', '--max-size', '1KB')
    expect(lines().length).toBeLessThan(4)
    expect((await cache('prune')).code).toBe(2)
    expect((await cache('prune', '--older-than', 'soon')).code).toBe(2)
    expect((await cache('clear')).stdout).toMatch(/^[1-3] replies removed/)
    expect(readdirSync(workspace.path('cache'))).toEqual(['README'])
    expect((await cache('ls')).stdout).toContain('holds no replies')
  })
})
