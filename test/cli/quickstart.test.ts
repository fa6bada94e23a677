import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

describe('mtbench quickstart', () => {
  it('judges the whole ladder offline, shows both tables and the known order, and repeats nothing', async () => {
    const workspace = smallWorkspace()
    const first = await runCli(['quickstart', '--dir', workspace.dir])
    expect(first.code).toBe(0)
    expect(first.stderr).toBe('')
    const single = workspace.read('judgments/mt_fresh/builtin_features_single.jsonl')
    const pairs = workspace.read('judgments/mt_fresh/builtin_features_pair.jsonl')
    expect(single).toHaveLength(320)
    expect(pairs).toHaveLength(480)
    for (const part of [
      'Scores (1–10) · mt_fresh · judge builtin:features',
      'Win rates over all pairs · mt_fresh · judge builtin:features',
      'strong > fair  fair > weak  strong > weak  fair > padded',
      'mtbench run --bench mt_fresh --model gpt-4o-mini --judge-model gpt-4o',
      'cross-validated by question',
    ]) {
      expect(first.stdout.replace(/\n\s*/g, ' ')).toContain(part)
    }
    await runCli(['quickstart', '--dir', workspace.dir])
    expect(workspace.read('judgments/mt_fresh/builtin_features_pair.jsonl')).toHaveLength(480)
  })

  it('keeps to 80 columns', async () => {
    const { stdout } = await runCli(['quickstart', '--dir', smallWorkspace().dir], {
      columns: 80,
    })
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
