import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { UserError } from '../../errors.ts'
import type { Environment } from '../endpoint/api-key.ts'
import { retryAfterMs } from '../endpoint/retry-after.ts'
import { makeFolder } from '../files/make-folder.ts'
import {
  canResume,
  dropNote,
  dropPart,
  hashOfFile,
  keptOf,
  noteSource,
  type OpenPart,
  openPart,
  rangeOf,
  stored,
} from './download-part.ts'

import {
  connectionError,
  createRequester,
  DownloadError,
  type DownloadTimeouts,
  downloadTimeouts,
  type Reply,
} from './download-request.ts'

/** Limits of a download: tries in all, pauses in milliseconds, largest file in bytes. */
export const downloadLimits = {
  maxTries: 4,
  firstPauseMs: 500,
  maxPauseMs: 30_000,
  maxBytes: 2 * 1024 ** 3,
} as const

export type DownloadLimits = { [K in keyof typeof downloadLimits]: number }

export type Download = {
  url: string
  /** The bytes are left here, beside their target, so that one rename puts them in place. */
  part: string
  /** What the bytes must hash to, and who says so; null: not known. */
  expected: { sha256: string; by: string } | null
  onProgress: (received: number, total: number | null) => void
}

export type Downloader = {
  /**
   * Gets a file's bytes into its part and returns their SHA-256 and number.
   * A connection that breaks is taken up where it broke (Range, with If-Range where the server
   * gave a strong ETag), a bounded number of times; what is there then is kept for the next run
   * if it can be resumed. After any other failure the part is removed.
   * @throws DownloadError, or StorageError for a full disk
   */
  download: (request: Download) => Promise<{ sha256: string; bytes: number }>
  close: () => Promise<void>
}

export type DownloaderOptions = {
  env: Environment
  signal: AbortSignal
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  userAgent: string
  limits?: DownloadLimits
  timeouts?: DownloadTimeouts
  open?: OpenPart
}

/** Opens a downloader; its connections stay open until `close`. */
export function createDownloader(options: DownloaderOptions): Downloader {
  const { env, signal, sleep, userAgent } = options
  const limits = options.limits ?? downloadLimits
  const requester = createRequester({ env, timeouts: options.timeouts ?? downloadTimeouts })
  const tools: Tools = { ...requester, signal, userAgent, limits, open: options.open ?? openPart }
  return {
    close: requester.close,
    download: async (request) => {
      await stored(request.part, () => makeFolder(dirname(request.part)))
      for (let tried = 1; ; tried++) {
        const got = await tryOnce(request, tools).catch((error: unknown) =>
          passing(error, { request, tried, tools }),
        )
        if ('sha256' in got) return got
        await sleep(got.pauseMs, signal)
      }
    },
  }
}

type Tools = {
  get: ReturnType<typeof createRequester>['get']
  signal: AbortSignal
  userAgent: string
  limits: DownloadLimits
  open: OpenPart
}

/** How long to wait before the next try. Throws where there is none, the part kept or removed. */
async function passing(
  error: unknown,
  context: { request: Download; tried: number; tools: Tools },
): Promise<{ pauseMs: number }> {
  const { request, tried, tools } = context
  const { limits } = tools
  if (tools.signal.aborted) {
    const stopped = new DownloadError(`${request.url}: stopped`, { kind: 'stopped', cause: error })
    throw await settled(stopped, request)
  }
  if (!(error instanceof DownloadError) || error.kind === 'refused') {
    throw await settled(error, request)
  }
  if (tried >= limits.maxTries) throw await settled(error, request, tried)
  const pause = error.retryAfterMs ?? limits.firstPauseMs * 2 ** (tried - 1)
  return { pauseMs: Math.min(pause, limits.maxPauseMs) }
}

async function tryOnce(request: Download, tools: Tools) {
  const { part, url, expected } = request
  const kept = await keptOf(part)
  const from = canResume(kept, request) ? kept.bytes : 0
  const reply = await tools.get(url, {
    headers: {
      'accept-encoding': 'identity',
      'user-agent': tools.userAgent,
      ...(from > 0 ? rangeOf(kept, url) : {}),
    },
    signal: tools.signal,
  })
  const start = await startOf(reply, { request, from })
  const etag = reply.header('etag') ?? null
  await noteSource(part, { url, etag: etag?.startsWith('"') === true ? etag : null })
  const got = await receive(reply, { request, start, tools })
  if (expected !== null && got.sha256 !== expected.sha256) {
    await dropPart(part)
    throw new DownloadError(
      `${url}: sha256 differs: expected ${expected.sha256} (${expected.by}), got ${got.sha256} (${got.bytes} bytes); nothing was replaced`,
      // Bytes of two versions may have met: from the start once more.
      { kind: start > 0 ? 'retry' : 'refused' },
    )
  }
  await dropNote(part)
  return got
}

