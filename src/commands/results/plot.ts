import { UserError } from '../../errors.ts'
import type { PictureOptions } from '../../report/plots/drawing/picture.ts'
import { radar } from '../../report/plots/radar.ts'
import { radarOf, scoreIntervalsOf, winMatrixOf } from '../../report/plots/result-plots.ts'
import { scoreIntervals } from '../../report/plots/score-intervals.ts'
import { winMatrix } from '../../report/plots/win-matrix.ts'
import { fullMode } from '../judging/mode-flag.ts'
import { checkPictureFile, writePicture } from '../picture-file.ts'
import type { ResultFlags } from './result-source.ts'
import type { Results } from './results.ts'

/**
 * Checks `--plot` before anything is read.
 * @throws UserError for a file type that cannot be written, or flags of which there is no picture
 */
export async function checkPlot(file: string, flags: ResultFlags): Promise<void> {
  await checkPictureFile(file)
  const mode = fullMode(flags.mode, flags.baseline)
  const isDrawn = mode === 'single' || (mode === 'pairwise-all' && flags.by === 'model-pair')
  if (!isDrawn) {
    throw new UserError(
      '--plot draws --mode single, --mode single --by category, and --mode pairwise-all --by model-pair',
    )
  }
}

/** Draws the results into a file: scores with intervals, a radar, or a win matrix. */
export async function writeResultPlot(file: string, results: Results): Promise<void> {
  await writePicture(file, resultPlot(results))
}

function resultPlot(results: Results): string {
  const judges = new Set(results.document.rows.map((row) => row.judge))
  if (judges.size > 1) {
    throw new UserError(
      `--plot draws one judge: choose one with --judge-model (${[...judges].join(', ')})`,
    )
  }
  const options = (footnote: string): PictureOptions => ({ title: results.title, footnote })
  const { document } = results
  const settings = {
    confidence: Number(document.settings['confidence']),
    ties: results.ties,
    categories: results.categories,
    how: results.intervals,
    left: document.left_out,
  }
  if (results.kind === 'pair') {
    const { data, footnote } = winMatrixOf(results.document.rows, settings)
    return winMatrix(data, options(footnote))
  }
  if (document.settings['by'] === 'category') {
    const { data, footnote } = radarOf(results.document.rows, settings)
    return radar(data, options(footnote))
  }
  const { data, footnote } = scoreIntervalsOf(results.document.rows, settings)
  return scoreIntervals(data, options(footnote))
}
