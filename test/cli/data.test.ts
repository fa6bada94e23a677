import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { catalogue, entryNamed } from '../../src/domain/catalogue/catalogue.ts'
import { type CatalogueFile, mirrorPath } from '../../src/domain/catalogue/catalogue-entry.ts'
import { type FileServer, fileServer, type Served } from '../support/file-server.ts'
import { runCli } from '../support/run-cli.ts'
import {
  jsonl,
  type SmallWorkspace,
  smallQuestions,
  smallWorkspace,
} from '../support/small-workspace.ts'
import { voteParquet } from '../support/vote-parquet.ts'

const shared = process.env['MTBENCH_TEST_DATA'] ?? '../shared'
const isShared = existsSync(join(shared, 'data/mt_bench/question.jsonl'))
const sharedName = isShared ? '' : ` (skipped: no data in ${shared})`

const world = { clock: { now: Date.now, sleep: async () => undefined } }

const arenaQuestions = [
  { uid: 'a1', category: 'hard_prompt', subcategory: 'coding', prompt: 'Sort three numbers.' },
  { question_id: 'b2', category: 'arena-hard-v0.1', cluster: 'x', turns: [{ content: 'Why?' }] },
]
const single = {
  question_id: 81,
  model: 'm',
  judge: ['gpt-4', 'single-v1'],
  judgment: 'Rating: [[8]]',
  score: 8,
  turn: 1,
}
const vote = {
  question_id: 81,
  model_a: 'a',
  model_b: 'b',
  winner: 'model_a',
  judge: 'expert_1',
  turn: 1,
}

const sha = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const fileOf = (target: string): CatalogueFile => {
  const found = catalogue.flatMap((e) => [...e.files]).find((f) => f.target === target)
  if (found === undefined) throw new Error(`no ${target}`)
  return found
}
const pathOf = (target: string) => `/${mirrorPath(fileOf(target))}`
const single4 = 'data/mt_bench/model_judgment/gpt-4_single.jsonl'
const pair4 = 'data/mt_bench/model_judgment/gpt-4_pair.jsonl'
const pair = {
  ...single,
  model_1: 'm',
  model_2: 'n',
  g1_winner: 'tie',
  g2_winner: 'tie',
  g1_judgment: '[[C]]',
  g2_judgment: '[[C]]',
}

/** A mirror on loopback with GPT-4's judgments of one answer, and a workspace to pull into. */
async function setUp(files: Record<string, Served> = {}) {
  const workspace = smallWorkspace()
  const server = await fileServer({
    [pathOf(single4)]: { bytes: jsonl([single]), etag: '"1"' },
    [pathOf(pair4)]: { bytes: jsonl([pair]), etag: '"1"' },
    ...files,
  })
  const run = (...argv: string[]) =>
    runCli(['data', ...argv, '--dir', workspace.dir], {
      world,
      env: { MTBENCH_DATA_BASE_URL: server.url },
    })
  return { workspace, server, run }
}

const leftovers = ({ dir }: SmallWorkspace) =>
  readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => /\.(part|tmp)|part\.json|lock\.json\.lock/.test(name))

