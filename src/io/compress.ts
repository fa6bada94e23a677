import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'

const compress = promisify(gzip)

/** A text as gzip in base64: the same bytes for the same text. */
export async function gzipBase64(text: string): Promise<string> {
  const bytes = await compress(text, { level: constants.Z_BEST_COMPRESSION })
  return bytes.toString('base64')
}
