import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Received = { path: string; headers: IncomingHttpHeaders; body: string }

export type HttpServer = {
  /** `http://127.0.0.1:<port>` */
  url: string
  host: string
  /** Every request so far, in the order in which they came. */
  received: Received[]
}

/** A loopback server that answers by a plain function and is closed when the test ends. */
export async function httpServer(
  answer: (response: ServerResponse, request: Received, nth: number) => void,
): Promise<HttpServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts).toString('utf8')
    const got = { path: request.url ?? '', headers: request.headers, body }
    received.push(got)
    answer(response, got, received.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, received }
}

/** The URL of a port on which nothing listens any more. */
export async function closedPortUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** Sends a JSON document. */
export function sendJson(
  response: ServerResponse,
  document: unknown,
  options: { status?: number; headers?: Record<string, string> } = {},
): void {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  response.writeHead(options.status ?? 200, {
    'content-type': 'application/json',
    ...options.headers,
  })
  response.end(text)
}

/** A chat completion of one choice. */
export function completion(
  message: Record<string, unknown> | string,
  choice: Record<string, unknown> = {},
): object {
  return {
    id: 'c1',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message:
          typeof message === 'string' ? { role: 'assistant', content: message } : { ...message },
        finish_reason: 'stop',
        ...choice,
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    system_fingerprint: 'fp1',
  }
}
