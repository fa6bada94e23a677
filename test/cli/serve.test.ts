import { appendFileSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gradeRow } from '../support/judgment-rows.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'
import { writable } from '../support/writable.ts'

const grades = 'judgments/small/owl_single.jsonl'

function judged() {
  const workspace = smallWorkspace()
  workspace.writeAnswers('alder', () => 'An answer.')
  workspace.write(grades, jsonl([gradeRow({ score: 7 })]))
  return workspace
}

/** Starts `mtbench serve` in this process; it is stopped when the test ends. */
async function serving(workspace: { dir: string }) {
  const stopping = new AbortController()
  const { stream: stdout, text } = writable()
  const words = ['serve', '--dir', workspace.dir, '--bench', 'small', '--port', '0']
  const ended = runCli(words, { signal: stopping.signal, world: { stdout } })
  const stop = async () => {
    stopping.abort()
    return ended
  }
  onTestFinished(async () => {
    await stop()
  })
  const early = ended.then((result) => {
    throw new Error(`serve ended: ${result.stderr}`)
  })
  early.catch(() => undefined)
  const address = await Promise.race([early, line(text)])
  const url = new URL(address)
  return { url, stop, ask: (options: Ask = {}) => ask(url, options) }
}

async function line(text: () => string): Promise<string> {
  while (!text().includes('\n')) await new Promise((resolve) => setTimeout(resolve, 5))
  return text().trim()
}

type Ask = { path?: string; method?: string; headers?: Record<string, string> }
type Answer = { status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }

/** One request, with a path and headers that `fetch` would not send. */
function ask(url: URL, { path = '/', method = 'GET', headers = {} }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const place = { host: url.hostname, port: url.port, path, agent: false }
    const asked = request({ ...place, method, headers }, (got) => {
      const parts: Buffer[] = []
      got.on('data', (part: Buffer) => parts.push(part))
      got.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8')
        resolve({ status: got.statusCode, headers: got.headers, body })
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('mtbench serve', () => {
  it('prints its address on loopback, serves the page and its document, and stops when told', async () => {
    const { url, ask: get, stop } = await serving(judged())
    expect(url.hostname).toBe('127.0.0.1')
    const page = await get()
    expect(page.status).toBe(200)
    expect(page.body).toContain('{"kind":"live","document":"/document.json","events":"/events"}')
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
    })
    const document = await get({ path: '/document.json' })
    expect(JSON.parse(document.body)).toMatchObject({ schema: 'mtbench.page/1', models: ['alder'] })
    expect((await stop()).code).toBe(0)
    await expect(get()).rejects.toThrow('ECONNREFUSED')
  })

  it('answers HEAD without a body, and no method that could write', async () => {
    const { ask: get } = await serving(judged())
    const head = await get({ method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, ''])
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1000)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await get({ method, path: '/document.json' })
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, 'GET, HEAD'])
    }
  })

  it('refuses foreign hosts and pages of other origins', async () => {
    const { ask: get, url } = await serving(judged())
    for (const headers of [
      { host: 'evil.example' },
      { host: `evil.example:${url.port}` },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await get({ path: '/document.json', headers })
      expect([headers, answer.status]).toEqual([headers, 403])
      expect(answer.body).not.toContain('alder')
    }
    expect((await get({ headers: { host: `localhost:${url.port}` } })).status).toBe(200)
  })

  it('gives no file, by whatever path it is asked for', async () => {
    const { ask: get } = await serving(judged())
    for (const path of [
      '/data/small/question.jsonl',
      '/../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '//etc/passwd',
      '/judgments/small/owl_single.jsonl',
      'http://evil.example/document.json',
      '/document.json/',
      '/.%2e/document.json',
    ]) {
      expect([path, (await get({ path })).status]).toEqual([path, 404])
    }
  })

  it('does not follow a link that leads out of the workspace, before or while it runs', async () => {
    const outside = judged()
    const workspace = judged()
    const { ask: get } = await serving(workspace)
    const link = workspace.path('judgments/small/hawk_single.jsonl')
    symlinkSync(outside.path(grades), link)
    const answer = await get({ path: '/document.json' })
    expect(answer.status).toBe(503)
    expect(JSON.parse(answer.body).error).toContain('leads out of the workspace')
    unlinkSync(link)
    expect((await get({ path: '/document.json' })).status).toBe(200)
    mkdirSync(workspace.path('votes'))
    symlinkSync(outside.path(grades), workspace.path('votes/people.jsonl'))
    const { code, stderr } = await runCli(['serve', '--dir', workspace.dir, '--bench', 'small'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('leads out of the workspace')])
  })

  it('says when a judgments file grows, and then has what was added', async () => {
    const workspace = judged()
    const { url, ask: get } = await serving(workspace)
    await get({ path: '/document.json' })
    const events = await fetch(new URL('/events', url))
    expect(events.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(': following\n\n')
    appendFileSync(workspace.path(grades), jsonl([gradeRow({ question_id: 2, score: 9 })]))
    expect((await reader?.read())?.value).toBe('event: changed\ndata: {}\n\n')
    await reader?.cancel()
    const { grades: rows } = JSON.parse((await get({ path: '/document.json' })).body)
    expect(rows).toHaveLength(2)
  })

  it('waits for the judgments of a run that has none yet', async () => {
    const workspace = smallWorkspace()
    const { ask: get } = await serving(workspace)
    expect((await get()).status).toBe(200)
    const empty = await get({ path: '/document.json' })
    expect(empty.status).toBe(503)
    expect(JSON.parse(empty.body).error).toContain('no judgments in suite small')
    workspace.writeAnswers('alder', () => 'An answer.')
    workspace.write(grades, jsonl([gradeRow()]))
    expect((await get({ path: '/document.json' })).status).toBe(200)
  })

  it('says which port cannot be had, and an unknown suite at once', async () => {
    const workspace = judged()
    const { url } = await serving(workspace)
    const taken = await runCli([
      'serve',
      '--dir',
      workspace.dir,
      '--bench',
      'small',
      '--port',
      url.port,
    ])
    expect([taken.code, taken.stderr]).toEqual([
      2,
      `reading the judgments; the address comes when they are read\nerror: port ${url.port} cannot be had: it is in use (0 takes a free one)\n`,
    ])
    const suite = await runCli(['serve', '--dir', workspace.dir, '--bench', 'none'])
    expect([suite.code, suite.stderr]).toEqual([2, expect.stringContaining('no suite "none"')])
  })
})
