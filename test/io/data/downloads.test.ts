import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPart } from '../../../src/io/data/download-part.ts'
import { createDownloader, type DownloaderOptions } from '../../../src/io/data/downloads.ts'
import { fileServer } from '../../support/file-server.ts'

const text = Array.from({ length: 4000 }, (_, n) => `{"line":${n}}\n`).join('')
const half = Math.floor(text.length / 2)
const sha = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const pin = { sha256: sha(text), by: 'catalogue' }

function setUp(options: Partial<DownloaderOptions> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const pauses: number[] = []
  const downloader = createDownloader({
    env: {},
    signal: new AbortController().signal,
    sleep: async (ms) => {
      pauses.push(ms)
    },
    userAgent: 'mtbench/test',
    ...options,
  })
  onTestFinished(() => downloader.close())
  const part = join(dir, 'file.jsonl.part')
  const get = (
    url: string,
    expected: { sha256: string; by: string } | null = pin,
    onProgress: (received: number, total: number | null) => void = () => undefined,
  ) => downloader.download({ url, part, expected, onProgress })
  return { dir, part, pauses, get, files: () => readdirSync(dir).sort() }
}

describe('a download', () => {
  it('leaves the bytes in its part and says their hash, and how far it is', async () => {
    const server = await fileServer({ '/f': { bytes: text } })
    const { get, part, files } = setUp()
    const seen: [number, number | null][] = []
    const got = await get(`${server.url}/f`, pin, (received, total) => seen.push([received, total]))
    expect(got).toEqual({ sha256: sha(text), bytes: text.length })
    expect(readFileSync(part, 'utf8')).toBe(text)
    expect(seen.at(-1)).toEqual([text.length, text.length])
    expect(files()).toEqual(['file.jsonl.part'])
  })

  it('is taken up where the connection broke, with Range and If-Range', async () => {
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"', cutAt: half } })
    const { get, part, pauses } = setUp()
    await get(`${server.url}/f`, null)
    expect(server.requests.map((r) => r.range)).toEqual([undefined, `bytes=${half}-`])
    expect(pauses).toEqual([500])
    expect(readFileSync(part, 'utf8')).toBe(text)
  })

  it('starts anew where the server has another version by then', async () => {
    const other = text.replaceAll('line', 'LINE')
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"', cutAt: half } })
    const { get, part } = setUp({
      sleep: async () => void server.files.set('/f', { bytes: other, etag: '"v2"' }),
    })
    await get(`${server.url}/f`, null)
    expect(readFileSync(part, 'utf8')).toBe(other)
  })

  it('starts anew where the server knows no ranges', async () => {
    const server = await fileServer({ '/f': { bytes: text, cutAt: half } })
    const { get, part } = setUp()
    await get(`${server.url}/f`)
    expect(readFileSync(part, 'utf8')).toBe(text)
  })

  it('keeps what it has for the next run when all tries are used up', async () => {
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"', cutAt: half, cuts: 1 } })
    const { get, part } = setUp({
      limits: { maxTries: 1, firstPauseMs: 1, maxPauseMs: 1, maxBytes: 1e9 },
    })
    await expect(get(`${server.url}/f`)).rejects.toThrow(`${half} bytes are kept`)
    expect(readFileSync(part, 'utf8')).toBe(text.slice(0, half))
    expect(await get(`${server.url}/f`)).toEqual({ sha256: sha(text), bytes: text.length })
    expect(server.requests.at(-1)?.range).toBe(`bytes=${half}-`)
  })

  it('asks for the whole once more where resumed bytes do not fit', async () => {
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"' } })
    const { get, part } = setUp()
    writeFileSync(part, 'x'.repeat(half))
    await get(`${server.url}/f`)
    expect(server.requests.map((r) => r.range)).toEqual([`bytes=${half}-`, undefined])
    expect(readFileSync(part, 'utf8')).toBe(text)
  })

  it('begins again where a leftover is longer than the file', async () => {
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"' } })
    const { get, part } = setUp()
    writeFileSync(part, `${text}${text}`)
    expect((await get(`${server.url}/f`)).sha256).toBe(sha(text))
  })

  it('tries again after 503, as late as the server asks, but not for ever', async () => {
    const server = await fileServer({
      '/f': { status: 503, bytes: 'busy', headers: { 'retry-after': '2' } },
    })
    const { get, pauses, files } = setUp()
    await expect(get(`${server.url}/f`)).rejects.toThrow(/answers 503 \(4 tries\)$/)
    expect(pauses).toEqual([2000, 2000, 2000])
    expect(files()).toEqual([])
  })

  it('stops at once when it is told to, and keeps its part', async () => {
    const server = await fileServer({ '/f': { bytes: text, etag: '"v1"', cutAt: half } })
    const stopping = new AbortController()
    const { get, part } = setUp({
      signal: stopping.signal,
      sleep: async () => stopping.abort(),
    })
    await expect(get(`${server.url}/f`)).rejects.toThrow(/stopped; \d+ bytes are kept/)
    expect(existsSync(part)).toBe(true)
  })
})

