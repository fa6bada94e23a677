import { describe, expect, it } from 'vitest'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'
import { withoutColours } from '../support/terminal-text.ts'

const parse = {
  parser: 'strict/1',
  rule: 'double brackets',
  span: [8, 13],
  candidates: ['7'],
  ambiguous: false,
  reason: null,
  quotes_checked: true,
}

/** Two models, two judges, one flip, one unreadable grade, and a replaced row. */
function judged() {
  const workspace = smallWorkspace()
  workspace.writeAnswers('alder', (id, turn) => `alder’s answer ${id}.${turn}`)
  workspace.writeAnswers('birch', (id, turn) => `birch’s answer ${id}.${turn}`)
  workspace.write(
    'judgments/small/owl_single.jsonl',
    jsonl([
      gradeRow({ question_id: 3, score: 2, judgment: 'Rating: [[2]]' }),
      gradeRow({
        question_id: 3,
        score: 7,
        judgment: 'Well.\n\n[[7]] it is',
        parse: { ...parse, span: [7, 12] },
      }),
      gradeRow({ question_id: 3, model: 'birch', score: -1, judgment: 'I cannot say.' }),
    ]),
  )
  workspace.write(
    'judgments/small/owl_pair.jsonl',
    jsonl([
      pairRow({
        question_id: 3,
        g2_winner: 'model_2',
        g1_judgment: 'A is better. [[A]]',
        g2_judgment: 'A again. [[A]]',
      }),
      pairRow({ question_id: 1 }),
    ]),
  )
  workspace.write(
    'judgments/small/hawk_pair.jsonl',
    jsonl([
      pairRow({
        question_id: 1,
        judge: ['hawk', 'pair-v2'],
        g1_winner: 'model_2',
        g2_winner: 'model_2',
        g1_judgment: '[[B]]',
        g2_judgment: '[[A]]',
      }),
    ]),
  )
  const show = (words: readonly string[], options: Parameters<typeof runCli>[1] = {}) =>
    runCli(['show', ...words, '--dir', workspace.dir, '--bench', 'small'], options)
  return { workspace, show }
}

describe('mtbench show <question-id>', () => {
  it('shows what was asked, the reference, every answer and what the judges said of it', async () => {
    const { code, stdout, stderr } = await judged().show(['3'])
    expect(code, stderr).toBe(0)
    for (const part of [
      'Question 3 · math · small',
      'What is 17 squared minus 19?',
      'Reference gpt-4, turn 2\n  270 = 2 * 3^3 * 5.',
      'Answer of alder, turn 1\n  alder’s answer 3.1',
      'Grade of alder, turn 1: 7\n  judge owl · prompt single-v1 · replaces 1 before it',
      'Well.\n\n    »[[7]]« it is\n    read by strict/1: double brackets',
      'Grade of birch, turn 1: no grade',
      'Pair alder : birch, turn 1: tie, the games disagree',
      'Game 1, alder shown first: alder\n    A is better. »[[A]]«',
      'Game 2, birch shown first: birch\n    A again. »[[A]]«',
    ]) {
      expect(stdout).toContain(part)
    }
    expect(stdout).not.toContain('\u001b')
  })

  it('shows one model, or the pair of two, where they are named', async () => {
    const { show } = judged()
    const one = await show(['3', '--model', 'birch'])
    expect(one.stdout).not.toContain('Answer of alder')
    expect(one.stdout).toContain('Pair alder : birch')
    const both = await show(['1', '--model', 'alder', 'birch', '--judge-model', 'hawk'])
    expect(both.stdout).toContain('Pair alder : birch, turn 1: birch in both games')
    expect(both.stdout).not.toContain('judge owl')
  })

  it('names the models, judges and questions that there are', async () => {
    const { show } = judged()
    const model = await show(['3', '--model', 'cedar'])
    expect([model.code, model.stderr]).toEqual([
      2,
      'error: nothing of model "cedar"; there are: alder, birch\n',
    ])
    const judge = await show(['3', '--judge-model', 'wren'])
    expect(judge.stderr).toBe('error: nothing of judge "wren"; there are: hawk, owl\n')
    const question = await show(['99'])
    expect(question.stderr).toBe(
      'error: suite small has no question "99"; its ids go from 1 to 4 (4)\n',
    )
  })

  it('is wrapped between words and coloured on a terminal, unless colours are not wanted', async () => {
    const { workspace, show } = judged()
    workspace.writeAnswers('alder', () => 'several words '.repeat(30).trim())
    const { stdout } = await show(['3'], { columns: 40 })
    const plain = withoutColours(stdout)
    expect(plain.split('\n').filter((line) => line.length > 40)).toEqual([])
    expect(plain.match(/several/g)).toHaveLength(60)
    expect(stdout).toContain('\u001b[7m»[[7]]«\u001b[27m')
    for (const options of [
      { words: ['3', '--no-color'], env: {} },
      { words: ['3'], env: { NO_COLOR: '1' } },
    ]) {
      const bare = await show(options.words, { columns: 40, env: options.env })
      expect(bare.stdout).toBe(plain)
    }
  })

  it('is one document with --json, and a file with --output', async () => {
    const { workspace, show } = judged()
    const { stdout } = await show(['3', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'mtbench.show/1',
      question_id: 3,
      category: 'math',
      rows: [
        { model: 'alder', score: 7, superseded: 1, said: { span: [7, 12] } },
        { model: 'birch', score: -1 },
        { model_1: 'alder', games: [{ winner: 'model_1' }, { winner: 'model_2' }] },
      ],
    })
    const file = workspace.path('out.txt')
    await show(['3', '--output', file], { columns: 40 })
    expect((await show(['3'])).stdout).toBe(workspace.readText('out.txt'))
  })

  it('shows judgments of a file without the suite that they belong to', async () => {
    const { workspace } = judged()
    const file = workspace.path('judgments/small/owl_pair.jsonl')
    const words = [
      'show',
      '3',
      '--input-file',
      file,
      '--dir',
      workspace.dir,
      '--bench',
      'elsewhere',
    ]
    const { stdout, stderr } = await runCli(words)
    expect(stdout, stderr).toContain('Question 3 · category not known · elsewhere')
    expect(stdout).toContain('A is better. »[[A]]«')
  })
})

