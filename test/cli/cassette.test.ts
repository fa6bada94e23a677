import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readCassette } from '../../src/io/replies/cassette-file.ts'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const results = [
  'data/small/model_answer/a.jsonl',
  'data/small/model_answer/b.jsonl',
  'judgments/small/judge_single.jsonl',
  'judgments/small/judge_pair.jsonl',
]

async function started(options: Partial<EndpointOptions> = {}) {
  const workspace = smallWorkspace()
  const endpoint = await openEndpoint({ latencyMs: { min: 0, max: 12 }, ...options })
  const copy = mkdtempSync(join(tmpdir(), 'mtbench-copy-'))
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  const cassette = join(copy, 'tape.gz')
  const models = ['--model', `a=ma@${endpoint.url}`, `b=mb@${endpoint.url}`]
  const judge = ['--judge-model', `judge=j@${endpoint.url}`]
  const bench = ['--bench', 'small', '--timeout', '5']
  const textsIn = (dir: string) =>
    results.map((file) => {
      try {
        return readFileSync(join(dir, file), 'utf8')
      } catch {
        return `no ${file}`
      }
    })
  return {
    workspace,
    endpoint,
    copy,
    cassette,
    argv: {
      'gen-answers': ['gen-answers', ...models, ...bench],
      judge: ['judge', ...judge, ...bench],
      run: ['run', ...models, ...judge, ...bench],
    },
    /** What is to be recorded starts from what stands now. */
    snapshot: () => cpSync(workspace.dir, join(copy, 'w'), { recursive: true }),
    record: (argv: string[], env = {}) =>
      runCli([...argv, '--dir', workspace.dir, '--record', cassette], { env }),
    replay: (argv: string[], more: string[] = []) =>
      runCli([...argv, '--dir', join(copy, 'w'), '--replay', cassette, ...more]),
    texts: () => textsIn(workspace.dir),
    copied: () => textsIn(join(copy, 'w')),
  }
}

const faults = { tooManyRequests: 0.1, resetMiddle: 0.05, malformedJson: 0.1 }
const noisy: Partial<EndpointOptions> = {
  faults,
  retryAfterForm: 'ms',
  retryAfterSeconds: 0.005,
  refuses: ['temperature'],
  unparsedShare: 0.1,
}

describe('a recorded run', () => {
  it.each([
    { command: 'run', more: [] },
    { command: 'run', more: ['--mode', 'pairwise-all'] },
    { command: 'gen-answers', more: ['--num-choices', '2'] },
  ] as const)('is replayed to the same bytes without the network: $command $more', async (run) => {
    const { endpoint, argv, snapshot, record, replay, texts, copied } = await started(noisy)
    snapshot()
    const words = [...argv[run.command], ...run.more]
    const first = await record(words)
    expect(first.code, first.stderr).toBe(0)
    expect(first.stderr).toMatch(/\d+ calls recorded in /)
    await endpoint.close()
    const second = await replay(words)
    expect(second.stderr).toMatch(/(\d+) of \1 calls replayed from .*; none was made/)
    expect(second.code).toBe(0)
    expect(second.stdout).toBe(first.stdout)
    expect(copied()).toEqual(texts())
  })

  it('is replayed with all that it depends on: repeats of one prompt, and replies that were kept', async () => {
    const { argv, workspace, endpoint, snapshot, record, replay, texts, copied } = await started()
    for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `same ${i} ${t}`)
    snapshot()
    await runCli([...argv.judge, '--dir', workspace.dir])
    rmSync(workspace.path('judgments'), { recursive: true })
    const words = [...argv.judge, '--repeats', '2']
    expect((await record(words)).stderr).toMatch(/ [1-9]\d* replies from the store/)
    const before = endpoint.counts().requests
    expect((await replay(words)).code).toBe(0)
    expect(endpoint.counts().requests).toBe(before)
    expect(copied()).toEqual(texts())
  })

  it('that was broken off is replayed as far as it went', async () => {
    const { argv, snapshot, record, replay, cassette, copied } = await started()
    snapshot()
    await record(argv.run)
    const whole = await readCassette(cassette)
    expect(whole.counts?.calls).toBe(whole.calls.length)
    const bytes = readFileSync(cassette)
    writeFileSync(cassette, bytes.subarray(0, Math.floor(bytes.length * 0.5)))
    const part = await readCassette(cassette)
    expect(part.counts).toBeUndefined()
    expect(part.calls.length).toBeGreaterThan(3)
    expect(part.calls).toEqual(whole.calls.slice(0, part.calls.length))
    const result = await replay(argv.run)
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('the recorded run was broken off')
    expect(copied()[0]).toContain('question_id')
  })

  it('shows the nearest request where one is not in it', async () => {
    const { argv, workspace, copy, snapshot, record, replay } = await started()
    for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
    snapshot()
    await record(argv.judge)
    const file = join(copy, 'w', 'data/small/model_answer/a.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').replace('a 4 1', 'a 4 one'))
    const result = await replay(argv.judge)
    expect(result.code).toBe(4)
    expect(result.stderr).toMatch(
      /judgment .* is not in .*tape\.gz; nearest is judgment .*, the same for \d+ characters, then "1\\n.* instead of "one\\n/,
    )
    const other = argv.judge.map((word) => word.replace('judge=j@', 'other=k@'))
    const unknown = await replay(other)
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('it holds no request to model k, but to: j')
  })

  it('is not written over, not mixed, and not mistaken for something else', async () => {
    const { argv, workspace, snapshot, record, replay, cassette } = await started()
    writeFileSync(cassette, 'mine')
    const taken = await record(argv.run)
    expect(taken.code).toBe(2)
    expect(taken.stderr).toContain('exists: --record makes a new file')
    snapshot()
    expect((await replay(argv.run)).stderr).toContain('is no recording')
    const both = await replay(argv.run, ['--record', workspace.path('x.gz')])
    expect(both.stderr).toContain('do not go together')
    expect(both.code).toBe(2)
  })
})
