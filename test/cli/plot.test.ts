import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPngSupport } from '../../src/io/svg-to-png.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { readPicture, textsOf } from '../support/pictures.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const hasPng = await checkPngSupport().then(
  () => true,
  () => false,
)
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

function started() {
  const workspace = smallWorkspace()
  const grades = [1, 2, 3, 4].flatMap((question_id) =>
    ['alder', 'birch'].map((model, i) => gradeRow({ question_id, model, score: 5 + i })),
  )
  workspace.write('grades.jsonl', lines(grades))
  workspace.write('pairs.jsonl', lines([1, 2, 3].map((question_id) => pairRow({ question_id }))))
  const place = ['--dir', workspace.dir, '--bench', 'small']
  const show = (file: string, ...more: string[]) =>
    runCli(['show-results', ...place, '--input-file', workspace.path(file), ...more])
  const textsIn = (file: string) => textsOf(readPicture(readFileSync(workspace.path(file), 'utf8')))
  return { workspace, show, textsIn }
}

describe('show-results --plot', () => {
  it('draws single scores with intervals, and prints the table all the same', async () => {
    const { workspace, show, textsIn } = started()
    const result = await show('grades.jsonl', '--plot', workspace.path('scores.svg'))
    expect(result.code).toBe(0)
    expect(result.stderr).toBe('')
    expect(result.stdout).toContain('birch')
    const texts = textsIn('scores.svg')
    for (const text of ['Scores (1–10) · judge owl', '6.00 [–]', 'n = 4 ratings a model'])
      expect(texts).toContain(text)
  })

  it('draws a radar with --by category', async () => {
    const { workspace, show, textsIn } = started()
    const file = workspace.path('radar.svg')
    expect((await show('grades.jsonl', '--by', 'category', '--plot', file)).code).toBe(0)
    expect(textsIn('radar.svg')).toEqual(
      expect.arrayContaining(['writing', 'stem', 'math', 'humanities', 'alder', '5.00']),
    )
  })

  it('draws a win matrix of pairs', async () => {
    const { workspace, show, textsIn } = started()
    const mode = ['--mode', 'pairwise-all', '--by', 'model-pair']
    const result = await show('pairs.jsonl', ...mode, '--plot', workspace.path('wins.svg'))
    expect(result.stderr).toBe('')
    expect(textsIn('wins.svg')).toEqual(expect.arrayContaining(['100', '0', 'n = 3 matches']))
  })

  it.skipIf(!hasPng)('writes a .png', async () => {
    const { workspace, show } = started()
    const file = workspace.path('scores.PNG')
    expect((await show('grades.jsonl', '--plot', file)).code).toBe(0)
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG')
  })

  it('gives the same bytes from the same files', async () => {
    const { workspace, show } = started()
    for (const file of ['a.svg', 'b.svg']) {
      await show('grades.jsonl', '--plot', workspace.path(file))
    }
    const [a, b] = ['a.svg', 'b.svg'].map((file) => readFileSync(workspace.path(file), 'utf8'))
    expect(a).toBe(b)
  })

  it.each([
    ['another type of file', ['--plot', 'x.pdf'], 'give a file that ends in .svg or .png'],
    [
      'results of which there is no picture',
      ['--plot', 'x.svg', '--mode', 'pairwise-all'],
      '--plot draws --mode single',
    ],
  ])('refuses %s before anything is read', async (_, flags, message) => {
    const { show } = started()
    const result = await show('grades.jsonl', ...flags)
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(message)
  })

  it('refuses two judges in one picture, and names them', async () => {
    const { workspace, show } = started()
    workspace.write('two.jsonl', lines([gradeRow(), gradeRow({ judge: ['lynx', 'single-v1'] })]))
    const file = workspace.path('x.svg')
    const result = await show('two.jsonl', '--plot', file)
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('choose one with --judge-model (owl, lynx)')
    expect(existsSync(file)).toBe(false)
    expect((await show('two.jsonl', '--judge-model', 'lynx', '--plot', file)).code).toBe(0)
  })
})
