import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type GateWorkspace,
  gateWorkspace,
  type Quality,
  usual,
} from '../support/gate-workspace.ts'
import { elementsOf, parseXml } from '../support/xml.ts'

const worse: Quality = (question, turn) => usual(question, turn) - 2 - (question % 2)
const unsure: Quality = (question, turn) => usual(question, turn) - (question % 6 === 0 ? 3 : 0)

/** A workspace in which `alder` answers as usual, is judged, and is the baseline. */
async function withBaseline(
  more = '',
  rate?: Parameters<typeof gateWorkspace>[0],
): Promise<GateWorkspace> {
  const workspace = await gateWorkspace(rate)
  workspace.answer('alder', usual)
  await workspace.judged('alder')
  const made = await workspace.run(
    `check --model alder ${workspace.judge.join(' ')} --update-baseline ${more}`.trim(),
  )
  expect(made.code, made.stderr).toBe(0)
  return workspace
}

async function withCandidate(quality: Quality, more = ''): Promise<GateWorkspace> {
  const workspace = await withBaseline(more)
  workspace.answer('birch', quality)
  await workspace.judged('birch')
  return workspace
}

const judgments = 'judgments/gate/owl_single.jsonl'

/** Keeps the judgments of which this is true. */
function keep(workspace: GateWorkspace, isKept: (row: Record<string, unknown>) => boolean): void {
  const rows = workspace.read(judgments).filter(isKept)
  workspace.write(judgments, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

describe('check', () => {
  it('passes the same answers twice, exit 0, and says that they are the same', async () => {
    const workspace = await withBaseline()
    const { code, document } = await workspace.check('--model alder')
    expect(code).toBe(0)
    expect(document).toMatchObject({ outcome: 'pass', difference: 0, ci: [0, 0], n: 24 })
    expect(document.warnings.join()).toContain('text for text')
    expect(document.inputs.map(({ path }) => path.split('/').at(-1))).toEqual([
      'owl_single.jsonl',
      'mtbench.baseline.json',
    ])
  })

  it('says the outcome on stderr where the result goes to a file, and lets no name be a command', async () => {
    const workspace = await withBaseline()
    const github = { GITHUB_ACTIONS: 'true' }
    const file = workspace.path('mtbench.xml')
    const written = await workspace.run(
      `check --model alder ${workspace.judge.join(' ')} --format junit --output ${file}`,
      github,
    )
    expect(written).toMatchObject({ code: 0, stdout: '' })
    expect(written.stderr).toContain('PASS: alder against the baseline alder')
    const name = '##[group]x'
    workspace.answer(name, usual)
    await workspace.judged(name)
    const { code, stdout, stderr } = await workspace.run(
      `check --model ${name} ${workspace.judge.join(' ')}`,
      github,
    )
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('\\x23#[group]x')
    expect(stdout).not.toContain(name)
  })

  it('finds a worse model regressed, exit 1, whatever its id', async () => {
    const workspace = await withCandidate(worse)
    const { code, document } = await workspace.check('--model birch')
    expect(code).toBe(1)
    // Every quality is 1 or more: 4 − 3 at the least. Half of the questions lose 2, half lose 3.
    expect(document).toMatchObject({ outcome: 'regressed', difference: -2.5, questions: 12 })
    expect(document.ci?.[1]).toBeLessThan(-2)
    expect(document.mde).toBeGreaterThan(0)
  })

  it('is inconclusive, exit 3, where chance explains it; --inconclusive makes it 0 or 1', async () => {
    const workspace = await withCandidate(unsure, '--margin 1')
    const { code, document } = await workspace.check('--model birch')
    expect(document).toMatchObject({ outcome: 'inconclusive', difference: -0.5, margin: 1 })
    expect(code).toBe(3)
    expect((await workspace.check('--model birch --inconclusive pass')).code).toBe(0)
    expect((await workspace.check('--model birch --inconclusive fail')).code).toBe(1)
    const { stdout } = await workspace.run(`check --model birch ${workspace.judge.join(' ')}`)
    expect(stdout).toMatch(/^INCONCLUSIVE: birch against the baseline alder/)
    expect(stdout).toMatch(/\d+ more\s+questions would do/)
    expect(document.advice).toMatchObject({ towards: 'pass', repeats: 'unknown' })
  })

  it('does not pass a run of which half of the judgments is missing', async () => {
    const workspace = await withCandidate(usual)
    expect((await workspace.check('--model birch')).code).toBe(0)
    keep(workspace, (row) => row['model'] === 'alder' || row['turn'] === 1)
    const { code, document } = await workspace.check('--model birch')
    expect(code).toBe(3)
    expect(document.left_out).toMatchObject({
      missing_candidate: 12,
      missing_baseline: 0,
      turns: 24,
    })
    const limited = await workspace.check('--model birch --max-missing 0.4')
    expect(limited.document.reasons.map(({ code }) => code)).toEqual(['difference', 'limit'])
  })

  it('judges the same model anew when it was generated anew, and never compares it with itself', async () => {
    const workspace = await withBaseline()
    workspace.answer('alder', (question, turn) => (question > 6 ? worse : usual)(question, turn))
    const before = await workspace.check('--model alder')
    expect(before.code).toBe(3)
    expect(before.document.left_out).toMatchObject({ missing_candidate: 12, stale: 12 })
    expect(before.document.warnings.join()).not.toContain('text for text')
    workspace.answer('alder', worse)
    const none = await workspace.check('--model alder')
    expect(none.code).toBe(2)
    expect(none.stderr).toContain('no judgment of today’s answers of alder by owl')
    await workspace.judged('alder')
    expect((await workspace.check('--model alder')).document).toMatchObject({
      outcome: 'regressed',
      difference: -2.5,
    })
  })

  it('refuses another judge, prompt or suite, exit 2, and says which differs and what to do', async () => {
    const workspace = await withCandidate(usual)
    const builtin = await workspace.run('judge --models birch --judge-model builtin:features')
    expect(builtin.code, builtin.stderr).toBe(0)
    const other = await workspace.run('check --model birch --judge-model builtin:features')
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('the judge or its parameters')
    expect(other.stderr).toContain('owl then, builtin:features now')
    expect(other.stderr).toContain('--bridge --baseline-answers')
    const file = workspace.path('mtbench.baseline.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/"prompts": "\w+"/, '"prompts": "000000000000"'))
    const prompts = await workspace.check('--model birch')
    expect(prompts.code).toBe(2)
    expect(prompts.stderr).toContain('not comparable: the judge prompts differ')
    writeFileSync(file, text.replace(/"suite": "\w+"/, '"suite": "000000000000"'))
    const suite = await workspace.check('--model birch')
    expect(suite.stderr).toContain('the questions differ')
    expect(suite.stderr).not.toContain('--bridge')
    const mode = await workspace.check('--model birch --mode pairwise-baseline --baseline alder')
    expect(mode.code).toBe(2)
  })

  it('says where a baseline is missing, or which field of it is wrong, exit 2', async () => {
    const workspace = await withCandidate(usual)
    const missing = await workspace.check('--model birch --baseline-file none.json')
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('none.json: no baseline yet')
    const file = workspace.path('mtbench.baseline.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"margin": [\d.]+/, '"margin": -1'))
    const wrong = await workspace.check('--model birch')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/mtbench\.baseline\.json.*margin/)
    writeFileSync(file, '{"schema": ')
    expect((await workspace.check('--model birch')).stderr).toMatch(/mtbench\.baseline\.json/)
  })

  it('warns of a margin that is small for the noise', async () => {
    const workspace = await withCandidate(usual)
    const { document } = await workspace.check('--model birch --margin 0.01')
    expect(document.warnings.join()).toContain('margin 0.01 is small for the noise')
    expect((await workspace.check('--model birch')).document.warnings).toEqual([
      expect.stringContaining('text for text'),
    ])
  })

  it('holds the mean against a floor, categories against Holm, and refuses a floor of the other mode', async () => {
    const workspace = await withCandidate(
      (q, t) => (q > 6 ? worse(q, t) : usual(q, t)),
      '--margin 2',
    )
    const floor = await workspace.check('--model birch --min-score 8.5')
    expect(floor.code).toBe(1)
    expect(floor.document.reasons).toContainEqual(
      expect.objectContaining({ code: 'floor', outcome: 'regressed' }),
    )
    const rows = (await workspace.check('--model birch --by category')).document.rows
    expect(rows.map(({ category, outcome }) => [category, outcome])).toEqual([
      [null, 'pass'],
      ['stem', 'regressed'],
      ['writing', 'pass'],
    ])
    const wrong = await workspace.check('--model birch --min-win-rate 0.5')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('--min-win-rate goes with --mode pairwise-baseline')
  })

  it('takes from mtbench.config.json what no flag says', async () => {
    const workspace = await withCandidate(worse)
    const check = { model: 'birch', judge_model: workspace.judge[1], bench: 'gate', margin: 4 }
    workspace.write('mtbench.config.json', JSON.stringify({ check }))
    const { code, stdout, stderr } = await workspace.run('check --json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ margin: 4, subject: { model: 'birch' } })
    expect((await workspace.run('check --margin 0.5')).code).toBe(1)
    workspace.write('mtbench.config.json', JSON.stringify({ check: { margins: 4 } }))
    const wrong = await workspace.run('check')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/mtbench\.config\.json.*check/)
  })

  it('writes the same baseline from the same files, and one line a question', async () => {
    const workspace = await withBaseline()
    const file = workspace.path('mtbench.baseline.json')
    const first = readFileSync(file, 'utf8')
    await workspace.run(`check --model alder ${workspace.judge.join(' ')} --update-baseline`)
    expect(readFileSync(file, 'utf8')).toBe(first)
    expect(first.match(/^ {4}\{"question_id":\d+,.*\},?$/gm)?.length).toBe(12)
  })
})

describe('check --bridge', () => {
  it('has the baseline’s answers judged by today’s judge, and refuses other answers', async () => {
    const workspace = await withCandidate(worse)
    const builtin = '--model birch --judge-model builtin:features'
    await workspace.run('judge --models birch --judge-model builtin:features')
    const answers = workspace.path('data/gate/model_answer/alder.jsonl')
    const kept = workspace.path('kept.jsonl')
    writeFileSync(kept, readFileSync(answers))
    workspace.answer('alder', worse)
    const needed = await workspace.run(`check ${builtin} --bridge`)
    expect(needed.code).toBe(2)
    expect(needed.stderr).toContain('--baseline-answers')
    const other = await workspace.run(`check ${builtin} --bridge --baseline-answers ${answers}`)
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('not the answers that the baseline was made of')
    const { code, stdout, stderr } = await workspace.run(
      `check ${builtin} --bridge --baseline-answers ${kept} --json`,
    )
    expect([0, 1, 3], stderr).toContain(code)
    const document = JSON.parse(stdout)
    expect(document.n).toBe(24)
    expect(document.warnings.join()).toContain('bridge: ')
  })
})

describe('check --repeats', () => {
  it('looks a second time, at half the level each, where the first look is inconclusive', async () => {
    // The judge wavers by the number of the call, so that no two repeats are the same.
    const workspace = await withBaseline('--margin 1', (quality, nth) =>
      Math.min(10, Math.max(1, quality + (nth % 3) - 1)),
    )
    workspace.answer('birch', unsure)
    await workspace.judged('birch')
    const { document } = await workspace.check('--model birch --repeats auto')
    expect(document.alpha).toBe(0.025)
    expect(document.settings).toMatchObject({ looks: 2, repeats: 3, confidence: 0.95 })
    const clear = await workspace.check('--model alder --repeats auto')
    expect(clear.document.settings).toMatchObject({ looks: 1 })
  })

  it('counts repeats that say the same words once', async () => {
    const workspace = await withCandidate(unsure, '--margin 1')
    const once = await workspace.check('--model birch')
    const text = readFileSync(workspace.path(judgments), 'utf8')
    const echoes = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.stringify({ ...JSON.parse(line), repeat: 1 }))
    writeFileSync(workspace.path(judgments), `${text}${echoes.join('\n')}\n`)
    const twice = await workspace.check('--model birch')
    expect(twice.document.ci).toEqual(once.document.ci)
    expect(twice.document).toMatchObject({ outcome: 'inconclusive', n: 24 })
  })
})

describe('check --self-test', () => {
  it('tells false alarms and power, the same for the same seed, as table, JSON and picture', async () => {
    const workspace = await withBaseline()
    const plot = workspace.path('self-test.svg')
    const line = `check --self-test --trials 2000 --plot ${plot}`
    const { code, stdout, stderr } = await workspace.run(line)
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/none \(A\/A\) +\d+\.\d %/)
    expect(parseXml(readFileSync(plot, 'utf8')).name).toBe('svg')
    expect(elementsOf(parseXml(readFileSync(plot, 'utf8')), 'g', 'outcomes').length).toBe(5)
    const json = await workspace.run('check --self-test --trials 2000 --json')
    const { rows } = JSON.parse(json.stdout) as {
      rows: { loss: number; pass: number; regressed: number }[]
    }
    expect(rows.map(({ loss }) => loss)).toEqual([0, 0.1, 0.2, 0.4, 0.8])
    expect(rows[0]?.regressed).toBeLessThan(0.07 * 2000)
    expect(rows[0]?.pass).toBeGreaterThan(0.75 * 2000)
    expect((await workspace.run('check --self-test --trials 2000 --json')).stdout).toBe(json.stdout)
  })

  it('needs a baseline', async () => {
    const workspace = await gateWorkspace()
    const { code, stderr } = await workspace.run('check --self-test')
    expect(code).toBe(2)
    expect(stderr).toContain('no baseline yet')
  })
})

describe('check --mode pairwise-baseline', () => {
  it('compares the points that both sides win against a third model', async () => {
    const workspace = await gateWorkspace()
    const flags = '--judge-model builtin:longest --mode pairwise-baseline --baseline oak'
    const padded = (length: Quality) => (question: number, turn: number) =>
      Number('7'.repeat(length(question, turn)))
    workspace.answer(
      'oak',
      padded(() => 5),
    )
    workspace.answer(
      'alder',
      padded((question) => (question % 2 === 0 ? 9 : 1)),
    )
    workspace.answer(
      'birch',
      padded((question) => (question % 6 === 0 ? 9 : 1)),
    )
    for (const model of ['alder', 'birch']) {
      const { code, stderr } = await workspace.run(`judge --models ${model} ${flags}`)
      expect(code, stderr).toBe(0)
    }
    const made = await workspace.run(`check --model alder ${flags} --update-baseline`)
    expect(made.code, made.stderr).toBe(0)
    expect(made.stdout).toContain('mean 50.0 %')
    const same = await workspace.run(`check --model alder ${flags} --json`)
    expect(JSON.parse(same.stdout)).toMatchObject({ outcome: 'pass', difference: 0 })
    const { code, stdout } = await workspace.run(`check --model birch ${flags} --min-win-rate 0.5`)
    expect(code).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toContain('adjusted win rate against oak')
    expect(stdout).toMatch(/regressed +-33\.3 %/)
    const other = await workspace.run(`check --model birch ${flags.replace('oak', 'alder')}`)
    expect(other.code).toBe(2)
  })
})

describe('run --check', () => {
  it('answers, judges and gates in one, and refuses another judge before anything is asked', async () => {
    const workspace = await withBaseline()
    const model = `--model birch=m@${workspace.server.url}/v1`
    const asked = workspace.server.received.length
    const refused = await workspace.run(`run ${model} --judge-model builtin:longest --check`)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('the judge or its parameters')
    expect(workspace.server.received.length).toBe(asked)
    const { code, stdout, stderr } = await workspace.run(
      `run ${model} ${workspace.judge.join(' ')} --check --json`,
    )
    // The server answers without the word quality: the judge gives 1.
    expect(code, stderr).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'mtbench.check/1',
      outcome: 'regressed',
      n: 24,
    })
  })
})
