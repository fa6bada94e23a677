import { existsSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { batchWorkspace, pairFile, singleFile } from '../support/batch-workspace.ts'
import { runCli } from '../support/run-cli.ts'

/** Records without what differs from one run to the next: times, and latencies that a batch has not. */
function comparable(rows: readonly Record<string, unknown>[]): string[] {
  const text = (row: Record<string, unknown>) =>
    JSON.stringify(row)
      .replace(/"tstamp":[\d.]+/g, '')
      .replace(/"latency_ms":(\d+|null)/g, '')
  return rows.map(text).sort()
}

const newAnswers = 'data/small/model_answer/new.jsonl'

describe('judging in batches', () => {
  it.each([
    { mode: 'single', file: singleFile, requests: 14, records: 14 },
    { mode: 'pairwise-all', file: pairFile, requests: 14, records: 7 },
  ])('makes the records of a live run: $mode', async ({ mode, file, requests, records }) => {
    const live = await batchWorkspace()
    await live.judge('--mode', mode)
    const { judge, batch, endpoint, rows, jobs } = await batchWorkspace({ batchProgress: 0.5 })
    endpoint.configure({ batchProgress: 0.5 })
    const submitted = await judge('--mode', mode, '--batch')
    expect(submitted.code, submitted.stderr).toBe(0)
    expect(submitted.stderr).toContain(`judge: ${requests} requests submitted in batch`)
    expect(rows(file)).toEqual([])
    expect((await batch('collect')).code).toBe(0)
    expect(rows(file)).toEqual([])
    endpoint.configure({ batchProgress: 1 })
    const collected = await batch('collect')
    expect(collected.code, collected.stderr).toBe(0)
    expect(collected.stderr).toContain(`${records} judgments recorded`)
    const normal = (text: string) =>
      text.replaceAll(live.endpoint.url, '').replaceAll(endpoint.url, '')
    expect(comparable(rows(file)).map(normal)).toEqual(comparable(live.rows(file)).map(normal))
    expect(jobs()).toMatchObject([{ stage: 'collected', status: 'completed', kept: [] }])
    expect(endpoint.counts()).toMatchObject({ batches: 1, batchedRequests: requests, requests: 0 })
  })

  it('submits nothing that is under way or done, whatever is run again', async () => {
    const { judge, batch, endpoint } = await batchWorkspace({ batchProgress: 0.5 })
    await judge('--batch')
    const again = await judge('--batch')
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('14 requests are under way in batches')
    endpoint.configure({ batchProgress: 1 })
    await batch('collect')
    for (const more of [['--batch'], [], ['--batch', '--wait']]) {
      expect((await judge(...more)).code).toBe(0)
    }
    expect(endpoint.counts()).toMatchObject({ batches: 1, batchedRequests: 14, requests: 0 })
    expect(endpoint.counts().repeatedCompletions).toBe(0)
  })

  it('leaves what is under way to its batch, also where it is asked without one', async () => {
    const { judge, answers, batch, endpoint, rows, cli, workspace } = await batchWorkspace({
      batchProgress: 0.5,
    })
    await judge('--batch', '--question-ids', '1', '2')
    const live = await judge()
    expect(live.code, live.stderr).toBe(0)
    expect(live.stderr).toContain('8 matches are under way in batches: mtbench batch status')
    expect(rows(singleFile)).toHaveLength(6)
    await answers('--batch', '--question-ids', '1')
    const asked = await answers()
    expect(asked.stderr).toContain('new: 1 question is under way in batches')
    expect(rows(newAnswers)).toHaveLength(3)
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const run = await cli('run', '--model', 'new', '--judge-model', 'judge', ...place)
    expect(run.code, run.stderr).toBe(0)
    endpoint.configure({ batchProgress: 1 })
    await batch('collect')
    await answers('--batch', '--wait')
    expect(endpoint.counts().repeatedCompletions).toBe(0)
  })

  it('collects what has ended when the same command is run again', async () => {
    const { judge, endpoint, rows } = await batchWorkspace()
    await judge('--batch')
    const again = await judge('--batch', '--json')
    expect(again.stderr).toContain('14 judgments recorded')
    expect(rows(singleFile)).toHaveLength(14)
    const { done, spent, batches } = JSON.parse(again.stdout).rows[0]
    expect({ done, calls: spent.calls, batches }).toEqual({
      done: 14,
      calls: 14,
      batches: { submitted: 0, waiting: 0 },
    })
    expect(endpoint.counts().batchedRequests).toBe(14)
  })

  it('stays with --wait until all is collected', async () => {
    const { judge, endpoint, rows } = await batchWorkspace()
    const result = await judge('--batch', '--wait', '--batch-size', '5')
    expect(result.code, result.stderr).toBe(0)
    expect(result.stderr).toContain('14 requests submitted in 3 batches')
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ batches: 3, batchedRequests: 14 })
  })

  it('says with --wait how far its batches are, whenever that changes', async () => {
    const { endpoint, workspace } = await batchWorkspace({ batchProgress: 0 })
    const steps = [0.5, 0.5, 1]
    const sleep = async (ms: number) => {
      if (ms > 0) endpoint.configure({ batchProgress: steps.shift() ?? 1 })
    }
    const words = ['judge', '--judge-model', 'judge', '--dir', workspace.dir, '--bench', 'small']
    const result = await runCli([...words, '--batch', '--wait'], {
      world: { clock: { now: Date.now, sleep } },
    })
    const lines = result.stderr.split('\n').filter((line) => /^batch \S+: \w+, \d/.test(line))
    expect(lines.map((line) => line.slice('batch 01234567: '.length))).toEqual([
      'validating, 0 of 14 done',
      'in_progress, 7 of 14 done',
    ])
    expect(result.stderr).toContain('14 judgments recorded')
  })

  it('submits once where two processes are started at once', async () => {
    const { judge, endpoint, jobs } = await batchWorkspace({ batchProgress: 0.5 })
    const both = await Promise.all([judge('--batch'), judge('--batch')])
    expect(both.map((result) => result.code)).toEqual([0, 0])
    expect(endpoint.counts()).toMatchObject({ batches: 1, batchedRequests: 14 })
    expect(jobs()).toHaveLength(1)
  })

  it('of two judges stays apart', async () => {
    const { judge, cli, workspace, endpoint, rows, batch } = await batchWorkspace()
    await judge('--batch')
    const other = ['--judge-model', `owl=o@${endpoint.url}`, '--bench', 'small']
    await cli('judge', ...other, '--dir', workspace.dir, '--batch')
    expect((await batch('collect')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
    expect(rows('judgments/small/owl_single.jsonl')).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ batches: 2, batchedRequests: 28 })
  })

  it('puts games of a pair together that stood in two batches', async () => {
    const { judge, rows, jobs } = await batchWorkspace()
    await judge('--mode', 'pairwise-all', '--batch', '--batch-size', '5')
    expect(jobs().map((job) => job.requests)).toEqual([5, 5, 4])
    const result = await judge('--mode', 'pairwise-all', '--batch')
    expect(result.code).toBe(0)
    expect(rows(pairFile)).toHaveLength(7)
    expect(jobs().every((job) => job.stage === 'collected' && job.kept.length === 0)).toBe(true)
  })

  it('asks what failed or expired again, and nothing else', async () => {
    const { judge, batch, endpoint, rows } = await batchWorkspace({
      faults: { serverError: 0.3, hang: 0.2 },
    })
    await judge('--batch')
    const collected = await batch('collect')
    expect(collected.code).toBe(4)
    const first = rows(singleFile).length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(14)
    expect(collected.stderr).toContain(`${14 - first} failed`)
    expect(collected.stderr).toContain('expired')
    expect(collected.stderr).toContain('mtbench judge --batch asks what is still to be asked')
    endpoint.configure({ faults: {} })
    expect((await judge('--batch')).stderr).toContain(`judge: ${14 - first} requests submitted`)
    expect((await judge('--batch')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts()).toMatchObject({ completions: 14, repeatedCompletions: 0 })
  })

  it('asks what failed without a batch, where that is wanted', async () => {
    const { judge, batch, endpoint, rows } = await batchWorkspace({ faults: { serverError: 0.5 } })
    await judge('--batch')
    await batch('collect')
    const first = rows(singleFile).length
    endpoint.configure({ faults: {} })
    expect((await judge()).code).toBe(0)
    expect(endpoint.counts().requests).toBe(14 - first)
    expect(rows(singleFile)).toHaveLength(14)
  })

  it('notices answers that have changed while they were judged', async () => {
    const { judge, batch, workspace, endpoint, rows } = await batchWorkspace({ batchProgress: 0 })
    await judge('--batch')
    workspace.writeAnswers('b', (i, t) => (i === 2 ? `changed ${i} ${t}` : `b ${i} ${t}`))
    endpoint.configure({ batchProgress: 1 })
    const collected = await batch('collect')
    expect(collected.stderr).toContain('12 judgments recorded')
    expect(collected.stderr).toContain(
      '2 replies are not recorded: what they are about has changed since',
    )
    const again = await judge('--batch')
    expect(again.stderr).toContain('judge: 2 requests submitted')
    await judge('--batch')
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts().batchedRequests).toBe(16)
  })

  it('uses a reply that was left out when its answer is back', async () => {
    const { judge, batch, workspace, endpoint, rows } = await batchWorkspace({ batchProgress: 0 })
    await judge('--batch')
    workspace.writeAnswers('b', (i, t) => `changed ${i} ${t}`)
    endpoint.configure({ batchProgress: 1 })
    await batch('collect')
    expect(rows(singleFile)).toHaveLength(7)
    workspace.writeAnswers('b', (i, t) => `b ${i} ${t}`)
    const again = await judge('--batch')
    expect(again.stderr).toContain('7 recorded without a batch: their replies were here')
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts().batchedRequests).toBe(14)
  })

  it('is about the models that were asked for, whatever answers come or go meanwhile', async () => {
    const { judge, batch, workspace, endpoint, rows } = await batchWorkspace({ batchProgress: 0 })
    await judge('--batch')
    workspace.writeAnswers('c', (i, t) => `c ${i} ${t}`)
    rmSync(workspace.path('data/small/model_answer/a.jsonl'))
    endpoint.configure({ batchProgress: 1 })
    const collected = await batch('collect')
    expect(collected.code).toBe(0)
    expect(collected.stderr).toContain('7 judgments recorded')
    expect(collected.stderr).toContain('7 replies are not recorded')
    expect(new Set(rows(singleFile).map((row) => row['model']))).toEqual(new Set(['b']))
  })

  it('leaves out what was judged without a batch in the meantime', async () => {
    const { judge, batch, rows, workspace } = await batchWorkspace()
    const other = await batchWorkspace()
    await judge('--batch')
    await other.judge()
    workspace.write(singleFile, other.textOf(singleFile))
    const collected = await batch('collect')
    expect(collected.stderr).toContain('14 replies are not recorded: their records stand already')
    expect(rows(singleFile)).toHaveLength(14)
  })

  it('asks for more tokens where a reply was cut, then records it, as a live run does', async () => {
    const { judge, endpoint, rows, jobs } = await batchWorkspace({ lengthShare: 1 })
    const result = await judge('--batch', '--wait', '--question-ids', '1', '--models', 'a')
    expect(result.code, result.stderr).toBe(0)
    expect(jobs().map((job) => job.requests)).toEqual([2, 2, 2])
    expect(endpoint.counts().batchedRequests).toBe(6)
    expect(rows(singleFile)).toMatchObject([
      { outcome: 'truncated', meta: { attempts: 3, params: { max_tokens: 2400 } } },
      { outcome: 'truncated', meta: { attempts: 3, params: { max_tokens: 2400 } } },
    ])
    expect(jobs().every((job) => job.kept.length === 0)).toBe(true)
  })

  it('records a reply without a verdict as unparsed, and does not ask again', async () => {
    const { judge, endpoint, rows } = await batchWorkspace({ unparsedShare: 1 })
    expect((await judge('--batch', '--wait')).stderr).toContain('14 unparsed')
    expect(rows(singleFile)).toHaveLength(14)
    expect(rows(singleFile)[0]).toMatchObject({ outcome: 'unparsed', score: -1 })
    await judge('--batch', '--wait')
    expect(endpoint.counts().batchedRequests).toBe(14)
  })

  it('puts an empty reply back into the plan', async () => {
    const { judge, endpoint, rows } = await batchWorkspace({ faults: { emptyContent: 1 } })
    const result = await judge('--batch', '--wait')
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('the reply is empty')
    endpoint.configure({ faults: {} })
    expect((await judge('--batch', '--wait')).code).toBe(0)
    expect(rows(singleFile)).toHaveLength(14)
    expect(endpoint.counts().batchedRequests).toBe(28)
  })

  it('learns from refused parameters how to ask the next time', async () => {
    const { judge, rows } = await batchWorkspace({ refuses: ['max_tokens', 'temperature'] })
    const first = await judge('--batch', '--wait')
    expect(first.stderr).toContain('the endpoint refuses max_tokens')
    expect(first.stderr).not.toContain('without a report of tokens')
    const second = await judge('--batch', '--wait')
    expect(second.stderr).toContain('the endpoint refuses temperature')
    expect((await judge('--batch', '--wait')).code).toBe(0)
    expect(rows(singleFile)[0]).toMatchObject({ meta: { params: { max_completion_tokens: 600 } } })
  })
})

