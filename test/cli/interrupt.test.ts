import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { type SmallWorkspace, smallWorkspace } from '../support/small-workspace.ts'

/** The built program: `npm test` builds it first. */
const bin = fileURLToPath(new URL('../../bin/mtbench.js', import.meta.url))
const singleFile = 'judgments/small/judge_single.jsonl'
const models = ['a', 'b', 'c', 'd']
const expected = models.length * 7

function startJudge(workspace: SmallWorkspace, url: string): ChildProcess {
  const place = ['--dir', workspace.dir, '--bench', 'small', '--concurrency', '2', '--quiet']
  return spawn(process.execPath, [bin, 'judge', '--judge-model', `judge=j@${url}`, ...place], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  })
}

function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })))
}

async function prepared(latencyMs: number) {
  const workspace = smallWorkspace()
  for (const model of models) workspace.writeAnswers(model, (i, t) => `${model} ${i} ${t}`)
  const endpoint = await openEndpoint({ latencyMs })
  return { workspace, endpoint }
}

function keysOf(workspace: SmallWorkspace): string[] {
  return workspace
    .read(singleFile)
    .map((row) => [row['question_id'], row['model'], row['turn']].join(' '))
}

function locksOf(workspace: SmallWorkspace): string[] {
  return readdirSync(workspace.path('judgments/small')).filter((name) => name.includes('.lock.'))
}

describe.skipIf(process.platform === 'win32')('a run that is broken off', () => {
  it.each([
    { signal: 'SIGINT', code: 130 },
    { signal: 'SIGTERM', code: 143 },
  ] as const)('by $signal is saved, exits $code, and leaves no lock', async ({ signal, code }) => {
    const { workspace, endpoint } = await prepared(20)
    const child = startJudge(workspace, endpoint.url)
    const end = ended(child)
    await expect
      .poll(() => endpoint.counts().completions, { interval: 5, timeout: 15_000 })
      .toBeGreaterThan(3)
    child.kill(signal)
    const { code: ownCode, stderr } = await end
    expect(ownCode).toBe(code)
    expect(stderr).toContain('the same command again asks only what is missing')
    expect(locksOf(workspace)).toEqual([])
    const before = keysOf(workspace).length
    endpoint.reset()
    expect((await ended(startJudge(workspace, endpoint.url))).code).toBe(0)
    // Fewer where a reply had come that was not yet in the file: it is served from the store.
    expect(endpoint.counts().requests).toBeLessThanOrEqual(expected - before)
    expect(new Set(keysOf(workspace)).size).toBe(expected)
    expect(keysOf(workspace)).toHaveLength(expected)
  })

  it('by kill -9 at any moment loses nothing that is on disk, and its lock is taken over', async () => {
    const { workspace, endpoint } = await prepared(8)
    for (const calls of [1, 6, 11]) {
      endpoint.reset()
      const child = startJudge(workspace, endpoint.url)
      const end = ended(child)
      await expect
        .poll(() => endpoint.counts().completions, { interval: 2, timeout: 15_000 })
        .toBeGreaterThan(calls)
      child.kill('SIGKILL')
      await end
    }
    // What a crash in the middle of a write leaves behind.
    appendFileSync(workspace.path(singleFile), '{"question_id": 1, "model": "a", "judg')
    const before = workspace.wholeLines(singleFile)
    endpoint.reset()
    const last = await ended(startJudge(workspace, endpoint.url))
    expect(last.code).toBe(0)
    expect(last.stderr).toContain('its last line is torn and was left out')
    // Fewer where a reply had come that was not yet in the file: it is served from the store.
    expect(endpoint.counts().requests).toBeLessThanOrEqual(expected - before)
    expect(keysOf(workspace)).toHaveLength(expected)
    expect(new Set(keysOf(workspace)).size).toBe(expected)
    expect(existsSync(workspace.path(`${singleFile}.torn`))).toBe(true)
    expect(locksOf(workspace)).toEqual([])
  })

  it('by a second process on the same file is refused or follows, and no key is written twice', async () => {
    const { workspace, endpoint } = await prepared(5)
    const both = await Promise.all([
      ended(startJudge(workspace, endpoint.url)),
      ended(startJudge(workspace, endpoint.url)),
    ])
    expect(both.some(({ code }) => code === 0)).toBe(true)
    expect(keysOf(workspace)).toHaveLength(expected)
    expect(new Set(keysOf(workspace)).size).toBe(expected)
  })
})