describe('data list', () => {
  it('names what is in the workspace and what can be pulled, at 80 columns', async () => {
    const { workspace } = await setUp()
    const words = ['data', 'list', '--dir', workspace.dir]
    const { code, stdout } = await runCli(words, { columns: 80 })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^small +workspace +\d/m)
    expect(stdout).toMatch(/^mt_bench +available +110\.5 kB +Apache-2\.0 +github\.com\/lm-sys/m)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('has a JSON document', async () => {
    const { run } = await setUp()
    const { schema, rows } = JSON.parse((await run('list', '--json')).stdout)
    expect(schema).toBe('mtbench.data-list/1')
    expect(rows.find((row: { name: string }) => row.name === 'human_votes')).toMatchObject({
      state: 'available',
      files: 2,
      files_there: 0,
      licence: 'CC-BY-4.0',
    })
  })
})

describe('data pull', () => {
  it('records checksums that nobody knew, shows the licence once, and pulls nothing twice', async () => {
    const { workspace, server, run } = await setUp()
    const first = await run('pull', 'mt_bench_judgments')
    expect(first.code).toBe(0)
    expect(first.stderr).toContain('licence Apache-2.0, LMSYS (lm-sys/FastChat)')
    expect(first.stdout).toContain('2 of 2 files')
    expect(first.stdout).toContain('recorded: the checksum of 2 files was not known')
    expect(readFileSync(workspace.path(single4), 'utf8')).toBe(jsonl([single]))
    const lock = JSON.parse(readFileSync(workspace.path('data/mtbench.lock.json'), 'utf8'))
    expect(lock.files[single4]).toMatchObject({ source_sha256: sha(jsonl([single])) })
    const again = await run('pull', 'mt_bench_judgments')
    expect(again.stdout).toMatch(/gpt-4_single\.jsonl +\d+ B +\w{12} +there/)
    expect(again.stderr).not.toContain('licence')
    expect(server.requests).toHaveLength(2)
    expect(leftovers(workspace)).toEqual([])
  })

  it('refuses other bytes than those of the first pull, until --update-lock', async () => {
    const { workspace, server, run } = await setUp()
    await run('pull', 'mt_bench_judgments')
    const other = jsonl([{ ...single, score: 3 }])
    server.files.set(pathOf(single4), { bytes: other })
    const place = workspace.path(single4)
    cpSync(place, workspace.path('before'))
    writeFileSync(place, 'x')
    const { code, stderr } = await run('pull', 'mt_bench_judgments', '--force')
    expect(code).toBe(4)
    expect(stderr).toContain(
      `expected ${sha(jsonl([single]))} (lock file; --update-lock accepts others), got ${sha(other)}`,
    )
    expect(readFileSync(place, 'utf8')).toBe('x')
    expect((await run('pull', 'mt_bench_judgments', '--force', '--update-lock')).code).toBe(0)
    expect(readFileSync(place, 'utf8')).toBe(other)
  })

  it('does not lose a file that was not pulled', async () => {
    const { workspace, server, run } = await setUp()
    workspace.write(pair4, 'my own\n')
    const { code, stderr } = await run('pull', 'mt_bench_judgments')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /gpt-4_pair\.jsonl is there and was not pulled .* --force replaces it\n$/,
    )
    expect(server.requests).toEqual([])
    expect(readFileSync(workspace.path(pair4), 'utf8')).toBe('my own\n')
  })

  it('says what could not be pulled and keeps the rest', async () => {
    const { workspace, run } = await setUp({ [pathOf(pair4)]: { status: 404 } })
    const { code, stderr, stdout } = await run('pull', 'mt_bench_judgments')
    expect(code).toBe(4)
    expect(stderr).toMatch(/^failed: .*gpt-4_pair\.jsonl: http:.* answers 404 \(not there\)$/m)
    expect(stdout).toContain('1 of 2 files')
    expect(existsSync(workspace.path(single4))).toBe(true)
  })

  it.each([
    ['wrong bytes', { bytes: 'x\n' }, /expected 119565ad\w+ \(catalogue\), got \w{64} \(2 bytes\)/],
    ['HTML', { bytes: '<html>' }, /sends an HTML page instead of data/],
    ['a redirect loop', { status: 301, headers: { location: '?' } }, /redirects in a circle/],
  ])('leaves the old file where the mirror sends %s', async (_name, served, says) => {
    const question = 'data/mt_bench/question.jsonl'
    const { workspace, run } = await setUp({ [pathOf(question)]: served })
    workspace.write(question, 'old\n')
    const { code, stderr } = await run('pull', 'mt_bench', '--force')
    expect(code).toBe(2)
    expect(stderr).toMatch(says)
    expect(readFileSync(workspace.path(question), 'utf8')).toBe('old\n')
    expect(leftovers(workspace)).toEqual([])
  })

  it('checks every record of bytes that nobody knows', async () => {
    const { workspace, run } = await setUp({
      [pathOf(single4)]: { bytes: jsonl([single, { ...single, turn: 'two' }]) },
      [pathOf(pair4)]: { bytes: '{"question_id": 81, "mod' },
    })
    const { code, stderr } = await run('pull', 'mt_bench_judgments')
    expect(code).toBe(2)
    expect(stderr).toMatch(/gpt-4_single\.jsonl:2: turn: expected .*; nothing was replaced/)
    expect(stderr).toMatch(/gpt-4_pair\.jsonl:1: the last line is cut off; nothing was replaced/)
    expect(existsSync(workspace.path(single4))).toBe(false)
    expect(leftovers(workspace)).toEqual([])
  })

  it('says in one line that there is no network, and what to do then', async () => {
    const workspace = smallWorkspace()
    const { code, stderr } = await runCli(
      ['data', 'pull', 'all', '--dir', workspace.dir, '--base-url', 'http://127.0.0.1:9'],
      { world },
    )
    expect(code).toBe(2)
    expect(stderr.match(/^failed: .*$/gm)).toHaveLength(1)
    expect(stderr).toMatch(
      /cannot be reached \(ECONNREFUSED\) .*; without a network: --from <folder>.*\n42 other files were not tried\n/,
    )
  })

  it('reads Arena-Hard’s questions in either of their forms', async () => {
    const v1 = 'data/arena_hard_v0.1/question.jsonl'
    const v2 = 'data/arena_hard_v2.0/question.jsonl'
    const { workspace, run } = await setUp({
      [pathOf(v1)]: { bytes: jsonl(arenaQuestions.slice(1)) },
      [pathOf(v2)]: { bytes: jsonl(arenaQuestions.slice(0, 1)) },
    })
    expect((await run('pull', 'arena_hard')).code).toBe(0)
    expect(workspace.read(v1)).toEqual([
      { question_id: 'b2', category: 'arena-hard-v0.1', turns: ['Why?'], cluster: 'x' },
    ])
    expect(workspace.read(v2)[0]).toMatchObject({
      question_id: 'a1',
      turns: ['Sort three numbers.'],
    })
    expect((await run('verify')).code).toBe(0)
  })

  it('writes votes from Parquet, and refuses the pinned file with other bytes', async () => {
    const human = 'votes/human.jsonl'
    const gpt4 = 'votes/gpt4_pair.jsonl'
    const bytes = voteParquet([vote, { ...vote, question_id: 80 }])
    const { workspace, run } = await setUp({
      [pathOf(human)]: { bytes },
      [pathOf(gpt4)]: { bytes },
    })
    const { code, stderr } = await run('pull', 'human_votes')
    expect(code).toBe(4)
    expect(stderr).toContain('expected 4877bc46')
    expect(workspace.read(gpt4).map((v) => v['question_id'])).toEqual([80, 81])
    expect(existsSync(workspace.path(human))).toBe(false)
  })

  it('asks for the licence on a terminal, and takes no for an answer', async () => {
    const { workspace, server } = await setUp()
    const terminal = (typed: string) => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true })
      stdin.end(typed)
      const stdout = Object.assign(new Writable({ write: (_c, _e, done) => done() }), {
        isTTY: true,
      })
      return runCli(
        ['data', 'pull', 'mt_bench_judgments', '--dir', workspace.dir, '--base-url', server.url],
        { world: { ...world, stdin, stdout } },
      )
    }
    for (const typed of ['n\n', '']) {
      const { code, stderr } = await terminal(typed)
      expect(code).toBe(2)
      expect(stderr).toContain('was not accepted: nothing was pulled')
    }
    expect(server.requests).toEqual([])
    expect((await terminal('y\n')).code).toBe(0)
  })

  it('names what there is where a name is wrong', async () => {
    const { run } = await setUp()
    const { code, stderr } = await run('pull', 'mt-bench')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: nothing named "mt-bench" can be pulled; there are: mt_bench, /)
  })
})

