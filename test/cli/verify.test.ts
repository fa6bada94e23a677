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
