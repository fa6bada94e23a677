import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const singleFile = 'judgments/small/judge_single.jsonl'

async function judged(options: Partial<EndpointOptions>, more: readonly string[] = [], env = {}) {
  const workspace = smallWorkspace()
  for (const model of ['a', 'b']) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
  const endpoint = await openEndpoint(options)
  const argv = ['judge', '--judge-model', `judge=j@${endpoint.url}`]
  const run = () => runCli([...argv, '--dir', workspace.dir, '--bench', 'small', ...more], { env })
  return { workspace, endpoint, run, result: await run() }
}

describe('a server that misbehaves', () => {
  it('costs no result and doubles none: 429, 500, resets, malformed JSON, empty replies', async () => {
    const { workspace, endpoint, result } = await judged({
      retryAfterForm: 'ms',
      retryAfterSeconds: 0.01,
      faults: {
        tooManyRequests: 0.3,
        resetMiddle: 0.05,
        malformedJson: 0.1,
        emptyContent: 0.05,
      },
    })
    expect(result.stderr).toContain('14 judged, 0 failed')
    expect(result.code).toBe(0)
    expect(workspace.read(singleFile)).toHaveLength(14)
    expect(endpoint.counts().repeatedCompletions).toBe(0)
  })

  it('is asked without temperature and with the other token field where it refuses them', async () => {
    const { endpoint, result } = await judged({ refuses: ['temperature', 'max_tokens'] })
    expect(result.code).toBe(0)
    expect(result.stderr).toContain(
      'the endpoint refuses max_tokens: max_completion_tokens is sent',
    )
    expect(result.stderr.match(/refuses temperature/g)).toHaveLength(1)
    expect(endpoint.counts().completions).toBe(14)
  })

  it.each([
    {
      name: 'a wrong key',
      options: { apiKey: 'sk-right' },
      env: { OPENAI_API_KEY: 'sk-test-wrong' },
    },
    { name: 'an unknown model', options: { models: ['other'] }, env: {} },
  ])('fails at once with one line for $name', async ({ options, env }) => {
    const { workspace, endpoint, result } = await judged(options, ['--concurrency', '1'], env)
    expect(result.code).toBe(2)
    expect(endpoint.counts().requests).toBe(1)
    expect(result.stderr).toContain('no further calls are made to it')
    expect(result.stderr).not.toContain('sk-test-wrong')
    expect(existsSync(workspace.path(singleFile))).toBe(false)
  })

  it('fails at once where nobody listens', async () => {
    const workspace = smallWorkspace()
    workspace.writeAnswers('a', (i, t) => `${i} ${t}`)
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const result = await runCli(['judge', '--judge-model', 'j@http://127.0.0.1:9/v1', ...place])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('j at 127.0.0.1:9: cannot be reached (ECONNREFUSED)')
  })

  it('counts calls that fail for good, exits 4, and the same command again does only those', async () => {
    const { workspace, endpoint, result, run } = await judged({ faults: { malformedJson: 0.5 } }, [
      '--max-tries',
      '1',
    ])
    const done = workspace.read(singleFile).length
    expect(result.code).toBe(4)
    expect(result.stderr).toContain(`${done} judged, ${14 - done} failed`)
    expect(result.stderr).toContain('the same command again asks only what is missing')
    endpoint.reset()
    endpoint.configure({ faults: {} })
    expect((await run()).code).toBe(0)
    expect(endpoint.counts().requests).toBe(14 - done)
    expect(workspace.read(singleFile)).toHaveLength(14)
  })

  it('has its reasoning stripped before the verdict is read', async () => {
    const { workspace, result } = await judged({ reasoning: 'think' })
    expect(result.code).toBe(0)
    const rows = workspace.read<{ judgment: string; score: number }>(singleFile)
    expect(rows.filter((row) => row.judgment.includes('<think>'))).toHaveLength(0)
    expect(rows.every((row) => row.judgment.includes(`[[${row.score}]]`))).toBe(true)
  })

  it('is asked again for an unreadable reply, a bounded number of times, then it is recorded', async () => {
    const { workspace, endpoint, result } = await judged({ unparsedShare: 1 }, [
      '--reparse-attempts',
      '1',
    ])
    expect(result.code).toBe(0)
    expect(result.stderr).toContain('14 judged, 14 unparsed')
    expect(endpoint.counts().requests).toBe(28)
    expect(workspace.read(singleFile)[0]).toMatchObject({ score: -1, outcome: 'unparsed' })
    const strict = await judged({ unparsedShare: 1 }, ['--max-unparsed', '0.5'])
    expect(strict.result.code).toBe(4)
  })

  it('leaves filtered replies recorded as such, without asking again', async () => {
    const { workspace, endpoint } = await judged({ contentFilterShare: 1 })
    expect(endpoint.counts().requests).toBe(14)
    expect(workspace.read(singleFile)[0]).toMatchObject({ score: -1, outcome: 'content_filter' })
  })
})