describe('data verify', () => {
  it('says which pulled files have changed or are gone, and ends with 1', async () => {
    const { workspace, run } = await setUp()
    await run('pull', 'mt_bench_judgments')
    expect((await run('verify')).code).toBe(0)
    workspace.write(single4, jsonl([{ ...single, score: 10 }]))
    const { code, stdout } = await run('verify', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).rows).toMatchObject([
      { file: pair4, state: 'same' },
      { file: single4, state: 'differs', expected: sha(jsonl([single])), by: 'lock file' },
    ])
  })

  it('refuses a lock file that points out of the workspace', async () => {
    const { workspace, run } = await setUp()
    const file = {
      entry: 'x',
      url: 'x',
      revision: 'x',
      source_sha256: null,
      sha256: sha(''),
      bytes: 0,
      pulled: 'x',
    }
    const lock = { schema: 'mtbench.lock/1', licences: [], files: { '../secret': file } }
    workspace.write('data/mtbench.lock.json', JSON.stringify(lock))
    const { code, stderr } = await run('verify')
    expect(code).toBe(2)
    expect(stderr).toMatch(/mtbench\.lock\.json: files\.\.\.\/secret: /)
  })
})

describe('data import', () => {
  const answers = smallQuestions.map(({ question_id, turns }) => ({
    question_id,
    model_id: 'mine',
    choices: [{ index: 0, turns }],
  }))

  it('takes questions, answers, judgments, votes and a whole folder', async () => {
    const { workspace, run } = await setUp()
    const { write, path } = workspace
    write('in/q.jsonl', jsonl(smallQuestions))
    write('in/mine.jsonl', jsonl(answers))
    write('in/judged.jsonl', jsonl([{ ...single, question_id: 1 }]))
    write('in/v.jsonl', jsonl([vote]))
    writeFileSync(path('in/v.parquet'), voteParquet([vote]))
    const taken: [string, string, string][] = [
      ['in/q.jsonl', 'mine', 'data/mine/question.jsonl'],
      ['in/mine.jsonl', 'mine', 'data/mine/model_answer/mine.jsonl'],
      ['in/judged.jsonl', 'mine', 'data/mine/model_judgment/judged_single.jsonl'],
      ['in/v.jsonl', 'friends', 'votes/friends.jsonl'],
      ['in/v.parquet', 'others', 'votes/others.jsonl'],
      ['data/small', 'copy', 'data/copy/reference_answer/gpt-4.jsonl'],
    ]
    for (const [source, name, target] of taken) {
      const { code, stderr } = await run('import', path(source), '--as', name)
      expect([stderr, code]).toEqual(['', 0])
      expect(existsSync(path(target)), target).toBe(true)
    }
    expect(readFileSync(path('data/copy/question.jsonl'))).toEqual(
      readFileSync(path('data/small/question.jsonl')),
    )
    expect(workspace.read('votes/others.jsonl')).toEqual([vote])
  })

  it('copies nothing of a folder in which one record is wrong', async () => {
    const { workspace, run } = await setUp()
    workspace.write('in/question.jsonl', jsonl(smallQuestions))
    workspace.write('in/model_answer/a.jsonl', jsonl(answers))
    workspace.write('in/model_answer/b.jsonl', jsonl([...answers.slice(1), { question_id: 1 }]))
    const { code, stderr } = await run('import', workspace.path('in'), '--as', 'new')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: .*in\/model_answer\/b\.jsonl:4: model_id: .*\n$/)
    expect(existsSync(workspace.path('data/new'))).toBe(false)
  })

  it.each([
    [
      'a question without turns',
      jsonl([{ question_id: 1, category: 'x', turns: [] }]),
      /:1: turns: /,
    ],
    [
      'an id that stands twice',
      jsonl([...smallQuestions, ...smallQuestions]),
      /:5: question_id: 1 stands/,
    ],
    [
      'a torn last line',
      `${jsonl(smallQuestions)}{"question_id": 9`,
      /:5: the last line is cut off/,
    ],
    ['no JSON at all', 'hello\n', /:1: not JSON/],
    ['something else', '{"a": 1}\n', /:1: no question, answer, judgment, vote or judge prompt/],
    ['nothing', '', /: is empty/],
  ])('refuses %s, by file, line and field', async (_name, text, says) => {
    const { workspace, run } = await setUp()
    workspace.write('in.jsonl', text)
    const { code, stderr } = await run('import', workspace.path('in.jsonl'), '--as', 'new')
    expect(code).toBe(2)
    expect(stderr).toMatch(says)
    expect(existsSync(workspace.path('data/new'))).toBe(false)
  })

  it('overwrites only with --force', async () => {
    const { workspace, run } = await setUp()
    workspace.write('in.jsonl', jsonl(smallQuestions.slice(1)))
    const argv = ['import', workspace.path('in.jsonl'), '--as', 'small']
    expect(await run(...argv)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already; --force replaces it'),
    })
    expect(workspace.read('data/small/question.jsonl')).toHaveLength(4)
    expect((await run(...argv, '--force')).code).toBe(0)
    expect(workspace.read('data/small/question.jsonl')).toHaveLength(3)
  })

  it('refuses answers of another suite, and of none', async () => {
    const { workspace, run } = await setUp()
    workspace.write('x.jsonl', jsonl(answers.map((a) => ({ ...a, question_id: 900 }))))
    const source = workspace.path('x.jsonl')
    expect((await run('import', source, '--as', 'small')).stderr).toContain('of another suite')
    expect((await run('import', source, '--as', 'nix')).stderr).toContain(
      'import its questions first',
    )
    expect((await run('import', source, '--as', '../x')).stderr).toContain('is refused')
  })
})

