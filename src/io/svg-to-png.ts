import { messageOf, UserError } from '../errors.ts'

/** Pixels of the picture for one of the drawing: 960 × 540 becomes 1920 × 1080. */
const pngScale = 2

type Resvg = typeof import('@resvg/resvg-js')

/** Brings the converter; a parameter, so that its absence can be tried. */
export type LoadResvg = () => Promise<Resvg>

const importResvg: LoadResvg = () => import('@resvg/resvg-js')

/**
 * Turns a picture into PNG bytes with `@resvg/resvg-js`, an optional dependency: its package holds
 * a program for each kind of system, and there is none for some. Text is set in the system's fonts.
 * @throws UserError where the library or every font is absent
 */
export async function svgToPng(svg: string, load?: LoadResvg): Promise<Uint8Array> {
  const { Resvg } = await resvgOf(load)
  const options = {
    font: { loadSystemFonts: true },
    fitTo: { mode: 'zoom', value: pngScale },
  } as const
  // Without any font, text would silently be missing from the picture.
  if ((new Resvg(probe, options).getBBox()?.width ?? 0) === 0) {
    throw new UserError('no font is installed, so a .png would have no text: write a .svg instead')
  }
  return new Resvg(svg, options).render().asPng()
}

const probe =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">n</text></svg>'

/** @throws UserError where pictures cannot be turned into PNG on this system */
export async function checkPngSupport(load?: LoadResvg): Promise<void> {
  await resvgOf(load)
}

async function resvgOf(load: LoadResvg = importResvg): Promise<Resvg> {
  try {
    return await load()
  } catch (error) {
    throw new UserError(
      `a .png needs the optional package @resvg/resvg-js (npm install @resvg/resvg-js), or write a .svg instead: ${messageOf(error)}`,
      { cause: error },
    )
  }
}
