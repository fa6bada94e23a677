import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { BatchCut } from '../../tools/endpoint/options.ts'
import { batchWorkspace, pairFile, singleFile } from '../support/batch-workspace.ts'
import { runCli } from '../support/run-cli.ts'

const once = ['--max-tries', '1']

describe('a batch that is broken off', () => {
  it.each<{ cut: BatchCut; stage: string; batches: number }>([
    { cut: 'uploadBefore', stage: 'dropped', batches: 0 },
    { cut: 'uploadAfter', stage: 'dropped', batches: 0 },
    { cut: 'createBefore', stage: 'creating', batches: 0 },
    { cut: 'createAfter', stage: 'creating', batches: 1 },
  ])('at "$cut" is neither lost nor doubled', async ({ cut, stage, batches }) => {
    const { judge, endpoint, jobs, rows } = await batchWorkspace({ batchCuts: [cut] })
    const broken = await judge('--batch', ...once)
    expect(broken.code).toBe(2)
    expect(broken.stderr).toMatch(/error: .*connection failed.*; the same command again goes on/)
    expect(jobs()).toMatchObject([{ stage }])
    expect(endpoint.counts().batches).toBe(batches)
    endpoint.configure({ batchCuts: [] })
    expect((await judge('--batch')).code).toBe(0)
    expect((await judge('--batch')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ batches: 1, batchedRequests: 14, completions: 14 })
  })

  it('is found by its file where the provider keeps no metadata', async () => {
    const { judge, endpoint, rows } = await batchWorkspace({
      batchCuts: ['createAfter'],
      keepsMetadata: false,
    })
    await judge('--batch', ...once)
    endpoint.configure({ batchCuts: [] })
    await judge('--batch')
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts().batches).toBe(1)
  })

  it('between two files of one submission keeps the first and asks only the rest', async () => {
    const { judge, endpoint, rows, jobs } = await batchWorkspace({ fileLimitBytes: 20_000 })
    await judge('--batch', '--question-ids', '1')
    endpoint.configure({ batchCuts: ['uploadBefore'] })
    expect((await judge('--batch', ...once)).code).toBe(2)
    endpoint.configure({ batchCuts: [] })
    expect((await judge('--batch', '--wait', '--batch-size', '4')).code).toBe(0)
    expect(jobs().filter((job) => job.stage === 'dropped')).toHaveLength(1)
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ batchedRequests: 14, repeatedCompletions: 0 })
  })

  it.each<BatchCut>(['retrieve', 'content'])('at "%s" is collected the next time', async (cut) => {
    const { judge, batch, endpoint, rows } = await batchWorkspace()
    await judge('--batch')
    endpoint.configure({ batchCuts: [cut] })
    const broken = await batch('collect', ...once)
    expect(broken.code).toBe(4)
    expect(broken.stderr).toMatch(/batch [0-9a-f]{8}: .*connection failed/)
    expect(rows(singleFile)).toEqual([])
    endpoint.configure({ batchCuts: [] })
    expect((await batch('collect')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
  })

  it('while its records are written is collected again without doubling one', async () => {
    const { judge, batch, workspace, jobs, rows } = await batchWorkspace()
    await judge('--batch')
    await batch('collect')
    // As a crash would leave it: half of the records on the disk, the last one torn.
    const lines = readFileSync(workspace.path(singleFile), 'utf8').split('\n')
    workspace.write(singleFile, `${lines.slice(0, 7).join('\n')}\n${lines[7]?.slice(0, 50)}`)
    const [job] = jobs()
    workspace.write(`batches/${job?.id}.json`, JSON.stringify({ ...job, stage: 'downloaded' }))
    const again = await batch('collect')
    expect(again.stderr).toContain('7 judgments recorded')
    expect(rows(singleFile)).toHaveLength(14)
    expect(new Set(rows(singleFile).map((row) => JSON.stringify(row))).size).toBe(14)
  })

  it('by a signal while it waits is saved, and goes on from there', async () => {
    const { endpoint, jobs, rows, judge, workspace } = await batchWorkspace({ batchProgress: 0.5 })
    const stopping = new AbortController()
    const sleep = async (ms: number) => {
      if (ms > 0) stopping.abort()
    }
    const clock = { now: Date.now, sleep }
    const words = ['judge', '--judge-model', 'judge', '--dir', workspace.dir, '--bench', 'small']
    const stopped = await runCli([...words, '--batch', '--wait'], {
      signal: stopping.signal,
      world: { clock },
    })
    expect(stopped.stderr).toContain('14 requests are under way')
    expect(jobs()).toMatchObject([{ stage: 'submitted' }])
    endpoint.configure({ batchProgress: 1 })
    await judge('--batch')
    expect(rows(singleFile)).toHaveLength(14)
  })
})

