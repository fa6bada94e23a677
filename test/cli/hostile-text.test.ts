import { describe, expect, it } from 'vitest'
import { httpServer, sendJson } from '../support/http-server.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'
import { obeyedIn, withoutColours } from '../support/terminal-text.ts'

/** Clears the screen, sets the title, turns text around, goes up a line: in C0, C1 and bidi. */
const hostile = '\u001b[2J\u001b]0;owned\u0007\u009b1A\u202egpj.exe\u2066\r\u0008\u007f'

/** A judge and models whose names and words a file's author chose. */
function hostileWorkspace() {
  const workspace = smallWorkspace()
  const [judge, alder, birch] = [`owl${hostile}`, `alder${hostile}`, `birch${hostile}`]
  workspace.writeAnswers('cedar', () => `An answer. ${hostile}`)
  workspace.write(
    'judgments/small/owl_single.jsonl',
    jsonl(
      [1, 2, 3, 4].flatMap((question_id) =>
        [alder, birch, 'cedar'].map((model) =>
          gradeRow({
            question_id,
            model,
            judge: [judge, hostile],
            judgment: `[[7]] ${hostile}`,
            category: hostile,
          }),
        ),
      ),
    ),
  )
  workspace.write(
    'judgments/small/owl_pair.jsonl',
    jsonl(
      [1, 2, 3, 4].map((question_id) =>
        pairRow({
          question_id,
          model_1: alder,
          model_2: birch,
          judge: [judge, hostile],
          g2_winner: question_id === 1 ? 'model_2' : 'model_1',
          g1_judgment: `${hostile} [[A]]`,
        }),
      ),
    ),
  )
  const vote = { model_a: alder, model_b: birch, winner: 'model_b', turn: 1 }
  workspace.write(
    'votes/human.jsonl',
    jsonl(
      [1, 2, 3].flatMap((question_id) =>
        [`expert_1${hostile}`, 'expert_2'].map((judge) => ({ ...vote, question_id, judge })),
      ),
    ),
  )
  return workspace
}

/** Runs a command on a terminal, and looks at all that reaches it. */
async function shown(words: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr } = await runCli(words, { columns: 100, env })
  const text = withoutColours(stdout + stderr)
  return { text, obeyed: obeyedIn(text) }
}

describe('what others wrote', () => {
  it.each([
    ['show 1'],
    ['show --flips'],
    ['show --unparsed'],
    ['show --disagreements'],
    ['show-results --mode single'],
    ['show-results --mode single --format markdown'],
    ['show-results --mode single --format csv'],
    ['show-results --mode single --json'],
    ['show-results --mode pairwise-all --by model-pair'],
    ['show-results --mode pairwise-all --baseline x --models \u001b[2J'],
  ])('does nothing to a terminal in mtbench %s', async (line) => {
    const { dir } = hostileWorkspace()
    const { text, obeyed } = await shown([...line.split(' '), '--dir', dir, '--bench', 'small'])
    expect(text.length).toBeGreaterThan(20)
    expect(obeyed).toEqual([])
  })

  it('does nothing to a terminal in compare, rank and agreement', async () => {
    const workspace = hostileWorkspace()
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const pairs = workspace.path('judgments/small/owl_pair.jsonl')
    const grades = workspace.path('judgments/small/owl_single.jsonl')
    const votes = workspace.path('votes/human.jsonl')
    for (const words of [
      ['compare', `alder${hostile}`, `birch${hostile}`, '--input-file', grades, ...place],
      ['compare', 'cedar', 'nobody\u001b[2J', '--input-file', grades, ...place],
      ['rank', '--input-file', pairs, '--win-matrix', '--resamples', '100'],
      ['agreement', '--votes', votes, pairs, '--by', 'model-pair', '--resamples', '100'],
    ]) {
      const { text, obeyed } = await shown(words)
      expect(text, words[0]).toMatch(/\\x1b|\\u001b/)
      expect(obeyed, words[0]).toEqual([])
    }
  })

  it('does nothing to a terminal where a server answers with it', async () => {
    const workspace = smallWorkspace()
    workspace.writeAnswers('cedar', () => 'An answer.')
    const server = await httpServer((response) =>
      sendJson(response, { error: { message: `no ${hostile}` } }, { status: 400 }),
    )
    const place = ['--dir', workspace.dir, '--bench', 'small', '--max-tries', '1']
    const env = { OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: 'sk-test' }
    for (const words of [
      ['gen-answers', '--model', 'fir'],
      ['judge', '--judge-model', 'owl', '--models', 'cedar'],
    ]) {
      const { text } = await shown([...words, ...place], env)
      expect(text).toContain('failed')
      // A progress bar moves the cursor: looked for is what only the server said.
      for (const part of ['\u001b[2J', '\u001b]0;', '\u009b', '\u202e', '\u0008', '\u007f']) {
        expect(text).not.toContain(part)
      }
      const plain = await runCli([...words, ...place], { env })
      expect(plain.stderr).toContain('failed')
      expect(obeyedIn(plain.stderr + plain.stdout)).toEqual([])
    }
  })

  it('does nothing to a terminal where it is a flag’s value or a bad line', async () => {
    const workspace = smallWorkspace()
    const file = workspace.path('bad.jsonl')
    workspace.write('bad.jsonl', `{"question_id": 1, "model": "${'\u202e'}", "score": "x"}\n`)
    for (const words of [
      ['show-results', '--input-file', file],
      ['judge', `--${hostile}`],
      ['judge', '--judge-model', `owl${hostile}`, '--dir', workspace.dir, '--bench', 'small'],
      ['judge', '--judge-model', 'owl', '--bench', hostile],
      [hostile],
    ]) {
      const { text, obeyed } = await shown(words)
      expect(text).toMatch(/^error: /)
      expect(obeyed).toEqual([])
    }
  })
})
