/**
 * A response whose body has been read: `text` and `json` give it without the streams and checks
 * of the platform's own Response, which take more time than all else of a call. Whatever is asked
 * for more seldom is done by such a Response.
 */
export class TextResponse implements Response {
  readonly status: number
  readonly headers: Headers
  readonly statusText = ''
  readonly type = 'default'
  readonly url: string
  readonly redirected = false
  readonly #text: string
  #isUsed = false

  constructor(text: string, init: { status: number; headers: [string, string][]; url: string }) {
    this.#text = text
    this.status = init.status
    this.headers = new Headers(init.headers)
    this.url = init.url
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get body(): Response['body'] {
    return this.#platforms().body
  }

  get bodyUsed(): boolean {
    return this.#isUsed
  }

  async text(): Promise<string> {
    this.#isUsed = true
    return this.#text
  }

  async json(): Promise<unknown> {
    this.#isUsed = true
    return JSON.parse(this.#text)
  }

  clone(): Response {
    return this.#platforms()
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#platforms().arrayBuffer()
  }

  blob(): Promise<Blob> {
    return this.#platforms().blob()
  }

  formData(): Promise<FormData> {
    return this.#platforms().formData()
  }

  /** The platform's own form; statuses without a body take none. */
  #platforms(): Response {
    const { status, headers } = this
    const isBodiless = [101, 204, 205, 304].includes(status)
    return new Response(isBodiless ? null : this.#text, { status, headers })
  }
}