describe('batch cancel', () => {
  it('stops a batch, whose finished part is recorded and whose rest is asked again', async () => {
    const { judge, batch, endpoint, rows, jobs } = await batchWorkspace({ batchProgress: 0.5 })
    await judge('--mode', 'pairwise-all', '--batch')
    const id = jobs()[0]?.id ?? ''
    expect((await batch('cancel', id)).stderr).toContain(`batch ${id}: cancelling`)
    const collected = await batch('collect')
    expect(collected.code).toBe(4)
    expect(collected.stderr).toContain(`batch ${id} (cancelled): 3 judgments recorded, 4 failed`)
    expect(collected.stderr).toContain('1 replies wait for the rest of their record')
    endpoint.configure({ batchProgress: 1 })
    const next = await judge('--mode', 'pairwise-all', '--batch')
    expect(next.stderr).toContain('judge: 7 requests submitted')
    await judge('--mode', 'pairwise-all', '--batch')
    expect(rows(pairFile)).toHaveLength(7)
    expect(endpoint.counts()).toMatchObject({ completions: 14, repeatedCompletions: 0 })
  })

  it('of one that has ended meanwhile loses nothing', async () => {
    const { judge, batch, rows, jobs } = await batchWorkspace()
    await judge('--batch')
    expect((await batch('cancel', jobs()[0]?.id ?? '')).stderr).toContain('completed')
    await batch('collect')
    expect(rows(singleFile)).toHaveLength(14)
  })

  it('--forget gives a batch up without a call: its requests are asked again', async () => {
    const { judge, batch, endpoint, jobs } = await batchWorkspace({ batchProgress: 0.5 })
    await judge('--batch')
    endpoint.configure({ batches: false })
    const id = jobs()[0]?.id ?? ''
    expect((await batch('collect', ...once)).code).toBe(4)
    expect((await batch('cancel', id, '--forget')).stderr).toContain(`batch ${id}: forgotten`)
    expect((await batch('cancel', id, '--forget')).stderr).toContain('is forgotten already')
    expect((await judge()).code).toBe(0)
    expect(endpoint.counts().requests).toBe(14)
  })

  it('wants names, and says which there are', async () => {
    const { judge, batch, jobs } = await batchWorkspace()
    expect((await batch('cancel')).stderr).toContain('error: batch cancel: name the batches')
    await judge('--batch')
    const unknown = await batch('cancel', 'beef')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain(`no batch "beef" in `)
    expect(unknown.stderr).toContain(`there are: ${jobs()[0]?.id}`)
  })
})

