import { extname } from 'node:path'
import { UserError } from '../errors.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { checkPngSupport, svgToPng } from '../io/svg-to-png.ts'

/**
 * Checks the file of `--plot` before anything is read.
 * @throws UserError for a type of file that cannot be written, here or at all
 */
export async function checkPictureFile(file: string): Promise<void> {
  const type = extname(file).toLowerCase()
  if (type !== '.svg' && type !== '.png') {
    throw new UserError(`--plot ${file}: give a file that ends in .svg or .png`)
  }
  if (type === '.png') await checkPngSupport()
}

/** Writes a picture as what the file's name says: SVG, or PNG where a converter is at hand. */
export async function writePicture(file: string, svg: string): Promise<void> {
  const isPng = extname(file).toLowerCase() === '.png'
  await writeDocument(file, isPng ? await svgToPng(svg) : svg)
}
