import { createHash } from 'node:crypto'

/** Characters of a short hash: 48 bits, enough to tell a workspace's versions apart. */
const shortLength = 12

/** First 12 hex digits of the SHA-256 of a text in UTF-8. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, shortLength)
}

/** SHA-256 of a text in UTF-8 or of bytes, in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** SHA-256 of a text in UTF-8, in base64, as Content-Security-Policy writes it. */
export function sha256Base64(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