describe('the lists of mtbench show', () => {
  it('--flips lists pairs whose games name different winners, and how to open them', async () => {
    const { stdout } = await judged().show(['--flips'])
    expect(stdout).toContain('order flips: 1 of 3 pairs of answers')
    expect(stdout).toMatch(/^ +3 +1 +alder : birch +a +b +first$/m)
    expect(stdout).toContain('--bench small --model alder birch --judge-model owl')
    const open = /mtbench (show 3 .*)$/m.exec(stdout)?.[1] ?? ''
    expect((await runCli(open.split(' '))).stdout).toContain('tie, the games disagree')
  })

  it('--unparsed lists what could not be read, and why', async () => {
    const { stdout } = await judged().show(['--unparsed'])
    expect(stdout).toContain('unreadable: 1 of 5 judgments')
    expect(stdout).toMatch(/^ +3 +1 +birch +no grade$/m)
  })

  it('--disagreements compares judges where there are no votes, and says so', async () => {
    const { stdout } = await judged().show(['--disagreements'])
    expect(stdout).toContain(
      'judges against one another (no votes given): 1 of 1 verdict, 1 opposite',
    )
    expect(stdout).toMatch(/^ +1 +1 +alder : birch +hawk +b +owl +a$/m)
  })

  it('--disagreements compares judges with people where there are votes', async () => {
    const { workspace, show } = judged()
    const vote = { question_id: 1, model_a: 'birch', model_b: 'alder', turn: 1 }
    workspace.write(
      'votes/human.jsonl',
      jsonl([
        { ...vote, winner: 'model_a', judge: 'expert_1' },
        { ...vote, winner: 'model_a', judge: 'expert_2' },
        { ...vote, winner: 'tie', judge: 'expert_3' },
      ]),
    )
    const { stdout } = await show(['--disagreements', '--json'])
    const document = JSON.parse(stdout)
    expect(document.rows).toHaveLength(1)
    expect(document.rows[0].disagreement).toEqual({
      question_id: 1,
      turn: 1,
      models: ['alder', 'birch'],
      judge: 'owl',
      judge_says: 'first',
      other: null,
      other_says: { first: 0, second: 2, tie: 1 },
      is_opposite: true,
    })
    expect(document.looked_at).toBe(2)
  })

  it('are empty in words where there is nothing to list', async () => {
    const { show } = judged()
    const { code, stdout } = await show(['--flips', '--judge-model', 'hawk'])
    expect([code, stdout]).toEqual([0, 'order flips: 0 of 1 pair of answers\n'])
  })

  it('are not mixed up with a question or with one another', async () => {
    const { show } = judged()
    expect((await show(['3', '--flips'])).stderr).toContain('leave out "3"')
    expect((await show(['--flips', '--unparsed'])).stderr).toContain(
      'choose one of --flips, --unparsed',
    )
    expect((await show([])).stderr).toContain('name a question')
  })
})
