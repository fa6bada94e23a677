import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { type CliResult, runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const key = 'sk-test-4f9c2b7d81'
const env = { OPENAI_API_KEY: key, MTBENCH_API_KEY: key, JUDGE_KEY: key }

/** A server that repeats the key it is sent wherever it can. */
function indiscreetServer(status: number): Promise<string> {
  return serving((request, response) => {
    const sent = request.headers.authorization ?? ''
    const message = { role: 'assistant', content: `${sent} Rating: [[7]]`, reasoning_content: sent }
    const reply = { choices: [{ message, finish_reason: 'stop' }], system_fingerprint: sent }
    const body = status === 200 ? reply : { error: { message: `no: ${sent}`, code: sent } }
    response.writeHead(status, { 'content-type': 'application/json', 'x-echo': sent })
    request.resume().on('end', () => response.end(JSON.stringify(body)))
  })
}

/** A server that answers as it is told to, closed when the test is over; returns its base URL. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

/** Every file below a folder as text, what is compressed unpacked. */
function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file).isFile())
    .map((file) => {
      const bytes = readFileSync(file)
      const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes
      return `${file}\n${text.toString('utf8')}`
    })
}

async function ran(url: string, more: string[] = []) {
  const workspace = smallWorkspace()
  const models = ['--model', `a=ma@${url}`, '--judge-model', `judge=j@${url}`]
  const place = ['--dir', workspace.dir, '--bench', 'small', '--max-tries', '2', '--timeout', '2']
  const tape = ['--record', workspace.path('tape.gz')]
  const result = await runCli(['run', ...models, ...place, ...tape, ...more], { env })
  const texts = textsBelow(workspace.dir)
  expect(texts.length).toBeGreaterThan(3)
  for (const text of [...texts, result.stdout, result.stderr]) expect(text).not.toContain(key)
  return result
}

/** Runs every command that calls, one after the other, each with a recording of its own. */
async function ranAll(
  url: string,
  options: { more?: string[]; env?: Record<string, string> } = {},
) {
  const { more = [], env: given = env } = options
  const workspace = smallWorkspace()
  workspace.writeAnswers('x', (i, t) => `x ${i} ${t}`)
  const place = ['--dir', workspace.dir, '--bench', 'small', '--max-tries', '2', '--timeout', '2']
  const judge = ['--judge-model', `judge=j@${url}`]
  const commands = [
    ['gen-answers', '--model', `a=ma@${url}`, '--json'],
    ['judge', '--models', 'x', ...judge, '--json'],
    ['judge', '--models', 'x', ...judge, '--retry-unparsed', '--refresh', '--repeats', '2'],
    ['run', '--model', `b=mb@${url}`, ...judge, '--json'],
  ]
  const results: CliResult[] = []
  for (const [index, argv] of commands.entries()) {
    const tape = ['--record', workspace.path(`tape-${index}.gz`)]
    results.push(await runCli([...argv, ...place, ...tape, ...more], { env: given }))
  }
  results.push(await runCli(['cache', 'ls', '--dir', workspace.dir], { env: given }))
  results.push(await runCli(['verify', workspace.dir], { env: given }))
  const texts = [...textsBelow(workspace.dir), ...results.flatMap((r) => [r.stdout, r.stderr])]
  for (const text of texts) expect(text).not.toContain(key)
  return results
}