describe('a suite that is not there', () => {
  it('is told with the line that pulls it', async () => {
    const { workspace } = await setUp()
    const argv = ['--dir', workspace.dir, '--bench', 'mt_bench']
    for (const command of [
      ['gen-answers', '--model', 'm'],
      ['judge', '--judge-model', 'j'],
    ]) {
      const { code, stderr } = await runCli([...command, ...argv])
      expect(code).toBe(2)
      expect(stderr).toContain(`get it with: mtbench data pull mt_bench --dir ${workspace.dir}\n`)
    }
  })

  it('is pulled by gen-answers --pull', async () => {
    const question = 'data/arena_hard_v0.1/question.jsonl'
    const { workspace, server } = await setUp({
      [pathOf(question)]: { bytes: jsonl(arenaQuestions) },
      [pathOf('data/arena_hard_v2.0/question.jsonl')]: { bytes: jsonl(arenaQuestions) },
    })
    const { code, stderr } = await runCli(
      ['gen-answers', '--model', 'm@http://127.0.0.1:9/v1', '--bench', 'arena_hard_v0.1'].concat([
        '--pull',
        '--dry-run',
        '--dir',
        workspace.dir,
      ]),
      { world, env: { MTBENCH_DATA_BASE_URL: server.url } },
    )
    expect([code, stderr]).toEqual([0, expect.stringMatching(/recorded .*\n(.*\n)*m: 2 /)])
    expect(workspace.read(question)).toHaveLength(2)
  })
})

