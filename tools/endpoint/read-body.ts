import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'

/**
 * A request's body as text. Rejects with ApiError 413 beyond the limit (bytes), without waiting
 * for the rest, which node:http then discards. Never settles when the client goes before the end.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
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
    request.on('end', () => resolve(Buffer.concat(chunks, bytes).toString('utf8')))
  })
}

function tooLarge(limitBytes: number): ApiError {
  const message = `the body of your request is over ${limitBytes} bytes`
  return new ApiError(413, { message, param: null, code: 'request_too_large' })
}
