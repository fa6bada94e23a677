import { describe, expect, it } from 'vitest'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { hasSharedData, sharedPath, sharedRows } from '../support/shared-data.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Grades of a model on questions 1, 2, 3, … */
const grades = (model: string, scores: readonly number[], fields: object = {}) =>
  scores.map((score, i) => gradeRow({ model, question_id: i + 1, score, ...fields }))

async function compared(argv: readonly string[]) {
  const result = await runCli(['compare', ...argv, '--json'])
  expect(result.stderr).toBe('')
  return JSON.parse(result.stdout)
}

const better = [9, 8, 9, 7, 8, 9]
const worse = [5, 6, 4, 6, 5, 5]

describe('compare', () => {
  it('compares two models in one file', async () => {
    const file = temporaryFolder().write(
      'f.jsonl',
      jsonl([...grades('alder', better), ...grades('birch', worse)]),
    )
    const document = await compared(['alder', 'birch', '--input-file', file])
    expect(document).toMatchObject({
      schema: 'mtbench.compare/1',
      settings: { mode: 'single', judge: 'owl', seed: 0, confidence: 0.95 },
      rows: [{ a: 'alder', b: 'birch', category: null, n: 6, p: 2 / 64, win: 6, tie: 0, loss: 0 }],
    })
    expect(document.rows[0].difference).toBeCloseTo(19 / 6, 12)
    expect(document.moved[0]).toMatchObject({ question_id: 3, difference: 5 })
    expect(document.moved).toHaveLength(5)
  })

  it('makes the interval as it is told to', async () => {
    const file = temporaryFolder().write(
      'f.jsonl',
      jsonl([...grades('alder', better), ...grades('birch', worse)]),
    )
    const argv = ['alder', 'birch', '--input-file', file]
    const [t, chosen, percentile] = [
      await compared(argv),
      await compared([...argv, '--interval', 't']),
      await compared([...argv, '--interval', 'percentile']),
    ]
    expect(t.settings.interval).toBeNull()
    expect(chosen).toMatchObject({ settings: { interval: 't' }, rows: [{ ci: t.rows[0].ci }] })
    const width = ({ rows: [{ ci }] }: typeof t) => ci[1] - ci[0]
    // The percentile bootstrap of six questions is too narrow: that is why t is the default.
    expect(width(percentile)).toBeLessThan(width(t))
    const { stdout } = await runCli(['compare', ...argv, '--interval', 'bca'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('BCa bootstrap (10000 resamples, seed 0;')
  })

  it('compares two runs of one model, each in its file, and says what only one has', async () => {
    const folder = temporaryFolder()
    const a = folder.write('a.jsonl', jsonl(grades('alder', [...better, 3])))
    const b = folder.write('b.jsonl', jsonl(grades('alder', [...worse, -1].slice(0, 6))))
    const byFiles = await compared([a, b])
    expect(byFiles.rows[0]).toMatchObject({ a: `alder @ ${a}`, b: `alder @ ${b}`, n: 6 })
    expect(byFiles.left_out.questions_only_a).toBe(1)
    const byFlag = await compared(['alder', 'alder', '--input-file', a, b])
    expect(byFlag.rows).toEqual(byFiles.rows)
    const table = await runCli(['compare', a, b])
    expect(table.stdout).toContain('left out: 1 questions only a has')
  })

  it('finds no difference between a model and itself', async () => {
    const file = temporaryFolder().write('f.jsonl', jsonl(grades('alder', better)))
    const { rows } = await compared(['alder', 'alder', '--input-file', file])
    expect(rows[0]).toMatchObject({ difference: 0, p: 1, ci: [0, 0] })
  })

  it('reads the workspace, with a line a category', async () => {
    const workspace = smallWorkspace()
    const rows = [...grades('alder', [8, 7, 9, 6]), ...grades('birch', [5, 7, 4, 6])]
    workspace.write('judgments/small/owl_single.jsonl', jsonl(rows))
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const document = await compared(['alder', 'birch', ...place])
    expect(document.rows.map((row: { category: string }) => row.category)).toEqual([
      null,
      'humanities',
      'math',
      'stem',
      'writing',
    ])
    expect(document.warnings).toContain('no interval: it needs five questions or more')
    const table = await runCli(['compare', 'alder', 'birch', ...place], { columns: 80 })
    for (const line of table.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('compares two judges on the answers that both have graded', async () => {
    const rows = ['owl', 'hawk'].flatMap((judge, shift) =>
      ['alder', 'birch'].flatMap((model, place) =>
        grades(
          model,
          [8, 7, 6, 5, 4].map((score) => score - shift - place),
          { judge: [judge, 'v1'] },
        ),
      ),
    )
    const file = temporaryFolder().write('f.jsonl', jsonl(rows))
    const document = await compared(['--judges', 'owl', 'hawk', '--input-file', file])
    expect(document.rows[0]).toMatchObject({ a: 'owl', b: 'hawk', n: 10, difference: 1 })
    expect(document.bridge).toMatchObject({ n: 10, same: 0, within_1: 1, tau_b: 1 })
    const asked = await runCli(['compare', 'alder', 'birch', '--input-file', file])
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('several judges (hawk, owl)')
    const table = await runCli(['compare', '--judges', 'owl', 'hawk', '--input-file', file])
    expect(table.stdout).toContain('100.0 % within 1 point')
  })

  it('compares by the matches of two models with each other, or else with the others', async () => {
    const folder = temporaryFolder()
    const rows = [1, 2, 3, 4, 5].flatMap((question_id) => [
      pairRow({ question_id }),
      pairRow({ question_id, model_1: 'alder', model_2: 'cedar', g2_winner: 'tie' }),
      pairRow({ question_id, model_1: 'dogwood', model_2: 'cedar' }),
    ])
    const file = folder.write('p.jsonl', jsonl(rows))
    const mode = ['--mode', 'pairwise', '--input-file', file]
    const direct = await compared(['birch', 'alder', ...mode])
    expect(direct.rows[0]).toMatchObject({ n: 5, mean_a: 0, mean_b: 1, difference: -1 })
    const indirect = await compared(['alder', 'dogwood', ...mode])
    expect(indirect.rows[0]).toMatchObject({ n: 5, mean_a: 0.5, mean_b: 1, difference: -0.5 })
  })

  it('refuses what is not comparable, and does it with --mix', async () => {
    const key = { judge: 'j', prompts: 'p1', references: 'r', suite: 's', parser: 'strict/1' }
    const folder = temporaryFolder()
    const a = folder.write('a.jsonl', jsonl(grades('alder', better, { key })))
    const other = { key: { ...key, prompts: 'p2' } }
    const b = folder.write('b.jsonl', jsonl(grades('birch', worse, other)))
    const refused = await runCli(['compare', a, b])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('prompts of judge owl (p1, p2)')
    const mixed = await compared([a, b, '--mix'])
    expect(mixed.key).toEqual({ ...key, prompts: null })
    expect(mixed.warnings.join()).toContain('mixed: ')
  })

  it.each([
    [['alder'], 'with what is alder to be compared?'],
    [[], 'name two models, two files, or two judges'],
    [['--judges', 'owl'], '--judges takes two judges'],
    [['--judges', 'owl', 'hawk', '--mode', 'pairwise'], '--mode single'],
    [['alder', 'fir'], 'no judgments of "fir"'],
    [['--judges', 'owl', 'hawk'], 'no grades by judge hawk'],
  ])('ends with exit 2 on %j', async (argv, message) => {
    const file = temporaryFolder().write('f.jsonl', jsonl(grades('alder', better)))
    const { code, stderr } = await runCli(['compare', ...argv, '--input-file', file])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('writes CSV with a column for each end of the interval', async () => {
    const file = temporaryFolder().write(
      'f.jsonl',
      jsonl([...grades('alder', better), ...grades('birch', worse)]),
    )
    const csv = await runCli(['compare', 'alder', 'birch', '--input-file', file, '--format', 'csv'])
    expect(csv.stdout.split('\n')[0]).toBe(
      'a,b,category,n,questions,mean_a,mean_b,difference,ci_low,ci_high,p,p_holm,mde,win,tie,loss',
    )
    expect(csv.stderr).toContain('whether they are comparable cannot be told')
  })

  it.skipIf(!hasSharedData)(
    'compares the published grades of vicuna and its greedy run',
    async () => {
      const parts = ['judgments', 'medusa_gpt-4_single.jsonl']
      const names = ['vicuna-7b-v1.3', 'vicuna-7b-v1.3-greedy']
      const { rows } = await compared([...names, '--input-file', sharedPath(...parts)])
      const sums = new Map<number, number>()
      for (const row of sharedRows(...parts) as {
        question_id: number
        model: string
        score: number
      }[]) {
        const sign = names.indexOf(row.model)
        if (sign < 0) continue
        const sum = sums.get(row.question_id) ?? 0
        sums.set(row.question_id, sum + (sign === 0 ? row.score : -row.score) / 2)
      }
      const differences = [...sums.values()]
      const mean = differences.reduce((total, d) => total + d, 0) / 80
      const squares = differences.reduce((total, d) => total + (d - mean) ** 2, 0)
      // R's qt(0.975, 79) = 1.990450.
      const half = 1.99045 * Math.sqrt(squares / 79 / 80)
      expect(differences).toHaveLength(80)
      expect(rows[0]).toMatchObject({ n: 160, questions: 80 })
      expect(rows[0].difference).toBeCloseTo(mean, 12)
      expect(rows[0].ci[0]).toBeCloseTo(mean - half, 5)
      expect(rows[0].ci[1]).toBeCloseTo(mean + half, 5)
      expect(rows[0].win).toBe(differences.filter((d) => d > 0).length)
    },
  )
})
