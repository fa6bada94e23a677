import { describe, expect, it } from 'vitest'
import { createFetch, keepsKey } from '../../../src/io/endpoint/http-fetch.ts'
import { closedPortUrl, httpServer, sendJson } from '../../support/http-server.ts'

const post = createFetch({ connectTimeoutMs: 2000, firstByteTimeoutMs: 5000, bodyTimeoutMs: 5000 })
const init = {
  method: 'POST',
  headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
  body: '{"a":"é"}',
}

describe('createFetch', () => {
  it('sends method, headers and body, and gives status, headers and text back', async () => {
    const server = await httpServer((response) => sendJson(response, { b: 'é' }, { status: 201 }))
    const response = await post(`${server.url}/x?y=1`, init)
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ b: 'é' })
    const [got] = server.received
    expect(got).toMatchObject({ path: '/x?y=1', body: init.body })
    expect(got?.headers).toMatchObject({ authorization: 'Bearer k' })
  })

  it.each([204, 304])('gives a reply without a body for status %i', async (status) => {
    const server = await httpServer((response) => response.writeHead(status).end())
    const response = await post(server.url, init)
    expect([response.status, await response.text()]).toEqual([status, ''])
  })

  it('gives failures as replies', async () => {
    const server = await httpServer((response) => sendJson(response, { error: 1 }, { status: 503 }))
    expect((await post(server.url, init)).status).toBe(503)
  })

  it('does not ask for packed replies, which it could not read', async () => {
    const server = await httpServer((response) => sendJson(response, {}))
    await post(server.url, init)
    expect(server.received[0]?.headers).not.toHaveProperty('accept-encoding')
  })

  it('gives a failure in another form than OpenAI’s in that', async () => {
    const server = await httpServer((response) =>
      sendJson(response, { detail: 'no' }, { status: 404 }),
    )
    const body = await (await post(server.url, init)).json()
    expect(body).toMatchObject({ error: { message: 'no' } })
  })
})

describe('a redirect', () => {
  it.each([307, 308])(
    '%i within the host is followed with the key and the body',
    async (status) => {
      const server = await httpServer((response, { path }) => {
        if (path === '/new') sendJson(response, {})
        else response.writeHead(status, { location: '/new' }).end('moved')
      })
      expect((await post(`${server.url}/old`, init)).status).toBe(200)
      expect(server.received.map(({ path }) => path)).toEqual(['/old', '/new'])
      expect(server.received[1]).toMatchObject({ body: init.body })
      expect(server.received[1]?.headers.authorization).toBe('Bearer k')
    },
  )

  it('to another host is followed without the key, also on the way back', async () => {
    const home = await httpServer((response, { path }) => {
      if (path === '/back') sendJson(response, {})
      else response.writeHead(307, { location: `${other.url}/there` }).end()
    })
    const other = await httpServer((response) =>
      response.writeHead(307, { location: `${home.url}/back` }).end(),
    )
    expect((await post(`${home.url}/start`, init)).status).toBe(200)
    expect(other.received[0]).toMatchObject({ body: init.body })
    expect(other.received[0]?.headers).not.toHaveProperty('authorization')
    expect(home.received[1]?.headers).not.toHaveProperty('authorization')
  })

  it.each([301, 302, 303])('%i is not followed', async (status) => {
    const server = await httpServer((response) =>
      response.writeHead(status, { location: '/new' }).end(),
    )
    expect((await post(server.url, init)).status).toBe(status)
    expect(server.received).toHaveLength(1)
  })

  it('in a circle ends', async () => {
    const server = await httpServer((response) => response.writeHead(307, { location: '/' }).end())
    expect((await post(server.url, init)).status).toBe(307)
    expect(server.received).toHaveLength(4)
  })

  it('without a place is given as it is', async () => {
    const server = await httpServer((response) => response.writeHead(307).end())
    expect((await post(server.url, init)).status).toBe(307)
  })
})

describe('keepsKey', () => {
  it.each([
    ['https://h/a', 'https://h/b', true],
    ['https://h/a', 'https://h:443/b', true],
    ['http://h/a', 'http://h/b', true],
    ['https://h/a', 'https://h:444/b', false],
    ['https://h/a', 'https://sub.h/b', false],
    ['https://h/a', 'http://h/a', false],
    ['http://h:80/a', 'http://h:81/a', false],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(keepsKey(new URL(from), new URL(to))).toBe(expected)
  })
})

describe('a broken connection', () => {
  it('before the reply is an error', async () => {
    const server = await httpServer((response) => response.socket?.destroy())
    await expect(post(server.url, init)).rejects.toThrow()
  })

  it('in the middle of the body is an error', async () => {
    const server = await httpServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"choices":', () => response.socket?.destroy())
    })
    await expect(post(server.url, init)).rejects.toThrow()
  })

  it('to a port where nobody listens says so', async () => {
    await expect(post(await closedPortUrl(), init)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('by the caller ends the call', async () => {
    const stop = new AbortController()
    const server = await httpServer(() => stop.abort())
    await expect(post(server.url, { ...init, signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