describe('answers in batches', () => {
  it('are asked turn by turn: the second turn goes out when the first is here', async () => {
    const live = await batchWorkspace()
    await live.answers()
    const { answers, batch, endpoint, rows, jobs, workspace } = await batchWorkspace()
    expect((await answers('--batch')).stderr).toContain('new: 4 requests submitted')
    // An empty file would pass for the answers of a model.
    expect(existsSync(workspace.path(newAnswers))).toBe(false)
    const first = await batch('collect')
    expect(first.stderr).toContain(
      '1 answers recorded, 3 replies wait for the rest of their record',
    )
    expect(first.stderr).toContain('mtbench gen-answers --batch asks what is still to be asked')
    expect(rows(newAnswers)).toHaveLength(1)
    expect((await answers('--batch')).stderr).toContain('new: 3 requests submitted')
    expect((await batch('collect')).stderr).toContain('3 answers recorded')
    expect(jobs().map((job) => job.kept)).toEqual([[], []])
    const normal = (text: string) =>
      text.replaceAll(live.endpoint.url, '').replaceAll(endpoint.url, '')
    expect(comparable(rows(newAnswers)).map(normal)).toEqual(
      comparable(live.rows(newAnswers)).map(normal),
    )
    expect(endpoint.counts()).toMatchObject({ completions: 7, repeatedCompletions: 0, requests: 0 })
    expect((await answers('--batch')).code).toBe(0)
    expect(endpoint.counts().batchedRequests).toBe(7)
  })

  it('of several models and choices are whole with --wait', async () => {
    const { cli, workspace, rows, endpoint } = await batchWorkspace()
    const models = ['--model', 'new', `two=t@${endpoint.url}`, '--num-choices', '2']
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const result = await cli('gen-answers', ...models, ...place, '--batch', '--wait', '--json')
    expect(result.code, result.stderr).toBe(0)
    for (const file of [newAnswers, 'data/small/model_answer/two.jsonl']) {
      expect(
        rows(file)
          .map((row) => Number(row['question_id']))
          .sort(),
      ).toEqual([1, 2, 3, 4])
      for (const row of rows(file)) {
        expect(row).toMatchObject({ choices: [{ index: 0 }, { index: 1 }] })
      }
    }
    expect(endpoint.counts()).toMatchObject({ batches: 4, batchedRequests: 28 })
    const { rows: said, left_out } = JSON.parse(result.stdout)
    expect(said).toMatchObject([
      { model: 'new', spent: { calls: 14 } },
      { model: 'two', spent: { calls: 14, cost_usd: null } },
    ])
    expect(left_out).toMatchObject({ failed: 0, under_way: 0 })
  })
})
