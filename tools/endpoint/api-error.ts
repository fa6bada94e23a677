import type { Headers } from './rate-limit.ts'

export type ApiErrorDetails = {
  readonly message: string
  readonly param: string | null
  readonly code: string | null
  /** OpenAI's class of error; default invalid_request_error. */
  readonly type?: string
}

/** An answer other than a completion, in the form of OpenAI's errors. */
export class ApiError extends Error {
  readonly status: number
  readonly details: ApiErrorDetails
  readonly headers: Headers

  constructor(
    status: number,
    details: ApiErrorDetails,
    { headers = {}, cause }: { headers?: Headers; cause?: unknown } = {},
  ) {
    super(details.message, { cause })
    this.name = 'ApiError'
    this.status = status
    this.details = details
    this.headers = headers
  }

  /** The response's body: `{"error": {message, type, param, code}}`. */
  toBody(): string {
    const { message, param, code, type = 'invalid_request_error' } = this.details
    return JSON.stringify({ error: { message, type, param, code } })
  }
}

/** A 400 about one parameter, or about the whole body (null). */
export function invalidRequest(message: string, param: string | null, cause?: unknown): ApiError {
  return new ApiError(400, { message, param, code: null }, { cause })
}
