import type { PageDocument } from '../../../domain/page/page-document.ts'

/** Where the document is, as the page's head says it (see report/page/page-html.ts). */
type Source = { kind: 'embedded' } | { kind: 'live'; document: string; events: string }

/**
 * Gives the document to `onDocument`: once where it is embedded; where it is live now and again
 * whenever the server says that it has changed.
 */
export async function followDocument(
  onDocument: (document: PageDocument) => void,
  onTrouble: (message: string | null) => void,
): Promise<void> {
  const source = JSON.parse(textOf('source')) as Source
  if (source.kind === 'embedded') {
    onDocument(checked(JSON.parse(await inflated(textOf('data')))))
    return
  }
  const load = async () => {
    try {
      const response = await fetch(source.document)
      if (!response.ok) throw new Error(await refusalIn(response))
      onDocument(checked(await response.json()))
      onTrouble(null)
    } catch (error) {
      onTrouble(`The report could not be loaded: ${messageOf(error)}`)
    }
  }
  await load()
  const events = new EventSource(source.events)
  events.addEventListener('changed', () => void load())
  events.addEventListener('error', () =>
    onTrouble('The server has stopped: this is its last state.'),
  )
  events.addEventListener('open', () => onTrouble(null))
}

/** Why the server gives no document, in its own words where it has any. */
async function refusalIn(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  const isSaid = typeof body === 'object' && body !== null && 'error' in body
  return isSaid ? String(body.error) : `the server answered ${response.status}`
}

/** Licence texts of the libraries in this script. */
export function licences(): string {
  return textOf('licences')
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? ''
}

function checked(value: unknown): PageDocument {
  const isOurs = typeof value === 'object' && value !== null && 'schema' in value
  if (isOurs && value.schema === 'mtbench.page/1') return value as PageDocument
  throw new Error('its data are of another version')
}

async function inflated(base64: string): Promise<string> {
  const stream = new Blob([bytesOf(base64)]).stream()
  return new Response(stream.pipeThrough(new DecompressionStream('gzip'))).text()
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