/** Where the body's first byte belongs. @throws DownloadError for a reply that is no data */
async function startOf(
  reply: Reply,
  context: { request: Download; from: number },
): Promise<number> {
  const { request, from } = context
  const { url, part } = request
  if (reply.status === 200) return rejectHtml(reply, url).then(() => 0)
  await (reply.status === 206 ? rejectHtml(reply, url) : reply.discard())
  if (reply.status === 206 && from > 0) {
    const start = /^bytes (\d+)-/.exec(reply.header('content-range') ?? '')?.[1]
    if (Number(start) === from) return from
    await reply.discard()
  }
  if (reply.status === 206 || reply.status === 416) {
    await dropPart(part)
    throw new DownloadError(`${url}: the server cannot resume`, { kind: 'retry' })
  }
  const mayPass = [408, 425, 429].includes(reply.status) || reply.status >= 500
  const after = new Headers({ 'retry-after': reply.header('retry-after') ?? '' })
  throw new DownloadError(`${url}: the server answers ${reply.status}${meaning(reply.status)}`, {
    kind: mayPass ? 'retry' : 'refused',
    retryAfterMs: retryAfterMs(after, Date.now()),
  })
}

function meaning(status: number): string {
  if (status === 404 || status === 410) return ' (not there)'
  if (status === 401 || status === 403) return ' (not allowed)'
  return status === 407 ? ' (the proxy wants a password)' : ''
}

async function rejectHtml(reply: Reply, url: string): Promise<void> {
  if (reply.header('content-type')?.startsWith('text/html') !== true) return
  await reply.discard()
  throw htmlError(url)
}

function htmlError(url: string): DownloadError {
  return new DownloadError(`${url}: sends an HTML page instead of data (a login or error page?)`, {
    kind: 'refused',
  })
}

async function receive(
  reply: Reply,
  context: { request: Download; start: number; tools: Tools },
): Promise<{ sha256: string; bytes: number }> {
  const { request, start, tools } = context
  const { url, part } = request
  const hash = start > 0 ? (await hashOfFile(part)).hash : createHash('sha256')
  const length = Number(reply.header('content-length') ?? Number.NaN)
  const total = Number.isSafeInteger(length) ? start + length : null
  const handle = await stored(part, () => tools.open(part, start > 0 ? 'a' : 'w'))
  let bytes = start
  try {
    for await (const chunk of bodyOf(reply, url)) {
      if (bytes === 0 && /^\s*</.test(chunk.subarray(0, 256).toString('latin1'))) {
        throw htmlError(url)
      }
      bytes += chunk.length
      if (bytes > tools.limits.maxBytes) {
        throw new DownloadError(`${url}: larger than ${tools.limits.maxBytes} bytes`, {
          kind: 'refused',
        })
      }
      await stored(part, () => handle.write(chunk))
      hash.update(chunk)
      request.onProgress(bytes, total)
    }
    await stored(part, () => handle.datasync())
  } finally {
    await handle.close()
  }
  if (total !== null && bytes < total) throw brokenOff(url, { bytes, total })
  return { sha256: hash.digest('hex'), bytes }
}

async function* bodyOf(reply: Reply, url: string): AsyncGenerator<Buffer> {
  const body = reply.body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await body.next().catch((error: unknown) => {
        throw connectionError(error, url)
      })
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await body.return?.().catch(() => undefined)
  }
}

function brokenOff(url: string, { bytes, total }: { bytes: number; total: number }): DownloadError {
  return new DownloadError(`${url}: broken off at ${bytes} of ${total} bytes`, { kind: 'retry' })
}

/** The error as the user sees it, once the part is kept or removed. */
async function settled(error: unknown, request: Download, tries?: number): Promise<unknown> {
  const kept = await keptOf(request.part)
  const isOfUse =
    error instanceof DownloadError && error.kind !== 'refused' && canResume(kept, request)
  if (!isOfUse) await dropPart(request.part)
  if (!(error instanceof UserError)) return error
  const again = tries === undefined ? '' : ` (${tries} tries)`
  const resume = isOfUse
    ? `; ${kept.bytes} bytes are kept, the same command goes on from there`
    : ''
  if (!(error instanceof DownloadError) || again + resume === '') return error
  return new DownloadError(`${error.message}${again}${resume}`, { kind: error.kind, cause: error })
}
