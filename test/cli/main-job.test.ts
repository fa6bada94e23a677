import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const singleFile = 'judgments/small/judge_single.jsonl'
const pairFile = 'judgments/small/judge_pair.jsonl'

async function started() {
  const workspace = smallWorkspace()
  const endpoint = await openEndpoint()
  const at = `@${endpoint.url}`
  const place = ['--dir', workspace.dir, '--bench', 'small']
  return {
    workspace,
    endpoint,
    generate: (...more: string[]) =>
      runCli(['gen-answers', '--model', `a=ma${at}`, `b=mb${at}`, ...place, ...more]),
    judge: (...more: string[]) =>
      runCli(['judge', '--judge-model', `judge=j${at}`, ...place, ...more]),
    show: (...more: string[]) => runCli(['show-results', ...place, ...more]),
  }
}

describe('the main job', () => {
  it('asks each turn once, turn 2 with turn 1 and its answer before it', async () => {
    const { workspace, endpoint, generate } = await started()
    endpoint.configure({ logMessages: true })
    const result = await generate()
    expect(result.stderr).toContain('8 questions answered, 0 failed')
    expect(result.code).toBe(0)
    expect(endpoint.counts().requests).toBe(14)
    const [first] = workspace
      .read<{ choices: { turns: string[] }[] }>('data/small/model_answer/a.jsonl')
      .filter((row) => 'question_id' in row && row.question_id === 1)
    const second = endpoint
      .log()
      .find((entry) => entry.model === 'ma' && JSON.stringify(entry).includes('every line start'))
    expect(JSON.stringify(second)).toContain(
      JSON.stringify(first?.choices[0]?.turns[0]).slice(1, -1),
    )
  })

  it('judges every turn in single mode and both games of every pair, and nothing twice', async () => {
    const { workspace, endpoint, generate, judge } = await started()
    await generate()
    endpoint.reset()
    expect((await judge()).code).toBe(0)
    expect((await judge('--mode', 'pairwise-all')).code).toBe(0)
    expect(workspace.read(singleFile)).toHaveLength(14)
    expect(workspace.read(pairFile)).toHaveLength(7)
    expect(endpoint.counts().requests).toBe(14 + 14)
    endpoint.reset()
    await generate()
    await judge()
    await judge('--mode', 'pairwise-all')
    expect(endpoint.counts().requests).toBe(0)
  })

  it('judges anew exactly what an answer that was changed has made stale', async () => {
    const { workspace, endpoint, generate, judge, show } = await started()
    await generate()
    await judge()
    await judge('--mode', 'pairwise-all')
    const file = 'data/small/model_answer/a.jsonl'
    const rows = workspace.read<{ question_id: number; choices: { turns: string[] }[] }>(file)
    for (const row of rows) if (row.question_id === 2) row.choices[0]?.turns.splice(1, 1, 'Other.')
    workspace.write(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    endpoint.reset()
    const before = await show('--json')
    expect(JSON.parse(before.stdout).warnings.join()).toContain('1 judgment is stale')
    const again = await judge()
    expect(again.stderr).toContain('1 judgment is stale and made anew: a, question 2, turn 2')
    await judge('--mode', 'pairwise-all')
    expect(endpoint.counts().requests).toBe(1 + 2)
    expect(workspace.read(singleFile)).toHaveLength(15)
    const shown = JSON.parse((await show('--json')).stdout)
    const own = shown.rows.find(
      (r: { model: string; turn: string }) => r.model === 'a' && r.turn === 'all',
    )
    expect(own).toMatchObject({ n: 7, superseded: 1, stale: 0, missing: 0 })
  })

  it('leaves stale judgments with --keep-stale', async () => {
    const { workspace, endpoint, judge } = await started()
    workspace.writeAnswers('a', (id, turn) => `answer ${id} ${turn}`)
    await judge()
    workspace.writeAnswers('a', (id, turn) => `other answer ${id} ${turn}`)
    endpoint.reset()
    const result = await judge('--keep-stale')
    expect(result.stderr).toContain('7 stale judgments are left')
    expect(endpoint.counts().requests).toBe(0)
  })

  it('does not judge an empty answer, and records the lowest result when asked to', async () => {
    const { workspace, endpoint, judge, show } = await started()
    workspace.writeAnswers('a', (id, turn) =>
      id === 1 && turn === 1 ? '$ERROR$' : `a ${id} ${turn}`,
    )
    workspace.writeAnswers('b', (id, turn) => `b ${id} ${turn}`)
    const first = await judge()
    expect(first.code).toBe(4)
    expect(first.stderr).toContain('a, question 1, turn 1')
    expect(workspace.read(singleFile)).toHaveLength(13)
    expect(workspace.read(singleFile).filter((row) => row['prior_turn_failed'])).toHaveLength(1)
    endpoint.reset()
    expect((await judge('--empty-answers', 'lowest')).code).toBe(0)
    expect(endpoint.counts().requests).toBe(0)
    expect(workspace.read(singleFile).at(-1)).toMatchObject({ score: 1, outcome: 'empty_answer' })
    await judge('--mode', 'pairwise-all', '--empty-answers', 'lowest')
    expect(workspace.read(pairFile)[0]).toMatchObject({
      g1_winner: 'model_2',
      g2_winner: 'model_2',
    })
    expect((await judge()).code).toBe(0)
    expect((await show()).stdout).toContain('1 result stands for an empty answer')
  })

  it('writes pairs with the baseline as model_2 and lists every other model', async () => {
    const { workspace, judge, show } = await started()
    for (const model of ['a', 'b', 'c'])
      workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
    await judge('--mode', 'pairwise', '--baseline', 'a')
    const rows = workspace.read(pairFile)
    expect(rows).toHaveLength(14)
    expect(new Set(rows.map((row) => row['model_2']))).toEqual(new Set(['a']))
    const shown = JSON.parse((await show('--mode', 'pairwise', '--baseline', 'a', '--json')).stdout)
    expect(new Set(shown.rows.map((r: { model: string }) => r.model))).toEqual(new Set(['b', 'c']))
  })

  it('judges each match as often as --repeats says, and averages repeats before turns', async () => {
    const { workspace, judge, show } = await started()
    workspace.writeAnswers('a', (id, turn) => `a ${id} ${turn}`)
    await judge('--repeats', '3')
    expect(workspace.read(singleFile)).toHaveLength(21)
    const shown = JSON.parse((await show('--json')).stdout)
    const all = shown.rows.find((r: { turn: string }) => r.turn === 'all')
    expect(all.n).toBe(7)
  })

  it('says what it would do with --dry-run, and neither calls nor writes', async () => {
    const { workspace, endpoint, judge } = await started()
    workspace.writeAnswers('a', (id, turn) => `a ${id} ${turn}`)
    const result = await judge('--dry-run')
    expect(result.code).toBe(0)
    expect(result.stderr).toContain('7 matches would be judged (7 calls)')
    expect(result.stderr).toContain('prompt single-math-v1: 1 call\n')
    expect(endpoint.counts().requests).toBe(0)
    expect(() => workspace.read(singleFile)).toThrow()
  })

  it('asks for missing answers before it calls, and judges what there is with --partial', async () => {
    const { workspace, endpoint, judge } = await started()
    workspace.writeAnswers('a', (id, turn) => `a ${id} ${turn}`)
    const rows = workspace.read('data/small/model_answer/a.jsonl').slice(1)
    workspace.write(
      'data/small/model_answer/a.jsonl',
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    )
    const refused = await judge()
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('a: no answer to 1 question: 1')
    expect(endpoint.counts().requests).toBe(0)
    expect((await judge('--partial')).code).toBe(0)
    expect(workspace.read(singleFile)).toHaveLength(5)
  })

  it('keeps several choices, and judges all of them with --choices all', async () => {
    const { workspace, endpoint, generate, judge } = await started()
    await generate('--num-choices', '1')
    endpoint.reset()
    await generate('--num-choices', '2')
    expect(endpoint.counts().requests).toBe(14)
    const [row] = workspace
      .read<{ choices: { index: number }[] }>('data/small/model_answer/a.jsonl')
      .slice(-1)
    expect(row?.choices.map((c) => c.index)).toEqual([0, 1])
    await judge('--models', 'a', '--choices', 'all')
    expect(workspace.read(singleFile)).toHaveLength(14)
  })

  it('does not ask again for what another base URL or temperature would answer, but says so', async () => {
    const { endpoint, generate } = await started()
    await generate()
    endpoint.reset()
    const result = await generate('--temperature', '0.3')
    expect(result.stderr).toContain('a: 4 answers are stale and made anew, parameters: 1')
    expect(endpoint.counts().requests).toBe(14)
  })

  it('stops cleanly when it is aborted, and the same command does only the rest', async () => {
    const { workspace, endpoint, judge } = await started()
    workspace.writeAnswers('a', (id, turn) => `a ${id} ${turn}`)
    endpoint.configure({ latencyMs: 30 })
    const stopping = new AbortController()
    const place = ['--dir', workspace.dir, '--bench', 'small', '--concurrency', '1']
    const running = runCli(['judge', '--judge-model', `judge=j@${endpoint.url}`, ...place], {
      signal: stopping.signal,
    })
    await expect.poll(() => endpoint.counts().completions, { timeout: 15_000 }).toBeGreaterThan(1)
    stopping.abort()
    expect((await running).code).toBe(4)
    const before = workspace.read(singleFile).length
    expect(before).toBeLessThan(7)
    await judge()
    const keys = workspace.read(singleFile).map((row) => `${row['question_id']} ${row['turn']}`)
    expect(new Set(keys).size).toBe(7)
    expect(keys).toHaveLength(7)
  })
})
