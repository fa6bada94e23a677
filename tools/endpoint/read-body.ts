import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'

/** A request's body as text; see `readBytes`. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return (await readBytes(request, limitBytes)).toString('utf8')
}

/**
 * A request's body. Rejects with ApiError 413 beyond the limit (bytes), without waiting for the
 * rest, which node:http then discards. Never settles when the client goes before the end.
 */
export function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      reject(tooLarge(limitBytes))
      return
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limitBytes) {
        request.removeAllListeners('data')
        reject(tooLarge(limitBytes))
        return
      }
      chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks, bytes)))
  })
}

function tooLarge(limitBytes: number): ApiError {
  const message = `the body of your request is over ${limitBytes} bytes`
  return new ApiError(413, { message, param: null, code: 'request_too_large' })
}
