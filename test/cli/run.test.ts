import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

async function started() {
  const workspace = smallWorkspace()
  const endpoint = await openEndpoint()
  const at = `@${endpoint.url}`
  const run = (...more: string[]) =>
    runCli(
      ['run', '--model', `a=ma${at}`, `b=mb${at}`, '--judge-model', `judge=j${at}`].concat(
        ['--dir', workspace.dir, '--bench', 'small'],
        more,
      ),
    )
  return { workspace, endpoint, run }
}

describe('mtbench run', () => {
  it('answers, judges and shows in one go, and a second time calls nothing', async () => {
    const { workspace, endpoint, run } = await started()
    const first = await run()
    expect(first.code).toBe(0)
    expect(endpoint.counts().requests).toBe(14 + 14)
    expect(workspace.read('judgments/small/judge_single.jsonl')).toHaveLength(14)
    expect(first.stdout).toContain('Scores (1–10) · small · judge judge')
    endpoint.reset()
    const second = await run()
    expect(endpoint.counts().requests).toBe(0)
    expect(second.stdout).toBe(first.stdout)
  })

  it('judges a question before the last one is answered', async () => {
    const { endpoint, run } = await started()
    endpoint.configure({ latencyMs: 20 })
    await run('--concurrency', '1')
    const kinds = endpoint.log().map((entry) => entry.kind)
    expect(kinds.indexOf('single')).toBeLessThan(kinds.lastIndexOf('answer'))
  })

  it('judges all pairs once both answers are there', async () => {
    const { workspace, run } = await started()
    const result = await run('--mode', 'pairwise-all', '--json')
    expect(result.code).toBe(0)
    expect(workspace.read('judgments/small/judge_pair.jsonl')).toHaveLength(7)
    expect(JSON.parse(result.stdout).rows[0]).toMatchObject({ n: 4, turn: '1' })
  })

  it('compares with a baseline whose answers stand already', async () => {
    const { workspace, endpoint, run } = await started()
    workspace.writeAnswers('old', (id, turn) => `old ${id} ${turn}`)
    const result = await run('--mode', 'pairwise', '--baseline', 'old')
    expect(result.code).toBe(0)
    expect(endpoint.counts().byModel).toMatchObject({ ma: 7, mb: 7, j: 28 })
    expect(result.stdout).toContain('Win rates against the baseline')
  })

  it('reports questions that no answer came to, judges the others, and exits 4', async () => {
    const { workspace, endpoint, run } = await started()
    endpoint.configure({ faults: { malformedJson: 0.3 } })
    const result = await run('--max-tries', '1')
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('the same command again asks only what is missing')
    endpoint.configure({ faults: {} })
    expect((await run()).code).toBe(0)
    expect(workspace.read('judgments/small/judge_single.jsonl')).toHaveLength(14)
  })

  it('says what it would do with --dry-run', async () => {
    const { endpoint, run } = await started()
    const result = await run('--dry-run')
    expect(result.stderr).toContain('a: 4 questions would be asked (7 calls)')
    expect(result.stderr).toContain('14 matches would be judged (14 calls), 0 done')
    expect(endpoint.counts().requests).toBe(0)
  })
})
