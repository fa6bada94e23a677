import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

const key = 'sk-test-4f9c2b7d81'
const env = { OPENAI_API_KEY: key, MTBENCH_API_KEY: key, JUDGE_KEY: key }

/** A server that repeats the key it is sent wherever it can. */
async function indiscreetServer(status: number): Promise<string> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const sent = request.headers.authorization ?? ''
    const message = { role: 'assistant', content: `${sent} Rating: [[7]]`, reasoning_content: sent }
    const reply = { choices: [{ message, finish_reason: 'stop' }], system_fingerprint: sent }
    const body = status === 200 ? reply : { error: { message: `no: ${sent}`, code: sent } }
    response.writeHead(status, { 'content-type': 'application/json', 'x-echo': sent })
    request.resume().on('end', () => response.end(JSON.stringify(body)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
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

  it('is in none where nobody listens, nor where a limit ends the run', async () => {
    expect((await ran('http://127.0.0.1:9/v1', ['--api-key-env', 'JUDGE_KEY'])).code).toBe(2)
    const endpoint = await openEndpoint({ apiKey: key })
    expect((await ran(endpoint.url, ['--max-calls', '3'])).code).toBe(4)
  })
})