describe.skipIf(!isShared)(`the published data${sharedName}`, () => {
  const known = ['mt_bench', 'vicuna_bench', 'mt_bench_corrected', 'mt_bench_answers']
    .flatMap((name) => [...entryNamed(name).files])
    .filter((file) => file.sha256 !== null)
  const localPath = (file: CatalogueFile) => join(shared, file.target)

  /** A mirror of everything that is at hand. */
  async function mirror(): Promise<FileServer> {
    return fileServer(
      Object.fromEntries(
        known.map((file, n) => [
          `/${mirrorPath(file)}`,
          { bytes: readFileSync(localPath(file)), etag: `"${n}"` },
        ]),
      ),
    )
  }
  const pull = (workspace: SmallWorkspace, server: FileServer, ...names: string[]) =>
    runCli(['data', 'pull', ...names, '--dir', workspace.dir, '--base-url', server.url], { world })

  it('has the bytes and sizes that the catalogue knows', () => {
    for (const file of known) {
      const bytes = readFileSync(localPath(file))
      expect([file.target, sha(bytes), bytes.length]).toEqual([
        file.target,
        file.sha256,
        file.bytes,
      ])
    }
  })

  it('is pulled from a mirror, byte for byte, and verified', async () => {
    const server = await mirror()
    const workspace = smallWorkspace()
    const all = await pull(workspace, server, 'mt_bench', 'vicuna_bench', 'mt_bench_corrected')
    expect(all.code).toBe(0)
    const answers = await pull(workspace, server, 'mt_bench_answers')
    expect(answers.stdout).toContain('8 of 31 files')
    expect(answers.stderr).toMatch(/^failed: .*baize-v2-13b\.jsonl: .* answers 404/m)
    for (const file of known) {
      expect(sha(readFileSync(workspace.path(file.target)))).toBe(file.sha256)
    }
    expect((await runCli(['data', 'verify', '--dir', workspace.dir])).code).toBe(0)
    expect(leftovers(workspace)).toEqual([])
  })

  it('is refused with one byte changed, the old file untouched', async () => {
    const server = await mirror()
    const workspace = smallWorkspace()
    await pull(workspace, server, 'vicuna_bench')
    const file = fileOf('data/vicuna_bench/question.jsonl')
    const bytes = readFileSync(localPath(file))
    const place = workspace.path(file.target)
    writeFileSync(place, 'changed')
    bytes[100] = 33
    server.files.set(`/${mirrorPath(file)}`, { bytes })
    const { stderr } = await runCli(
      ['data', 'pull', 'vicuna_bench', '--force', '--dir', workspace.dir, '--base-url', server.url],
      { world },
    )
    expect(stderr).toContain(`expected ${file.sha256} (catalogue), got ${sha(bytes)}`)
    expect(readFileSync(place, 'utf8')).toBe('changed')
    expect(leftovers(workspace)).toEqual([])
  })

  it('is resumed where the mirror breaks off at half of every file', async () => {
    const server = await mirror()
    for (const [path, served] of server.files) {
      const half = Math.floor(Buffer.from(served.bytes ?? '').length / 2)
      server.files.set(path, { ...served, cutAt: half })
    }
    const workspace = smallWorkspace()
    expect((await pull(workspace, server, 'mt_bench')).code).toBe(0)
    const ranges = server.requests.map((request) => request.range)
    expect(ranges.filter((range) => range !== undefined)).toHaveLength(3)
    expect((await runCli(['data', 'verify', '--dir', workspace.dir])).code).toBe(0)
  })

  it('is taken from a folder without a network, votes included', async () => {
    const workspace = smallWorkspace()
    const from = (folder: string, ...names: string[]) =>
      runCli(['data', 'pull', ...names, '--dir', workspace.dir, '--from', folder])
    expect((await from(join(shared, 'data'), 'mt_bench', 'mt_bench_corrected')).code).toBe(0)
    const votes = await from(shared, 'human_votes')
    expect(votes.stdout).toMatch(/votes\/human\.jsonl +380\.0 kB +7ae1ff9ad4a0 +pulled/)
    const mirrored = workspace.path(
      'mirror',
      mirrorPath(fileOf('data/vicuna_bench/question.jsonl')),
    )
    mkdirSync(dirname(mirrored), { recursive: true })
    cpSync(join(shared, 'data/vicuna_bench/question.jsonl'), mirrored)
    const part = await from(workspace.path('mirror'), 'vicuna_bench')
    expect(part.code).toBe(4)
    expect(part.stderr).toContain('mirror does not have it')
  })

  it('gives the known votes when they come as Parquet', async () => {
    const text = readFileSync(join(shared, 'votes/gpt4_pair.jsonl'), 'utf8')
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const bytes = voteParquet(rows.reverse())
    const { workspace, run } = await setUp({ [pathOf('votes/gpt4_pair.jsonl')]: { bytes } })
    const { stdout } = await run('pull', 'human_votes')
    expect(stdout).toMatch(/gpt4_pair\.jsonl +277\.1 kB +ef1d3c8d0eb9 +pulled/)
    expect(readFileSync(workspace.path('votes/gpt4_pair.jsonl'), 'utf8')).toBe(text)
  })
})
