import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** How the server answers for one path. */
export type Served = {
  bytes?: Uint8Array | string
  status?: number
  headers?: Record<string, string>
  /** Strong tag; where it is set, ranges are served too. */
  etag?: string
  /** The connection is cut after so many bytes of the file, this many times. */
  cutAt?: number
  cuts?: number
}

export type FileServer = {
  url: string
  /** Every request so far, with its Range header. */
  requests: { path: string; range: string | undefined }[]
  /** What is served; may be changed between requests. */
  files: Map<string, Served>
}

/** A loopback file server that misbehaves where it is told to; closed when the test ends. */
export async function fileServer(files: Record<string, Served> = {}): Promise<FileServer> {
  const served = new Map(Object.entries(files))
  const requests: FileServer['requests'] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    requests.push({ path, range: request.headers.range })
    const file = served.get(path)
    if (file === undefined) response.writeHead(404).end('not here')
    else answer(file, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, files: served }
}

function answer(file: Served, request: IncomingMessage, response: ServerResponse): void {
  const bytes = Buffer.from(file.bytes ?? '')
  const start = startOf(file, request)
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416).end()
    return
  }
  response.writeHead(file.status ?? (start > 0 ? 206 : 200), {
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length - start),
    ...(file.etag === undefined ? {} : { etag: file.etag }),
    ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    ...file.headers,
  })
  const { cutAt = 0, cuts = 1 } = file
  if (start >= cutAt || cuts === 0) response.end(bytes.subarray(start))
  else {
    file.cuts = cuts - 1
    response.write(bytes.subarray(start, cutAt), () => setTimeout(() => response.destroy(), 20))
  }
}

/** Where the answer begins: ranges are served of tagged files that have not changed. */
function startOf(file: Served, request: IncomingMessage): number {
  const condition = request.headers['if-range']
  if (file.etag === undefined || (condition !== undefined && condition !== file.etag)) return 0
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}
