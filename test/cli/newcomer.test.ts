import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { closedPortUrl, completion, httpServer, sendJson } from '../support/http-server.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'

/** A workspace, its flags, and a server that answers. */
async function started() {
  const workspace = smallWorkspace()
  const endpoint = await openEndpoint()
  const place = ['--dir', workspace.dir, '--bench', 'small']
  const env = { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-test' }
  const run = (words: readonly string[]) => runCli([...words, ...place], { env })
  return { workspace, endpoint, place, run }
}

describe('before the first call', () => {
  it('says what to set where there is no key for the usual address', async () => {
    const { workspace, place } = await started()
    const { code, stderr } = await runCli(['gen-answers', '--model', 'gpt', ...place], { env: {} })
    expect(code).toBe(2)
    expect(stderr).toContain('error: no key for gpt at api.openai.com: set OPENAI_API_KEY, or name')
    expect(existsSync(workspace.path('data/small/model_answer/gpt.jsonl'))).toBe(false)
  })

  it('says that answers were made at another address, both of them, and what keeps them', async () => {
    const { place, run, endpoint } = await started()
    await run(['gen-answers', '--model', 'fir'])
    const other = endpoint.url.replace('127.0.0.1', 'localhost')
    const words = ['gen-answers', '--model', 'fir', '--dry-run', ...place]
    const { stderr } = await runCli(words, { env: { OPENAI_BASE_URL: other } })
    expect(stderr).toContain('fir: 4 answers are stale and made anew')
    expect(stderr).toContain(`server: was ${endpoint.url}, is ${other}`)
    expect(stderr).toContain('if both are one server: --keep-stale')
    const kept = await runCli([...words, '--keep-stale'], { env: { OPENAI_BASE_URL: other } })
    expect(kept.stderr).toContain('0 questions would be asked (0 calls), 4 done')
  })

  it('refuses an id whose file holds another id’s answers, or another judge’s judgments', async () => {
    const { workspace, run } = await started()
    await run(['gen-answers', '--model', 'a:b'])
    const answers = await run(['gen-answers', '--model', 'a_b'])
    expect([answers.code, answers.stderr]).toEqual([
      2,
      expect.stringContaining('holds answers of "a:b", which has the same file name as "a_b"'),
    ])
    workspace.write('judgments/small/j_1_single.jsonl', jsonl([gradeRow({ judge: 'j:1' })]))
    const judged = await run(['judge', '--judge-model', 'j_1'])
    expect([judged.code, judged.stderr]).toEqual([
      2,
      expect.stringContaining('holds judgments by "j:1", which has the same file name as "j_1"'),
    ])
  })

  it('names the baseline that nobody named', async () => {
    const { workspace, run } = await started()
    for (const model of ['alder', 'gpt-3.5-turbo']) workspace.writeAnswers(model, () => 'Yes.')
    const words = ['judge', '--judge-model', 'j', '--mode', 'pairwise-baseline', '--dry-run']
    expect((await run(words)).stderr).toContain('baseline gpt-3.5-turbo (--baseline names another)')
    expect((await run([...words, '--baseline', 'alder'])).stderr).not.toContain('names another')
  })

  it('makes no folder for a name that was mistyped', async () => {
    const { workspace, run } = await started()
    const dir = workspace.path('tpyo')
    const typed = await runCli(['gen-answers', '--bench', 'mt_fresh', '--model', 'm', '--dir', dir])
    expect([typed.code, typed.stderr]).toEqual([
      2,
      `error: --dir ${dir}: no such folder: make it first, or mend the name\n`,
    ])
    expect(existsSync(dir)).toBe(false)
    const output = workspace.path('tpyo/out.json')
    const written = await run(['gen-answers', '--model', 'm', '--output', output])
    expect([written.code, written.stderr]).toEqual([
      2,
      `error: --output ${output}: there is no folder ${dir}: make it first, or mend the name\n`,
    ])
    expect(existsSync(dir)).toBe(false)
  })

  it('names an unknown flag before one that is missing', async () => {
    const { code, stderr } = await runCli(['judge', '--judge-modle', 'gpt'])
    expect([code, stderr]).toEqual([
      2,
      "error: unknown option '--judge-modle'\n(Did you mean --judge-model?) (see --help)\n",
    ])
    expect((await runCli(['judge'])).stderr).toContain("required option '--judge-model <id>'")
  })

  it('counts in run --dry-run what there is, and calls exactly so many', async () => {
    const { run, endpoint } = await started()
    const words = ['run', '--model', 'a', 'b', '--judge-model', 'j', '--mode', 'pairwise-all']
    await run([...words, '--question-ids', '1'])
    const dry = await run([...words, '--dry-run', '--json'])
    expect(dry.stderr).toContain('5 matches would be judged (10 calls), 2 done')
    const rows: { estimate: { calls: number } }[] = JSON.parse(dry.stdout).rows
    endpoint.reset()
    await run(words)
    const planned = rows.reduce((sum, { estimate }) => sum + estimate.calls, 0)
    expect(endpoint.counts().requests).toBe(planned)
  })

  it('is silent about plans with --quiet, and says them in a dry run', async () => {
    const { run } = await started()
    const { stderr } = await run(['gen-answers', '--model', 'fir', '--quiet'])
    expect(stderr).not.toContain('to ask')
    const judged = await run(['judge', '--judge-model', 'j', '--quiet'])
    expect(judged.stderr).not.toContain('to judge')
    const dry = await run(['gen-answers', '--model', 'oak', '--quiet', '--dry-run'])
    expect(dry.stderr).toContain('4 questions would be asked (7 calls)')
  })
})

describe('a server that does not answer as it should', () => {
  it('leaves no empty file after a first run that failed, and says little', async () => {
    const { workspace, place } = await started()
    workspace.writeAnswers('alder', () => 'Yes.')
    const env = { OPENAI_BASE_URL: `${await closedPortUrl()}/v1` }
    for (const words of [
      ['gen-answers', '--model', 'fir'],
      ['judge', '--judge-model', 'j', '--models', 'alder'],
    ]) {
      const { code, stderr } = await runCli([...words, ...place], { env })
      expect(code).toBe(2)
      expect(stderr.trimEnd().split('\n').length, stderr).toBeLessThanOrEqual(6)
    }
    expect(existsSync(workspace.path('data/small/model_answer/fir.jsonl'))).toBe(false)
    expect(existsSync(workspace.path('judgments/small/j_single.jsonl'))).toBe(false)
  })

  it('hints at /v1 where the base URL has none and nothing is found', async () => {
    const { place } = await started()
    const server = await httpServer((response) => sendJson(response, {}, { status: 404 }))
    const words = ['gen-answers', '--model', 'fir', ...place]
    const { stderr } = await runCli(words, { env: { OPENAI_BASE_URL: server.url } })
    expect(stderr).toContain(`most servers answer below it, ${server.url}/v1`)
    const whole = await runCli(words, { env: { OPENAI_BASE_URL: `${server.url}/v1` } })
    expect(whole.stderr).not.toContain('most servers answer below it')
  })

  it('is read where its content is a list of parts', async () => {
    const { workspace, place } = await started()
    const content = [
      { type: 'text', text: 'One, ' },
      { type: 'text', text: 'two.' },
    ]
    const server = await httpServer((response) =>
      sendJson(response, completion({ role: 'assistant', content })),
    )
    const words = ['gen-answers', '--model', 'fir', '--question-ids', '4', ...place]
    await runCli(words, { env: { OPENAI_BASE_URL: `${server.url}/v1` } })
    expect(workspace.read('data/small/model_answer/fir.jsonl')).toMatchObject([
      { choices: [{ turns: ['One, two.'] }] },
    ])
  })

  it('is quoted where it says an error with status 200', async () => {
    const { place } = await started()
    const server = await httpServer((response) =>
      sendJson(response, { error: { message: 'the model is\nasleep' } }),
    )
    const words = ['gen-answers', '--model', 'fir', '--max-tries', '1', ...place]
    const { stderr } = await runCli(words, { env: { OPENAI_BASE_URL: `${server.url}/v1` } })
    expect(stderr).toContain('the reply is no chat completion: the model is asleep')
  })
})

describe('results', () => {
  const models = ['alder', 'birch', 'cedar']

  function pairs() {
    const workspace = smallWorkspace()
    const rows = [1, 2, 3, 4].flatMap((question_id) =>
      [
        ['alder', 'birch'],
        ['alder', 'cedar'],
        ['birch', 'cedar'],
      ].map(([model_1 = '', model_2 = '']) => pairRow({ question_id, model_1, model_2 })),
    )
    workspace.write('pairs.jsonl', jsonl([...rows, ...rows.slice(0, 3)]))
    const shown = async (...flags: string[]) => {
      const words = ['show-results', '--input-file', workspace.path('pairs.jsonl')]
      const { stdout, stderr } = await runCli([
        ...words,
        '--mode',
        'pairwise-all',
        '--json',
        ...flags,
      ])
      return stdout === '' ? stderr : JSON.parse(stdout)
    }
    return { workspace, shown }
  }

  it('of two models are of the matches between them', async () => {
    const { shown } = pairs()
    const document = await shown('--models', 'alder', 'birch')
    const all = document.rows.filter((row: { turn: string }) => row.turn === 'all')
    expect(all.map((row: { model: string; n: number }) => [row.model, row.n])).toEqual([
      ['alder', 4],
      ['birch', 4],
    ])
    expect(document.left_out.superseded).toBe(1)
  })

  it('of one model count each superseded row once', async () => {
    const { shown } = pairs()
    expect((await shown()).left_out.superseded).toBe(3)
    const one = await shown('--models', 'alder')
    expect(one.rows.find((row: { turn: string }) => row.turn === 'all')).toMatchObject({ n: 8 })
    expect(one.left_out.superseded).toBe(2)
  })

  it('name the models and judges that there are where one is unknown', async () => {
    const { workspace, shown } = pairs()
    expect(await shown('--models', 'elm')).toContain(
      'of judges there are: owl; of models there are: alder, birch, cedar',
    )
    expect(await shown('--judge-model', 'wren')).toContain('there are: owl')
    const file = workspace.path('pairs.jsonl')
    const words = ['compare', 'alder', 'elm', '--mode', 'pairwise', '--input-file', file]
    expect((await runCli(words)).stderr).toContain(`there are: ${models.join(', ')}`)
    workspace.write('judgments/small/owl_pair.jsonl', jsonl([pairRow()]))
    const agreement = ['agreement', '--judge', 'wren', '--dir', workspace.dir, '--bench', 'small']
    expect((await runCli(agreement)).stderr).toContain('there are: owl')
  })

  it('name a model that has answers and no judgment, and count what it lacks', async () => {
    const workspace = smallWorkspace()
    for (const model of ['alder', 'birch']) workspace.writeAnswers(model, () => 'Yes.')
    workspace.write('judgments/small/owl_single.jsonl', jsonl([gradeRow()]))
    const words = ['show-results', '--dir', workspace.dir, '--bench', 'small', '--json']
    const document = JSON.parse((await runCli(words)).stdout)
    expect(document.warnings).toContain(
      'birch: has answers, but no judgment by owl (7 matches missing)',
    )
    expect(document.left_out.missing).toBe(6 + 7)
  })

  it('of two judges fit a terminal of 80 columns', async () => {
    const workspace = smallWorkspace()
    const judges = ['a-judge-with-quite-a-long-name', 'another-judge-with-a-long-name']
    const rows = judges.flatMap((judge) =>
      [1, 2, 3, 4, 5, 6].flatMap((question_id) =>
        models.map((model, index) =>
          gradeRow({
            question_id,
            model: `${model}-long-model-name`,
            judge,
            score: index + question_id,
          }),
        ),
      ),
    )
    workspace.write('grades.jsonl', jsonl(rows))
    const words = ['show-results', '--input-file', workspace.path('grades.jsonl')]
    const { stdout } = await runCli(words, { columns: 80 })
    expect(stdout).toContain('judge')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    const wide = await runCli(words)
    expect(wide.stdout).toContain('another-judge-with-a-long-name')
  })

  it('and plans say one of a thing and several of it', async () => {
    const { workspace, run } = await started()
    workspace.writeAnswers('alder', () => 'Yes.')
    const words = ['judge', '--judge-model', 'j', '--turns', '1', '--dry-run', '--question-ids']
    expect((await run([...words, '1'])).stderr).toContain(
      '1 match would be judged (1 call), 0 done',
    )
    expect((await run([...words, '1', '2'])).stderr).toContain(
      '2 matches would be judged (2 calls)',
    )
  })
})

describe('help', () => {
  it('is wrapped between words at a terminal’s width, and as wide as it is elsewhere', async () => {
    const narrow = await runCli(['judge', '--help'], { columns: 60 })
    expect(narrow.code).toBe(0)
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '')
    const wide = await runCli(['judge', '--help'])
    expect(words(narrow.stdout)).toEqual(words(wide.stdout))
    for (const line of narrow.stdout.split('\n')) {
      if (line.length > 60) expect(line.trim()).not.toContain(' ')
    }
    expect(Math.max(...wide.stdout.split('\n').map((line) => line.length))).toBeGreaterThan(80)
  })

  it('has --no-color in every command', async () => {
    for (const command of ['rank', 'verify', 'report', 'cache', 'judge', 'show', 'serve']) {
      expect((await runCli([command, '--help'])).stdout, command).toContain('--no-color')
    }
    expect((await runCli(['data', 'list', '--help'])).stdout).toContain('--no-color')
  })

  it('colours the word error on a terminal, and nothing where nobody wants it', async () => {
    const words = ['show', '--dir', 'no-such-folder']
    expect((await runCli(words, { columns: 80 })).stderr).toMatch(/^\P{L}+31merror:/u)
    const bare = await runCli([...words, '--no-color'], { columns: 80 })
    expect(bare.stderr).toMatch(/^error: /)
  })
})
