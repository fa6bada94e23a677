import OpenAI from 'openai'
import { createFetch, type FetchOptions } from './http-fetch.ts'

export type ClientOptions = {
  baseUrl: string
  /** Undefined: no Authorization header is sent. */
  apiKey: string | undefined
  timeouts: FetchOptions & { callTimeoutMs: number }
}

/** OpenAI's client for one server: one try a call, our own headers, nothing from the environment. */
export function createClient(options: ClientOptions): OpenAI {
  return new OpenAI({
    baseURL: options.baseUrl,
    // Never sent: the headers are our own.
    apiKey: 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: options.timeouts.callTimeoutMs,
    logLevel: 'off',
    // The client looks for `Response` there to see whether forms can be sent.
    fetch: Object.assign(withOwnHeaders(createFetch(options.timeouts), options.apiKey), {
      Response,
    }),
  })
}

/**
 * Sends our headers in place of the client's: it would add what OPENAI_CUSTOM_HEADERS and its like
 * hold to requests to any host.
 */
function withOwnHeaders(send: typeof fetch, apiKey: string | undefined): typeof fetch {
  return (url, init) => {
    const headers = {
      accept: 'application/json',
      // A form brings its own, with its boundary.
      ...(init?.body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      'user-agent': 'mtbench',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    }
    return send(url, { ...init, headers })
  }
}
