import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type PageDocument, pageDocumentSchema } from '../../src/domain/page/page-document.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl, type SmallWorkspace, smallWorkspace } from '../support/small-workspace.ts'

const ids = [1, 2, 3, 4]

/** Four questions graded, birch one point above alder; three pairs, the last an order flip. */
function judged(): SmallWorkspace {
  const workspace = smallWorkspace()
  for (const model of ['alder', 'birch']) {
    workspace.writeAnswers(model, (id, turn) => `${model} on ${id}, turn ${turn}`)
  }
  const grades = ids.flatMap((question_id) =>
    ['alder', 'birch'].map((model, i) => gradeRow({ question_id, model, score: 5 + i })),
  )
  workspace.write('judgments/small/owl_single.jsonl', jsonl(grades))
  const pairs = [
    pairRow({ question_id: 1, g1_winner: 'model_2', g2_winner: 'model_2' }),
    pairRow({ question_id: 2 }),
    pairRow({ question_id: 3, g2_winner: 'model_2', g2_judgment: '[[A]]' }),
  ]
  workspace.write('judgments/small/owl_pair.jsonl', jsonl(pairs))
  return workspace
}

function report(workspace: SmallWorkspace, ...more: string[]) {
  return runCli(['report', '--dir', workspace.dir, '--bench', 'small', ...more])
}

async function documentOf(workspace: SmallWorkspace, ...more: string[]): Promise<PageDocument> {
  const result = await report(workspace, '--json', ...more)
  expect(result.stderr).toBe('')
  expect(result.code).toBe(0)
  return pageDocumentSchema.parse(JSON.parse(result.stdout))
}

