import { readFile } from 'node:fs/promises'
import { codeOf, UserError } from '../errors.ts'
import { packageFile } from './files/package-files.ts'

/** What every page is made of besides its data: bundled by `npm run build`, shipped in `dist`. */
export type PageParts = {
  script: string
  style: string
  /** Licence texts of the libraries in the script. */
  licences: string
}

/** @throws UserError where the page's script was not built */
export async function loadPageParts(): Promise<PageParts> {
  const [script, style, licences] = await Promise.all(
    ['page.js', 'page.css', 'licences.txt'].map(readPart),
  )
  return { script: script ?? '', style: style ?? '', licences: licences ?? '' }
}

async function readPart(name: string): Promise<string> {
  const file = packageFile('dist', 'web', name)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new UserError(`${file}: is not there: npm run build makes it`, { cause: error })
  }
}