describe('a batch as a whole', () => {
  it('that fails its check is said, with the reason, and asked again', async () => {
    const { judge, endpoint, rows } = await batchWorkspace({ batchRequestLimit: 3 })
    const result = await judge('--batch', '--wait')
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('the batch failed: a batch takes at most 3 requests')
    endpoint.configure({ batchRequestLimit: 50_000 })
    expect((await judge('--batch', '--wait')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
  })

  it('of a server without batches is refused with a clear word, exit 2', async () => {
    const { judge, endpoint } = await batchWorkspace({ batches: false })
    const result = await judge('--batch')
    expect(result.code).toBe(2)
    expect(result.stderr).toContain(
      `error: judge: ${endpoint.url} offers no batches (uploading a file`,
    )
    expect(result.stderr).toContain('leave --batch out')
    expect((await judge()).code).toBe(0)
  })

  it.each([
    { words: ['--wait'], say: '--wait goes with --batch' },
    { words: ['--batch', '--record', 'x.gz'], say: '--batch cannot be recorded or replayed' },
    { words: ['--batch', '--batch-size', '0'], say: 'give a whole number from 1 to 50000' },
  ])('is refused with $words', async ({ words, say }) => {
    const { judge } = await batchWorkspace()
    const result = await judge(...words)
    expect(result.code).toBe(2)
    expect(result.stderr).toContain(say)
  })

  it('of a built-in judge is refused: it calls nobody', async () => {
    const { cli, workspace } = await batchWorkspace()
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const result = await cli('judge', '--judge-model', 'builtin:longest', ...place, '--batch')
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('builtin:longest needs no batch')
  })

  it('is not collected into records of another address', async () => {
    const { judge, batch, workspace, jobs, endpoint } = await batchWorkspace()
    await judge('--batch')
    workspace.write('mtbench.config.json', JSON.stringify({ models: { judge: { model: 'k' } } }))
    const refused = await batch('collect')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(`batch ${jobs()[0]?.id} was made for j at ${endpoint.url}`)
  })

  it('whose state file is damaged is named with file and field', async () => {
    const { judge, batch, workspace, jobs } = await batchWorkspace()
    await judge('--batch')
    const [job] = jobs()
    workspace.write(`batches/${job?.id}.json`, JSON.stringify({ ...job, stage: 'lost' }))
    const result = await batch('status')
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/error: .*batches\/[0-9a-f]{8}\.json: stage: /)
  })
})

describe('money in batches', () => {
  it('is counted at the price of batches, in the last line and the manifest', async () => {
    const { judge, batch, manifests } = await batchWorkspace()
    await judge('--batch')
    const result = await batch('collect')
    const [manifest] = manifests()
    const [use] = manifest?.endpoints ?? []
    const { prompt_tokens: input = 0, completion_tokens: output = 0 } = use?.usage ?? {}
    expect(manifest?.command).toMatch(/^judge-single-batch-[0-9a-f]{8}$/)
    expect(manifest?.counts).toMatchObject({ done: 14, failed: 0, notRun: 0 })
    expect(use?.calls).toBe(14)
    expect(use?.cost_usd).toBeCloseTo((input * 5 + output * 20) / 1e6, 12)
    expect(result.stderr).toMatch(/spent: 14 calls, [\d,]+ tokens in, [\d,]+ out, \$0\.\d+\n/)
  })

  it('is unknown, not half of another price, where no batch price is stated', async () => {
    const { cli, workspace, endpoint } = await batchWorkspace()
    const models = { judge: { model: 'j', base_url: endpoint.url, price: { input: 1, output: 2 } } }
    workspace.write('mtbench.config.json', JSON.stringify({ models }))
    const words = ['judge', '--judge-model', 'judge', '--dir', workspace.dir, '--bench', 'small']
    expect((await cli(...words, '--batch', '--dry-run')).stderr).toMatch(
      /judge +judgments .* unknown/,
    )
    const refused = await cli(...words, '--batch', '--max-cost', '1')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('--max-cost: the price of judge in batches is not known')
    const result = await cli(...words, '--batch', '--wait')
    expect(result.stderr).toContain('cost unknown')
    expect(endpoint.counts().batches).toBe(1)
  })

  it.each([
    { flag: '--max-calls', value: '5', most: 5 },
    { flag: '--max-tokens-total', value: '6000', most: 13 },
    { flag: '--max-cost', value: '0.05', most: 13 },
  ])('is held before it is spent: $flag', async ({ flag, value, most }) => {
    const { judge, endpoint, rows } = await batchWorkspace()
    const limited = await judge('--batch', flag, value)
    expect(limited.code).toBe(4)
    expect(limited.stderr).toContain(`stopped by ${flag}`)
    const [, calls, tokens, cost] =
      /held for them at most: (\d+) calls, ([\d,]+) tokens, \$([\d.]+)\n/.exec(limited.stderr) ?? []
    const held = { '--max-calls': calls, '--max-tokens-total': tokens, '--max-cost': cost }[flag]
    expect(Number(held?.replace(',', ''))).toBeLessThanOrEqual(Number(value))
    const asked = endpoint.counts().batchedRequests
    expect(asked).toBe(Number(calls))
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(most)
    expect((await judge('--batch', '--wait')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ completions: 14, repeatedCompletions: 0 })
  })

  it('holds over the rounds of one run: what is spent and what is held together', async () => {
    const { answers, endpoint } = await batchWorkspace()
    const result = await answers('--batch', '--wait', '--max-calls', '5')
    expect(result.code).toBe(4)
    expect(endpoint.counts().batchedRequests).toBe(5)
    expect(result.stderr).toContain('stopped by --max-calls')
  })

  it('never takes one game of a pair without the other', async () => {
    const { judge, endpoint } = await batchWorkspace()
    await judge('--mode', 'pairwise-all', '--batch', '--max-calls', '5')
    expect(endpoint.counts().batchedRequests).toBe(4)
  })

  it('is said by --dry-run, with what is under way, and nothing is sent or written', async () => {
    const { judge, endpoint, jobs } = await batchWorkspace({ batchProgress: 0.5 })
    await judge('--batch', '--question-ids', '1')
    const dry = await judge('--batch', '--dry-run', '--batch-size', '4')
    expect(dry.code).toBe(0)
    expect(dry.stderr).toMatch(/judge +judgments +10 +/)
    expect(dry.stderr).toContain(
      'judge: 10 of 10 requests would be submitted now, in 3 batches, 4 are under way',
    )
    expect(dry.stderr).toMatch(/judge: held for them at most: 10 calls, [\d,]+ tokens, \$0\.\d+\n/)
    expect(jobs()).toHaveLength(1)
    expect(endpoint.counts().batches).toBe(1)
  })
})

describe('batch status', () => {
  it('shows open batches within 80 columns, and the others with --all', async () => {
    const { judge, answers, batch, endpoint } = await batchWorkspace({ batchProgress: 0.5 })
    expect((await batch('status')).stdout).toContain('holds no open batches')
    await judge('--batch')
    await answers('--batch')
    const { stdout } = await batch('status')
    expect(stdout).toMatch(/batch +for +model +suite +created +state +requests +done +failed\n/)
    expect(stdout).toMatch(/[0-9a-f]{8} +judge +judge +small +\S+ +in_progress +14 +7 +0\n/)
    expect(stdout).toMatch(/[0-9a-f]{8} +answers +new +small +/)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    endpoint.configure({ batchProgress: 1 })
    expect((await batch('status')).stdout).toContain('2 can be collected: mtbench batch collect')
    await batch('collect')
    expect((await batch('status')).stdout).toContain('2 more are done with: --all shows them')
    const { rows } = JSON.parse((await batch('status', '--all', '--json')).stdout)
    expect(rows).toMatchObject([
      { command: 'judge', stage: 'collected', requests: 14, replies_kept: 0 },
      { command: 'gen-answers', stage: 'collected', requests: 4, replies_kept: 3 },
    ])
  })

  it('shows what was known last where a provider cannot be reached, exit 4', async () => {
    const { judge, batch, endpoint } = await batchWorkspace({ batchProgress: 0.5 })
    await judge('--batch')
    await batch('status')
    endpoint.configure({ batchCuts: ['retrieve'] })
    const result = await batch('status', ...once)
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('connection failed')
    expect(result.stdout).toContain('in_progress')
  })
})

describe('keys and batches', () => {
  const key = 'sk-test-77aa55cc33'

  it('are in no file and no output, only the name of their variable', async () => {
    const { workspace, endpoint, jobs } = await batchWorkspace({ apiKey: key })
    const models = { judge: { model: 'j', base_url: endpoint.url } }
    workspace.write('mtbench.config.json', JSON.stringify({ models }))
    const place = ['--dir', workspace.dir]
    const suite = ['--judge-model', 'judge', '--bench', 'small', '--api-key-env', 'JUDGE_KEY']
    const env = { JUDGE_KEY: key }
    const outputs = []
    outputs.push(await runCli(['judge', ...suite, ...place, '--batch'], { env }))
    outputs.push(await runCli(['batch', 'status', ...place], { env }))
    // The name that the job keeps is enough another day.
    outputs.push(await runCli(['batch', 'collect', ...place], { env }))
    expect(outputs.map((output) => output.code)).toEqual([0, 0, 0])
    expect(jobs()[0]?.endpoint.api_key_env).toBe('JUDGE_KEY')
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain(key)
    const files = readdirSync(workspace.dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
    expect(files.length).toBeGreaterThan(6)
    for (const text of files) expect(text).not.toContain(key)
    const wrong = await runCli(['judge', ...suite, ...place, '--batch', '--turns', '1'], {
      env: { JUDGE_KEY: `${key}-wrong` },
    })
    expect(wrong.code).toBe(0)
  })
})
