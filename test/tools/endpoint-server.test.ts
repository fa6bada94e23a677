import { Agent, request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startEndpoint } from '../../tools/endpoint/server.ts'
import { ask, chatBody, openEndpoint, originOf, post, readJson } from '../support/ask-endpoint.ts'

describe('a completion', () => {
  it('has the form of OpenAI, the same bytes each time and in each process', async () => {
    const first = await ask(await openEndpoint(), 'Why?')
    const second = await ask(await openEndpoint(), 'Why?')
    expect(second.text).toBe(first.text)
    const body = JSON.parse(first.text)
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/),
      object: 'chat.completion',
      model: 'm',
      system_fingerprint: 'loopback-1',
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, total_tokens: 1 + body.usage.completion_tokens },
    })
    expect(body.created).toBeGreaterThanOrEqual(1_700_000_000)
    expect(first.headers.get('content-type')).toBe('application/json')
  })

  it('follows the seed, also in its fingerprint', async () => {
    const answer = await ask(await openEndpoint({ seed: 'z' }), 'Why?')
    expect(JSON.parse(answer.text).system_fingerprint).toBe('loopback-z')
    expect(answer.content).not.toBe((await ask(await openEndpoint(), 'Why?')).content)
  })

  it('brings reasoning as asked', async () => {
    const field = await ask(await openEndpoint({ reasoning: 'field' }), 'Why?')
    expect(field.message).toHaveProperty('reasoning_content')
    const think = await ask(await openEndpoint({ reasoning: 'think' }), 'Why?')
    expect(think.content).toMatch(/^<think>/)
    expect(think.message).not.toHaveProperty('reasoning_content')
  })

  it('takes bodies of several megabytes', async () => {
    const endpoint = await openEndpoint()
    const { status, usage } = await ask(endpoint, 'x'.repeat(8_000_000))
    expect([status, usage?.prompt_tokens]).toEqual([200, 2_000_000])
  })
})

describe('steering', () => {
  it('works over HTTP as in the process', async () => {
    const endpoint = await openEndpoint()
    const base = `${originOf(endpoint)}/endpoint`
    await ask(endpoint, 'Why?')
    expect(await readJson(`${base}/counts`)).toEqual(endpoint.counts())
    expect(await readJson(`${base}/log`)).toEqual(endpoint.log())
    const patch = JSON.stringify({ seed: 2, faults: { serverError: 1 } })
    expect((await post(`${base}/configure`, patch)).status).toBe(200)
    expect((await ask(endpoint, 'Why?')).status).toBe(500)
    expect((await post(`${base}/reset`)).status).toBe(200)
    expect(endpoint.counts()).toMatchObject({ requests: 0, connections: 0, byModel: {} })
    expect(endpoint.log()).toEqual([])
  })

  it.each([
    ['{"faults":{"hang":2}}', 'faults.hang'],
    ['{"speed":2}', 'unknown option "speed"'],
    ['{"port":1}', 'port cannot change'],
    ['[]', 'no JSON object'],
    ['{', 'no valid JSON'],
  ])('refuses the patch %s with 400 and changes nothing', async (patch, message) => {
    const endpoint = await openEndpoint()
    const answer = await post(`${originOf(endpoint)}/endpoint/configure`, patch)
    expect(answer.status).toBe(400)
    expect(answer.error?.message).toContain(message)
    expect((await ask(endpoint, 'Why?')).status).toBe(200)
  })

  it('configure in the process throws RangeError', async () => {
    const endpoint = await openEndpoint()
    expect(() => endpoint.configure({ faults: { hang: 2 } })).toThrow(RangeError)
    expect(() => endpoint.configure({ port: 1 })).toThrow(RangeError)
  })

  it('reset starts the attempts again, and leaves requests in flight out', async () => {
    const endpoint = await openEndpoint({ faults: { serverError: 0.4, unavailable: 0.3 } })
    const series = async () => {
      for (const question of ['b', 'b', 'b', 'c']) await ask(endpoint, question)
      return endpoint.log().map(({ attempt, fault }) => `${attempt} ${fault}`)
    }
    const first = await series()
    endpoint.configure({ latencyMs: 50 })
    const late = ask(endpoint, 'late')
    await expect.poll(() => endpoint.counts().inFlight).toBe(1)
    endpoint.configure({ latencyMs: 0 })
    endpoint.reset()
    expect(await series()).toEqual(first)
    await late
    expect(endpoint.counts()).toMatchObject({ requests: 4, inFlight: 0 })
  })
})

describe('the server', () => {
  it('listens on 127.0.0.1 only', async () => {
    const { port } = await openEndpoint()
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
    for (const { address } of others) {
      await expect(fetch(`http://${address}:${port}/v1/models`)).rejects.toThrow()
    }
    await expect(fetch(`http://[::1]:${port}/v1/models`)).rejects.toThrow()
  })

  it('keeps connections alive', async () => {
    const endpoint = await openEndpoint()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const url = `${endpoint.url}/chat/completions`
    const call = (body: string) =>
      new Promise((resolve, reject) => {
        request(url, { method: 'POST', agent }, (response) => response.resume().on('end', resolve))
          .on('error', reject)
          .end(body)
      })
    for (const body of [chatBody('a'), '{', chatBody('b'), chatBody('c')]) await call(body)
    expect(endpoint.counts()).toMatchObject({ connections: 1, requests: 4 })
  })

  it('takes the port it is given and says which is in use', async () => {
    const first = await openEndpoint()
    await expect(startEndpoint({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await first.close()
    const second = await openEndpoint({ port: first.port })
    expect(second.url).toBe(`http://127.0.0.1:${first.port}/v1`)
  })

  it('closes at once, twice too, with idle connections and waiting requests', async () => {
    const endpoint = await startEndpoint()
    await ask(endpoint, 'idle')
    endpoint.configure({ latencyMs: 5000 })
    const waiting = ask(endpoint, 'waiting').catch((error: Error) => error)
    await expect.poll(() => endpoint.counts().inFlight).toBe(1)
    await endpoint.close()
    await endpoint.close()
    expect(await waiting).toBeInstanceOf(Error)
    await expect(ask(endpoint, 'late')).rejects.toThrow()
  })

  it('holds a thousand connections', async () => {
    const endpoint = await openEndpoint({ faults: { hang: 1 } })
    const waiting = Array.from({ length: 1000 }, (_, index) =>
      request(`${endpoint.url}/chat/completions`, { method: 'POST', agent: false })
        .on('error', () => {})
        .end(chatBody(`q${index}`)),
    )
    await expect.poll(() => endpoint.counts().inFlight, { timeout: 10_000 }).toBe(1000)
    expect(endpoint.counts().connections).toBe(1000)
    for (const call of waiting) call.destroy()
  }, 15_000)
})