describe('mtbench report', () => {
  it('writes one HTML file into the workspace that holds the document of --json', async () => {
    const workspace = judged()
    const result = await report(workspace)
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toMatch(/report\.html written \(0\.\d MB\): open it in a browser\n$/)
    const html = readFileSync(workspace.path('report.html'), 'utf8')
    const data = /<script type="text\/plain" id="data">([^<]*)</.exec(html)?.[1] ?? ''
    const held: unknown = JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8'))
    expect(held).toEqual(await documentOf(workspace))
  })

  it('gives the same bytes from the same files', async () => {
    const workspace = judged()
    await report(workspace, '--output', workspace.path('a.html'))
    await report(workspace, '--output', workspace.path('b.html'))
    const [a, b] = ['a.html', 'b.html'].map((name) => readFileSync(workspace.path(name)))
    expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true)
  })

  it('has models best first, with figures, answers, grades, games and what was read in them', async () => {
    const page = await documentOf(judged())
    expect(page.models).toEqual(['birch', 'alder'])
    expect(page.judges.map((judge) => judge.name)).toEqual(['owl'])
    expect(page.answers).toHaveLength(8)
    expect(page.grades).toHaveLength(8)
    const [grade] = page.grades
    expect(grade).toMatchObject({ score: 5, text: 'Rating: [[5]]', reading: { span: [8, 13] } })
    expect(page.matches.map(({ winner, position }) => `${winner} ${position}`)).toEqual([
      'b consistent',
      'a consistent',
      'tie first',
    ])
    expect(page.questions[2]?.reference).toEqual(['289 - 19 = 270.', '270 = 2 * 3^3 * 5.'])
    expect(page.judges[0]?.single?.lead).toMatchObject({ a: 'birch', b: 'alder', difference: 1 })
  })

  it('says where no parser finds the stored value in the text', async () => {
    const workspace = judged()
    const row = gradeRow({ judgment: 'Good.', score: 7 })
    workspace.write('judgments/small/owl_single.jsonl', jsonl([row]))
    const page = await documentOf(workspace)
    expect(page.grades[0]).toMatchObject({
      score: 7,
      reading: { span: null, how: 'no parser finds the stored verdict in this text' },
    })
  })

  it('counts people’s votes, finds where the judge disagrees, and how far they agree', async () => {
    const workspace = judged()
    const vote = (question_id: number, judge: string, winner: string) => {
      return { question_id, model_a: 'birch', model_b: 'alder', winner, judge, turn: 1 }
    }
    const votes = [
      vote(1, 'expert_1', 'model_b'),
      vote(1, 'expert_2', 'model_b'),
      vote(2, 'expert_1', 'model_b'),
    ]
    workspace.write('votes/human.jsonl', jsonl(votes))
    const page = await documentOf(workspace, '--resamples', '100')
    expect(page.votes).toHaveLength(2)
    const first = page.votes.find((one) => one.question === 0)
    // alder comes first in code-unit order, so it is the a of the votes.
    expect(first?.counts).toEqual({ a: 2, b: 0, tie: 0 })
    const found = page.disagreements.map(({ kind, question, verdict, people }) => {
      return `${kind} ${question} ${verdict} ${people}`
    })
    expect(found.sort()).toEqual(['grade 0 b a', 'grade 1 b a', 'match 0 b a'])
    expect(page.agreement.some((row) => row.a === 'owl' && row.b === 'expert')).toBe(true)
  })

  it('shows what moved against another workspace', async () => {
    const [now, before] = [judged(), judged()]
    const grades = ids.map((question_id) => gradeRow({ question_id, score: question_id }))
    before.write('judgments/small/owl_single.jsonl', jsonl(grades))
    before.writeAnswers('alder', (id, turn) => `other ${id} ${turn}`)
    const page = await documentOf(now, '--mode', 'single', '--against', before.dir)
    const change = page.against?.changes[0]
    expect(page.against?.changes).toHaveLength(1)
    expect(change).toMatchObject({ kind: 'grade', model: 1, other: 'alder' })
    expect(change?.rows[0]).toMatchObject({ mean_a: 5, mean_b: 2.5, difference: 2.5 })
    expect(change?.moves.map(({ question, before: was, now: is }) => [question, was, is])).toEqual([
      [0, 1, 5],
      [1, 2, 5],
      [2, 3, 5],
      [3, 4, 5],
    ])
    expect(page.against?.answers).toHaveLength(4)
    expect(page.against?.grades).toHaveLength(4)
  })

  it('shows what moved against a baseline file, for the only model', async () => {
    const workspace = judged()
    const judge = 'builtin:longest'
    const run = (command: string, ...more: string[]) =>
      runCli([command, '--dir', workspace.dir, '--bench', 'small', '--judge-model', judge, ...more])
    await run('judge', '--models', 'alder')
    expect(await run('check', '--model', 'alder', '--update-baseline')).toMatchObject({ code: 0 })
    const long = 'a longer answer, which this judge prefers. '.repeat(40)
    workspace.writeAnswers('alder', (id) => (id === 1 ? long : `alder on ${id}, turn 1`))
    await run('judge', '--models', 'alder')
    const file = workspace.path('mtbench.baseline.json')
    const chosen = ['--judge-model', judge, '--models', 'alder', '--against', file]
    const page = await documentOf(workspace, ...chosen)
    const change = page.against?.changes[0]
    expect(change).toMatchObject({ kind: 'grade', model: 0, other: 'alder (baseline)' })
    expect(change?.moves[0]).toMatchObject({ question: 0, n: 2 })
    expect(change?.rows[0]?.difference).toBeGreaterThan(0)
    expect(page.against?.grades).toHaveLength(7)
    const other = await report(workspace, '--mode', 'pairwise', '--against', file)
    expect(other.stderr).toContain('a baseline of --mode single, of which there is nothing here')
  })

  it('takes a model that every match has for the baseline', async () => {
    const workspace = judged()
    workspace.writeAnswers('cedar', () => 'cedar')
    const pairs = ids.flatMap((question_id) => [
      pairRow({ question_id, model_1: 'alder', model_2: 'cedar' }),
      pairRow({ question_id, model_1: 'birch', model_2: 'cedar' }),
    ])
    workspace.write('judgments/small/owl_pair.jsonl', jsonl(pairs))
    const page = await documentOf(workspace, '--mode', 'pairwise')
    expect(page.pairs).toMatchObject({ mode: 'pairwise-baseline', baseline: 'cedar' })
    expect(page.single).toBeNull()
  })

  it.each([
    [['--judge-model', 'hawk'], /none of the judgments in suite small of .* is of the chosen/],
    [['--bench', 'nowhere'], /no suite "nowhere"/],
    [['--against', 'not-there'], /not-there: no such folder/],
    [['--mode', 'both'], /Allowed choices are single, pairwise/],
  ])('ends with one line and exit 2 for %j', async (flags, message) => {
    const result = await report(judged(), ...flags)
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(message)
  })

  it('says how to get judgments where there are none', async () => {
    const result = await report(smallWorkspace())
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('make some with mtbench judge --bench small --judge-model <id>')
  })
})
