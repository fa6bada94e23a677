import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import {
  jsonl,
  type SmallWorkspace,
  smallQuestions,
  smallWorkspace,
} from '../support/small-workspace.ts'

function prepared(): { workspace: SmallWorkspace; place: string[] } {
  const workspace = smallWorkspace()
  workspace.writeAnswers(
    'full',
    (id, turn) => `Answer ${id} to turn ${turn}, with some words more.`,
  )
  workspace.writeAnswers('terse', () => 'No.')
  return { workspace, place: ['--dir', workspace.dir, '--bench', 'small', '--quiet'] }
}

describe('a built-in judge', () => {
  it('grades and compares without any endpoint, and repeats nothing', async () => {
    const { workspace, place } = prepared()
    const judge = ['judge', '--judge-model', 'builtin:features', ...place]
    const single = await runCli(judge)
    expect(single.code).toBe(0)
    expect(single.stderr).toMatch(
      /builtin:features is a statistical judge .* agrees with 8\d\.\d %/,
    )
    expect(workspace.read('judgments/small/builtin_features_single.jsonl')).toHaveLength(14)
    const pairs = await runCli([...judge, '--mode', 'pairwise-all'])
    expect(pairs.code).toBe(0)
    const rows = workspace.read('judgments/small/builtin_features_pair.jsonl')
    expect(rows.map((row) => [row['g1_winner'], row['g2_winner'], row['outcome']])).toEqual(
      Array.from({ length: 7 }, () => ['model_1', 'model_1', 'ok']),
    )
    const again = await runCli([...judge, '--mode', 'pairwise-all'])
    expect(again.code).toBe(0)
    expect(workspace.read('judgments/small/builtin_features_pair.jsonl')).toHaveLength(7)
  })

  it('leaves old judgments comparable where a question is added, not where one is changed', async () => {
    const { workspace, place } = prepared()
    const judge = ['judge', '--judge-model', 'builtin:longest', ...place]
    const show = () => runCli(['show-results', '--models', 'full', '--json', ...place])
    await runCli(judge)
    const added = { question_id: 5, category: 'stem', turns: ['Why is snow white?'] }
    workspace.write('data/small/question.jsonl', jsonl([...smallQuestions, added]))
    const answers = workspace.read<object>('data/small/model_answer/full.jsonl')
    const fifth = { question_id: 5, model_id: 'full', choices: [{ index: 0, turns: ['Light.'] }] }
    workspace.write('data/small/model_answer/full.jsonl', jsonl([...answers, fifth]))
    const more = await runCli([...judge, '--partial'])
    expect(more.code, more.stderr).toBe(0)
    const both = await show()
    expect(both.code, both.stderr).toBe(0)
    expect(JSON.parse(both.stdout).key.suite).toMatch(/^[0-9a-f]+\+[0-9a-f]+$/)

    // The same file with one row judged on another text of question 1.
    const file = 'judgments/small/builtin_longest_single.jsonl'
    const rows = workspace.read<{ question_id: number; turn: number; key: object }>(file)
    const changed = rows.map((row) =>
      row.question_id === 1 && row.turn === 1
        ? { ...row, key: { ...row.key, question: 'x' } }
        : row,
    )
    workspace.write(file, jsonl(changed))
    const refused = await show()
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('suite of judge builtin:longest')
  })

  it.each(['longest', 'random', 'tie'])('builtin:%s judges too', async (name) => {
    const { workspace, place } = prepared()
    const { code } = await runCli(['judge', '--judge-model', `builtin:${name}`, ...place])
    expect(code).toBe(0)
    expect(workspace.read(`judgments/small/builtin_${name}_single.jsonl`)).toHaveLength(14)
  })

  it('with an unknown name is refused with those there are', async () => {
    const { place } = prepared()
    const { code, stderr } = await runCli(['judge', '--judge-model', 'builtin:oracle', ...place])
    expect(code).toBe(2)
    expect(stderr).toContain('no built-in judge "builtin:oracle"; there are: builtin:features,')
  })

  it('writes no answers', async () => {
    const { place } = prepared()
    const { code, stderr } = await runCli(['gen-answers', '--model', 'builtin:features', ...place])
    expect(code).toBe(2)
    expect(stderr).toContain('builtin:features judges answers and writes none')
  })
})
