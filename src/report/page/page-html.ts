import { words } from '../plots/drawing/svg.ts'

/**
 * Where the page takes its document from.
 * - `embedded`: gzip in base64 (alphabet `A–Z a–z 0–9 + / =`, so it cannot end its element).
 * - `live`: an address that gives the document as JSON, and one of a stream of server-sent events;
 *   each event named `changed` makes the page fetch the document again and keep its place.
 */
export type PageDataSource =
  | { kind: 'embedded'; data: string }
  | { kind: 'live'; document: string; events: string }

export type PageHtmlOptions = {
  title: string
  script: string
  style: string
  licences: string
  source: PageDataSource
  /** SHA-256 of a text in base64. */
  hash: (text: string) => string
}

/**
 * The whole page as one HTML file: nothing is fetched, but the document from the same server where
 * the source is live. The policy lets run nothing but the page's own script and style.
 */
export function pageHtml(options: PageHtmlOptions): string {
  const { title, script, style, licences, source, hash } = options
  const own = { script: insideScript(script), style: insideStyle(style) }
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(own.script)}'`,
    `style-src 'sha256-${hash(own.style)}'`,
    'img-src data:',
    `connect-src ${source.kind === 'live' ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dompurify',
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${words(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="mtbench">
<title>${words(title)}</title>
<link rel="icon" href="${icon}">
<style>${own.style}</style>
</head>
<body>
<div id="page"><p class="loading">Opening the report …</p></div>
<noscript><p class="loading">This report needs JavaScript: its data are compressed, and drawn when they are asked for. Nothing is fetched from a network.</p></noscript>
<script type="text/plain" id="licences">${insideScript(licences)}</script>
<script type="application/json" id="source">${jsonInScript(sourceHeader(source))}</script>
<script type="text/plain" id="data">${source.kind === 'embedded' ? onlyBase64(source.data) : ''}</script>
<script>${own.script}</script>
</body>
</html>
`
}

/** Two bars of different length: who is better, by how much. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b4f8a"/><path d="M3 6h10M3 10h6" stroke="#fff" stroke-width="2.4"/></svg>',
).replaceAll("'", '%27')}`

function sourceHeader(source: PageDataSource): object {
  return source.kind === 'embedded'
    ? { kind: source.kind }
    : { kind: source.kind, document: source.document, events: source.events }
}

/** JSON that cannot end the element it stands in, nor start a comment that would. */
function jsonInScript(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/**
 * A script, or a text, as it may stand in a script element. What opens a comment in HTML is written as
 * an escape, which says the same in a string, template or regular expression; elsewhere a bundle holds none.
 * @throws RangeError for a text that could end its element: our own parts never do
 */
function insideScript(text: string): string {
  if (/<\/script/i.test(text)) throw new RangeError('the script holds an end of script')
  return text.replaceAll('<!--', '\\x3C!--')
}

function insideStyle(text: string): string {
  if (/<\/style|<!--/i.test(text)) throw new RangeError('the style holds an end of style')
  return text
}

function onlyBase64(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new RangeError('the data are not base64')
  return text
}
