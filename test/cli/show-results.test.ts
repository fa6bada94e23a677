import { describe, expect, it } from 'vitest'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl } from '../support/small-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const key = { judge: 'j1', prompts: 'p1', references: 'r1', suite: 's1', parser: 'strict/1' }

/** Writes rows to a file and shows them. */
async function shown(rows: readonly object[], ...flags: string[]) {
  const folder = temporaryFolder()
  const file = folder.write('judgments.jsonl', jsonl(rows))
  return runCli(['show-results', '--input-file', file, ...flags])
}

/** The same on a terminal of 80 columns. */
async function shownOnTerminal(rows: readonly object[], ...flags: string[]) {
  const folder = temporaryFolder()
  const file = folder.write('judgments.jsonl', jsonl(rows))
  return runCli(['show-results', '--input-file', file, ...flags], { columns: 80 })
}

describe('what a result depends on', () => {
  it('stands in the document where the rows tell it', async () => {
    const { stdout } = await shown([gradeRow({ key })], '--json')
    expect(JSON.parse(stdout)).toMatchObject({ key, warnings: [] })
  })

  it('is said to be unknown where they do not', async () => {
    const { stdout } = await shown([gradeRow()], '--json')
    const document = JSON.parse(stdout)
    expect(document.key.prompts).toBeNull()
    expect(document.warnings).toEqual([
      'not known of some or all judgments: judge, prompts, references, suite, parser; whether they are comparable cannot be told',
    ])
  })

  const differing = [
    gradeRow({ key, score: 8 }),
    gradeRow({ key: { ...key, prompts: 'p2' }, question_id: 2, score: 4 }),
  ]

  it('may not differ: the part and its values are named', async () => {
    const { code, stderr, stdout } = await shown(differing)
    expect(code).toBe(2)
    expect(stderr).toContain('prompts of judge owl (p1, p2)')
    expect(stdout).toBe('')
  })

  it('may with --mix, each key on its own line', async () => {
    const { code, stdout } = await shown(differing, '--mix')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^key +model/m)
    expect(stdout).toMatch(/^prompts=p1 +alder +8.00/m)
    expect(stdout).toMatch(/^prompts=p2 +alder +4.00/m)
  })

  it('may where the other row does not count', async () => {
    const superseded = gradeRow({ key: { ...key, prompts: 'p0' }, outcome: 'ok' })
    const counting = gradeRow({ key, outcome: 'ok' })
    expect((await shown([superseded, counting])).code).toBe(0)
    const other = gradeRow({ key: { ...key, prompts: 'p2' }, model: 'birch' })
    expect((await shown([counting, other])).code).toBe(2)
    expect((await shown([counting, other], '--models', 'alder')).code).toBe(0)
  })

  it('holds for pairs too', async () => {
    const rows = [pairRow({ key }), pairRow({ key: { ...key, suite: 's2' }, question_id: 2 })]
    const refused = await shown(rows, '--mode', 'pairwise-all')
    expect(refused.stderr).toContain('suite of judge owl (s1, s2)')
    const mixed = await shown(rows, '--mode', 'pairwise-all', '--mix')
    expect(mixed.stdout).toMatch(/^suite=s2 +alder +1 +1/m)
  })
})

describe('win rates over all pairs', () => {
  const rows = [1, 2, 3, 4, 5, 6].flatMap((question_id) => [
    pairRow({ question_id }),
    pairRow({ question_id, model_2: 'cedar', g2_winner: question_id === 1 ? 'tie' : 'model_1' }),
    pairRow({ question_id, model_1: 'birch', model_2: 'cedar' }),
  ])
  const mode = ['--mode', 'pairwise-all', '--resamples', '200']

  it('has the mean over opponents, the same for the same seed', async () => {
    const first = await shown(rows, ...mode, '--json', '--seed', '4')
    const document = JSON.parse(first.stdout)
    expect(document.settings).toMatchObject({ ties: 'half', seed: 4, resamples: 200 })
    const all = document.rows.find(
      (row: { model: string; turn: string }) => row.model === 'alder' && row.turn === 'all',
    )
    expect(all.average_win_rate).toBeCloseTo((1 + 5.5 / 6) / 2, 12)
    const again = await shown(rows, ...mode, '--json', '--seed', '4')
    expect(JSON.parse(again.stdout).rows).toEqual(document.rows)
  })

  it('has a matrix of the models where it fits, within 80 columns', async () => {
    const { stdout } = await shownOnTerminal(rows, ...mode, '--by', 'model-pair')
    expect(stdout).toMatch(/^ +model +\(1\) +\(2\) +\(3\)$/m)
    expect(stdout).toMatch(/^\(1\) +alder +– +100.0 +91.7$/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says how well the models are kept apart', async () => {
    const { stdout } = await shownOnTerminal(rows, ...mode)
    expect(stdout).toContain('separability (owl): the intervals of')
    expect(stdout).toContain('cycles (owl): 0 of 1 triples')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('intervals', () => {
  const grades = [3, 5, 9, 6, 7].map((score, i) => gradeRow({ question_id: i + 1, score }))

  it('are made as it is told, and the document says how', async () => {
    const of = async (...flags: string[]) =>
      JSON.parse((await shown(grades, '--json', ...flags)).stdout)
    const [t, again, percentile] = [
      await of(),
      await of('--interval', 't'),
      await of('--interval', 'percentile', '--seed', '7', '--resamples', '500'),
    ]
    expect(again.rows).toEqual(t.rows)
    expect(percentile.settings).toMatchObject({ interval: 'percentile', seed: 7, resamples: 500 })
    const [low, high] = percentile.rows[0].ci
    expect(high - low).toBeLessThan(t.rows[0].ci[1] - t.rows[0].ci[0])
  })

  it('are left out with fewer than five questions, and this is said', async () => {
    expect((await shown(grades)).stdout).not.toContain('no interval')
    expect((await shown(grades.slice(1))).stdout).toContain(
      'no interval: it needs five questions or more',
    )
  })
})

describe('noise', () => {
  it('of the judge is told where answers are judged repeatedly', async () => {
    const rows = [0, 1].flatMap((repeat) => [
      gradeRow({ score: 5 + 2 * repeat, repeat }),
      gradeRow({ question_id: 2, score: 8, repeat }),
    ])
    const { stdout } = await shown(rows)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'standard deviations: questions 1.22, generation not told apart, judge 1.00',
    )
    expect((await shown(rows.slice(0, 2))).stdout).not.toContain('noise floor')
  })
})