describe('bad input: one clear line, and nothing left behind', () => {
  it.each([
    ['404', { status: 404, bytes: 'x' }, /\/f: the server answers 404 \(not there\)$/],
    [
      'HTML by its type',
      { bytes: '<p>', headers: { 'content-type': 'text/html; charset=utf-8' } },
      /sends an HTML page instead of data/,
    ],
    ['HTML by its text', { bytes: '\n<!doctype html><p>' }, /sends an HTML page instead of data/],
    [
      'a redirect to itself',
      { status: 302, headers: { location: '/f' } },
      /\/f: redirects in a circle$/,
    ],
    [
      'a redirect to another scheme',
      { status: 302, headers: { location: 'file:///etc/hosts' } },
      /redirected to an address that is not followed$/,
    ],
    [
      'other bytes',
      { bytes: 'something else' },
      new RegExp(
        `expected ${sha(text)} \\(catalogue\\), got ${sha('something else')} \\(14 bytes\\); nothing was replaced$`,
      ),
    ],
  ])('%s', async (_name, served, says) => {
    const server = await fileServer({ '/f': served })
    const { get, files } = setUp()
    await expect(get(`${server.url}/f`)).rejects.toThrow(says)
    expect(files()).toEqual([])
    expect(server.requests).toHaveLength(1)
  })

  it('a long chain of redirects', async () => {
    const chain = Array.from({ length: 9 }, (_, n) => [
      `/${n}`,
      { status: 302, headers: { location: `/${n + 1}` } },
    ])
    const server = await fileServer(Object.fromEntries(chain))
    await expect(setUp().get(`${server.url}/0`)).rejects.toThrow('more than 5 redirects')
  })

  it('a file that is too large', async () => {
    const server = await fileServer({ '/f': { bytes: text } })
    const { get, files } = setUp({
      limits: { maxTries: 2, firstPauseMs: 1, maxPauseMs: 1, maxBytes: 1000 },
    })
    await expect(get(`${server.url}/f`)).rejects.toThrow('larger than 1000 bytes')
    expect(files()).toEqual([])
  })

  it('a full disk', async () => {
    const server = await fileServer({ '/f': { bytes: text } })
    const { get, files, part } = setUp({
      open: async (path, flags) => ({
        ...(await openPart(path, flags)),
        write: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
      }),
    })
    const failure = await get(`${server.url}/f`).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      name: 'StorageError',
      message: `${part} cannot be written: the disk is full; what was saved before stands`,
    })
    expect(files()).toEqual([])
  })

  it('nobody there', async () => {
    const { get, files } = setUp()
    await expect(get('http://127.0.0.1:9/f')).rejects.toThrow(
      'http://127.0.0.1:9/f: cannot be reached (ECONNREFUSED) (4 tries)',
    )
    expect(files()).toEqual([])
  })

  it('a silent server', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      silent.closeAllConnections()
      silent.close()
    })
    const { get } = setUp({
      timeouts: { connectMs: 500, firstByteMs: 100, bodyIdleMs: 100, tryMs: 200 },
      limits: { maxTries: 1, firstPauseMs: 1, maxPauseMs: 1, maxBytes: 1000 },
    })
    const { port } = silent.address() as AddressInfo
    await expect(get(`http://127.0.0.1:${port}/f`)).rejects.toThrow('the connection failed')
  })

  it('an address with a password', async () => {
    await expect(setUp().get('http://me:secret@127.0.0.1/f')).rejects.toThrow(
      'the address of 127.0.0.1 holds a user name or password: not allowed',
    )
  })
})

describe('proxies', () => {
  it('are those of the usual variables, but not for hosts of NO_PROXY', async () => {
    const server = await fileServer({ '/f': { bytes: text } })
    const asked: string[] = []
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(text)
    })
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const { port } = proxy.address() as AddressInfo
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}` }
    await setUp({ env })
      .get('http://mirror.invalid/f')
      .catch(() => undefined)
    expect(asked[0]).toContain('mirror.invalid')
    asked.length = 0
    await setUp({ env: { ...env, NO_PROXY: '127.0.0.1' } }).get(`${server.url}/f`)
    expect(asked).toEqual([])
  })
})
