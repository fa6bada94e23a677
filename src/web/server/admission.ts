/** A request as far as it is looked at before it is answered. */
export type Asked = {
  method: string | undefined
  host: string | undefined
  origin: string | undefined
  /** `Sec-Fetch-Site`, which a browser sets and no page can. */
  site: string | undefined
}

export type Refusal = { status: 403 | 405; text: string }

/**
 * Why a request is not answered; undefined where it may be. Other pages in the user's browser can
 * send requests to a loopback port, and with a name of their own that leads there (DNS rebinding)
 * read the answers: only the server's own names are answered, and no page of another origin.
 */
export function refusalOf(asked: Asked, port: number): Refusal | undefined {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') {
    return { status: 405, text: 'only GET and HEAD' }
  }
  const names = loopbackNames.map((name) => (port === 80 ? name : `${name}:${port}`))
  if (asked.host === undefined || !names.includes(asked.host.toLowerCase())) {
    return { status: 403, text: `this server answers only to ${names.join(', ')}` }
  }
  const isOwn = names.some((name) => asked.origin?.toLowerCase() === `http://${name}`)
  if (asked.origin !== undefined && !isOwn) {
    return { status: 403, text: 'not for pages of other origins' }
  }
  if (asked.site === 'cross-site' || asked.site === 'same-site') {
    return { status: 403, text: 'not for pages of other origins' }
  }
  return undefined
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'] as const
