import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const singleFile = 'judgments/small/judge_single.jsonl'
const reports = 'judgments/small/reports'

async function verified(more: string[] = []) {
  const workspace = smallWorkspace()
  const endpoint = await openEndpoint({ unparsedShare: 0.1 })
  const at = `@${endpoint.url}`
  const place = ['--dir', workspace.dir, '--bench', 'small']
  const cli = (...argv: string[]) => runCli([...argv, ...place])
  const models = ['--model', `a=ma${at}`, `b=mb${at}`]
  const run = (...flags: string[]) =>
    cli('run', ...models, '--judge-model', `judge=j${at}`, ...flags)
  await run(...more)
  return {
    workspace,
    endpoint,
    run,
    cli,
    verify: (path = workspace.dir, ...flags: string[]) => runCli(['verify', path, ...flags]),
  }
}

/** Where lines of a recording stand. */
type Places = { call: number; record: number; report: number }

describe('mtbench verify', () => {
  it('finds nothing in a workspace as it was left: run’s own result, and those that were saved', async () => {
    const { workspace, run, cli, verify } = await verified()
    await run('--mode', 'pairwise-all', '--save', 'pairs')
    await cli('show-results', '--save', 'single')
    await cli('show-results', '--by', 'category', '--models', 'a', '--save', 'of-a')
    const files = readdirSync(workspace.path(reports))
    expect(files).toHaveLength(4)
    expect(files.filter((name) => name.startsWith('run-'))).toHaveLength(1)
    const result = await verify()
    expect(result.stdout).toContain(
      '21 records read again, 4 stored results computed again: nothing differs',
    )
    expect(result.code).toBe(0)
    expect((await runCli(['verify', '--dir', workspace.dir])).code).toBe(0)
  })

  it('still computes a result whose file has grown since, or whose workspace was moved', async () => {
    const { workspace, endpoint, cli, verify } = await verified()
    const more = await cli(
      'run',
      '--model',
      `c=mc@${endpoint.url}`,
      '--judge-model',
      `judge=j@${endpoint.url}`,
    )
    expect(more.code).toBe(0)
    const moved = `${workspace.dir}/moved`
    cpSync(workspace.path('judgments'), `${moved}/judgments`, { recursive: true })
    cpSync(workspace.path('data'), `${moved}/data`, { recursive: true })
    rmSync(workspace.path('judgments'), { recursive: true })
    const result = await verify(moved)
    expect(result.stdout).toContain('2 stored results computed again: nothing differs')
  })

  it.each([
    {
      name: 'a score',
      tamper: (text: string) => text.replace(/"score":[3-8],/, '"score":10,'),
      says: /judge_single\.jsonl:\d+: score \(question .*\): stored 10, computed \d/,
    },
    {
      name: 'a judge’s text',
      tamper: (text: string) => text.replace(/Rating: \[\[[3-8]\]\]",/, 'Rating: [[9]]",'),
      says: /judge_single\.jsonl:\d+: score .*, computed 9/,
    },
    {
      name: 'a row that is gone',
      tamper: (text: string) => text.slice(text.indexOf('\n') + 1),
      says: /reports\/run-.*: inputs\.0\.sha256: stored/,
    },
  ])('finds $name that was changed, with file and field, and exits 1', async ({ tamper, says }) => {
    const { workspace, verify } = await verified()
    writeFileSync(
      workspace.path(singleFile),
      tamper(readFileSync(workspace.path(singleFile), 'utf8')),
    )
    const result = await verify()
    expect(result.code).toBe(1)
    expect(result.stdout).toMatch(says)
  })

  it('finds a winner that was changed, in either game', async () => {
    const { workspace, verify } = await verified(['--mode', 'pairwise-all'])
    const file = workspace.path('judgments/small/judge_pair.jsonl')
    const before = readFileSync(file, 'utf8')
    for (const game of ['g1', 'g2']) {
      const winner = new RegExp(`"${game}_winner":"(model_1|model_2|tie)"`).exec(before)?.[1]
      const other = winner === 'tie' ? 'model_1' : 'tie'
      const tampered = `"${game}_winner":"${other}"`
      writeFileSync(file, before.replace(`"${game}_winner":"${winner}"`, tampered))
      const result = await verify()
      expect(result.code).toBe(1)
      expect(result.stdout).toMatch(
        new RegExp(`:\\d+: ${game}_winner .*: stored ${other}, computed ${winner}`),
      )
    }
  })

  it('computes intervals as they were asked for, and finds a changed key', async () => {
    const { workspace, cli, verify } = await verified()
    await cli('show-results', '--interval', 'bca', '--resamples', '500', '--save', 'bca')
    expect((await verify()).stdout).toContain('nothing differs')
    const file = `${reports}/bca.json`
    const report = workspace.readJson<{ key: Record<string, string> }>(file)
    report.key['judge'] = 'another'
    workspace.write(file, JSON.stringify(report))
    const result = await verify()
    expect(result.code).toBe(1)
    expect(result.stdout).toContain('key.judge: stored "another", computed')
  })

  it('finds a figure that was changed in a stored result, but not its last digits', async () => {
    const { workspace, verify } = await verified(['--save', 'mine'])
    const file = `${reports}/mine.json`
    const report = workspace.readJson<{ rows: { mean: number; model: string; turn: string }[] }>(
      file,
    )
    const [row] = report.rows
    if (row === undefined) throw new Error('no row')
    const { mean } = row
    row.mean = mean * (1 + 1e-14)
    workspace.write(file, JSON.stringify(report))
    expect((await verify()).code).toBe(0)
    row.mean = mean + 0.01
    workspace.write(file, JSON.stringify(report))
    const result = await verify(workspace.dir, '--json')
    expect(result.code).toBe(1)
    expect(JSON.parse(result.stdout).rows).toEqual([
      {
        file,
        field: `rows.[judge, ${row.model}, ${row.turn}].mean`,
        stored: String(mean + 0.01),
        computed: String(mean),
      },
    ])
  })

  it('says what it cannot check: rows of others, results without settings, files that are gone', async () => {
    const { workspace, verify } = await verified()
    const row = {
      question_id: 1,
      model: 'x',
      judge: ['g', 'p'],
      judgment: '[[3]]',
      score: 9,
      turn: 1,
    }
    workspace.write('judgments/small/g_single.jsonl', `${JSON.stringify(row)}\n`)
    workspace.write(
      `${reports}/other.json`,
      JSON.stringify({ schema: 'x/1', inputs: [], settings: {}, rows: [], left_out: {} }),
    )
    const result = await verify()
    expect(result.code).toBe(0)
    expect(result.stdout).toContain('1 records were not read again')
    expect(result.stdout).toContain(`not computed again: ${reports}/other.json`)
    rmSync(workspace.path(singleFile))
    expect((await verify()).stdout).toContain('no such file')
    expect((await verify('nowhere')).code).toBe(2)
    rmSync(workspace.path('judgments'), { recursive: true })
    expect((await verify()).code).toBe(2)
  })

  it.each<{ name: string; tamper: (lines: string[], at: Places) => string[]; says: RegExp }>([
    {
      name: 'a call that was taken out',
      tamper: (lines, { call }) => lines.filter((_, index) => index !== call),
      says: /: end\.calls: stored \d+, computed \d+/,
    },
    {
      name: 'a record that was taken out',
      tamper: (lines, { record }) => lines.filter((_, index) => index !== record),
      says: /: end\.records: stored \d+, computed \d+/,
    },
    {
      name: 'a record that was put in',
      tamper: (lines, { record }) => lines.flatMap((l, index) => (index === record ? [l, l] : [l])),
      says: /: end\.records: stored \d+, computed \d+/,
    },
    {
      name: 'a result that was taken out',
      tamper: (lines, { report }) => lines.filter((_, index) => index !== report),
      says: /: end\.reports: stored 1, computed 0/,
    },
    {
      name: 'a prompt that was changed',
      tamper: (lines, { call }) =>
        lines.map((l, at) => (at === call ? l.replace('[Question]', '[Other]') : l)),
      says: /user_prompt \(judgment .*: stored .*\[Question\].*, computed .*\[Other\]/,
    },
    {
      name: 'a score',
      tamper: (lines, { record }) =>
        lines.map((l, at) => (at === record ? l.replace(/"score":\d+/, '"score":20') : l)),
      says: /: record \d+: score \(question .*: stored 20, computed \d/,
    },
    {
      name: 'a figure of the result',
      tamper: (lines, { report }) =>
        lines.map((l, at) => (at === report ? l.replace(/"mean":\d/, '"mean":11') : l)),
      says: /: report mine: rows\..*\.mean: stored 11/,
    },
  ])('finds in a recording $name', async ({ tamper, says }) => {
    const folder = smallWorkspace()
    const tape = folder.path('tape.gz')
    const { verify } = await verified(['--record', tape, '--save', 'mine'])
    const lines = gunzipSync(readFileSync(tape)).toString('utf8').trimEnd().split('\n')
    const first = (start: string) => lines.findIndex((line) => line.startsWith(start))
    const at = {
      call: first('{"kind":"call","purpose":"judgment'),
      record: first('{"kind":"record","of":"judgment"'),
      report: first('{"kind":"report"'),
    }
    writeFileSync(tape, gzipSync(`${tamper(lines, at).join('\n')}\n`))
    const result = await verify(tape)
    expect(result.stdout).toMatch(says)
    expect(result.code).toBe(1)
  })

  it.each([[[]], [['--mode', 'pairwise-all']]])(
    'checks a recording against itself: %s',
    async (mode) => {
      const workspace = smallWorkspace()
      const tape = workspace.path('tape.gz')
      const { verify } = await verified(['--record', tape, ...mode])
      const good = await verify(tape)
      expect(good.stdout).toMatch(
        / records read again, 1 stored results computed again: nothing differs/,
      )
      expect(good.code).toBe(0)
      const lines = gunzipSync(readFileSync(tape)).toString('utf8')
      const at = lines.lastIndexOf('"kind":"record","of":"judgment"')
      const changed = lines.slice(0, at) + lines.slice(at).replace(/judgment":"/, 'judgment":"Not ')
      writeFileSync(tape, gzipSync(changed))
      const bad = await verify(tape)
      expect(bad.code).toBe(1)
      expect(bad.stdout).toMatch(/record \d+: (g1_)?judgment .*: stored "Not /)
      appendFileSync(tape, 'torn')
      expect((await verify(tape)).code).toBe(2)
    },
  )
})