describe('a key', () => {
  it.each([
    { name: 'a good end', options: { apiKey: key }, code: 0 },
    { name: 'a wrong key', options: { apiKey: 'sk-other' }, code: 2 },
    { name: 'an unknown model', options: { models: ['x'] }, code: 2 },
    { name: 'an error of the server', options: { faults: { serverError: 1 } }, code: 4 },
    { name: 'resets', options: { faults: { resetMiddle: 1 } }, code: 4 },
    { name: 'malformed replies', options: { faults: { malformedJson: 1 } }, code: 4 },
    { name: 'empty replies', options: { faults: { emptyContent: 1 } }, code: 4 },
    {
      name: 'refused parameters',
      options: { refuses: ['temperature', 'max_tokens'] as const },
      code: 0,
    },
  ])('is in no file, output or recording after $name', async ({ options, code }) => {
    const endpoint = await openEndpoint(options)
    expect((await ran(endpoint.url)).code).toBe(code)
  })

  it.each([
    { status: 200, code: 0 },
    { status: 400, code: 4 },
    { status: 401, code: 2 },
    { status: 500, code: 4 },
  ])('is in none even where a server repeats it, with status $status', async ({ status, code }) => {
    expect((await ran(await indiscreetServer(status))).code).toBe(code)
  })

  it.each([
    { name: 'good replies', status: 200 },
    { name: 'refusals', status: 401 },
    { name: 'bad requests', status: 422 },
    { name: 'errors', status: 500 },
  ])('is in none after any command, where a server repeats it in $name', async ({ status }) => {
    await ranAll(await indiscreetServer(status))
  })

  it('is in none after any command where all goes wrong at once', async () => {
    const names = ['tooManyRequests', 'serverError', 'resetBefore', 'resetMiddle', 'malformedJson']
    const more = ['truncatedJson', 'emptyContent', 'emptyChoices', 'redirect']
    const faults = Object.fromEntries([...names, ...more].map((name) => [name, 0.1]))
    const endpoint = await openEndpoint({ apiKey: key, faults, unparsedShare: 0.2 })
    await ranAll(endpoint.url)
    expect(endpoint.log().some((entry) => entry.hasAuthorization)).toBe(true)
  })

  it('is not sent on by a redirect to another host, and is in none after it', async () => {
    const seen: string[] = []
    const other = await serving((request, response) => {
      seen.push(JSON.stringify(request.headers))
      const message = { role: 'assistant', content: 'Rating: [[7]]' }
      const reply = JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] })
      response.setHeader('content-type', 'application/json')
      request.resume().on('end', () => response.end(reply))
    })
    const first = await serving((request, response) => {
      seen.push(request.headers.authorization ?? 'no key')
      // The same machine by another name is another host.
      const location = `${other.replace('127.0.0.1', 'localhost')}/chat/completions`
      request.resume().on('end', () => response.writeHead(307, { location }).end())
    })
    const [generated] = await ranAll(first)
    expect(generated?.code, generated?.stderr).toBe(0)
    expect(seen.filter((text) => text === `Bearer ${key}`).length).toBeGreaterThan(10)
    const received = seen.filter((text) => text.startsWith('{'))
    expect(received.length).toBeGreaterThan(10)
    expect(received.join()).not.toContain(key)
    expect(received.join()).not.toContain('authorization')
  })

  it.each([
    ['a flag', `http://user:${key}@127.0.0.1:9/v1`, {}],
    ['OPENAI_BASE_URL', '', { OPENAI_BASE_URL: `http://${key}@127.0.0.1:9/v1` }],
  ])('in an address is refused without being shown: %s', async (_, url, given) => {
    const workspace = smallWorkspace()
    const word = url === '' ? 'm' : `m=m@${url}`
    const place = ['--dir', workspace.dir, '--bench', 'small']
    for (const argv of [
      ['gen-answers', '--model', word],
      ['run', '--model', word, '--judge-model', word],
    ]) {
      const result = await runCli([...argv, ...place], { env: given })
      expect(result.code).toBe(2)
      expect(result.stdout + result.stderr).not.toContain(key)
    }
    for (const text of textsBelow(workspace.dir)) expect(text).not.toContain(key)
  })

  it('in the address of mtbench.config.json is refused without being shown', async () => {
    const workspace = smallWorkspace()
    const models = { m: { base_url: `http://user:${key}@127.0.0.1:9/v1` } }
    workspace.write('mtbench.config.json', JSON.stringify({ models }))
    const place = ['--dir', workspace.dir, '--bench', 'small']
    const result = await runCli(['gen-answers', '--model', 'm', ...place])
    expect(result.code).toBe(2)
    expect(result.stderr).not.toContain(key)
  })

  it('that is given in place of its variable’s name is not shown', async () => {
    const workspace = smallWorkspace()
    const place = ['--dir', workspace.dir, '--bench', 'small', '--api-key-env', key]
    const result = await runCli(['gen-answers', '--model', 'm=m@http://127.0.0.1:9/v1', ...place])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('--api-key-env')
    expect(result.stdout + result.stderr).not.toContain(key)
    for (const text of textsBelow(workspace.dir)) expect(text).not.toContain(key)
  })

  it('is in none where nobody listens, nor where a limit ends the run', async () => {
    expect((await ran('http://127.0.0.1:9/v1', ['--api-key-env', 'JUDGE_KEY'])).code).toBe(2)
    const endpoint = await openEndpoint({ apiKey: key })
    expect((await ran(endpoint.url, ['--max-calls', '3'])).code).toBe(4)
  })
})
