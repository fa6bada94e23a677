import { UserError } from '../../errors.ts'
import { ratingIntervals } from '../../report/plots/rating-intervals.ts'
import { ratingIntervalsOf } from '../../report/plots/vote-plots.ts'
import { fixed } from '../../report/round.ts'
import { writePicture } from '../picture-file.ts'
import type { RankFlags } from '../rank.ts'
import { type Board, leftOutText, methodNames, originText, tieText } from './rank-output.ts'

export { checkPictureFile } from '../picture-file.ts'

/** Draws the ratings with their intervals and ranks into a file. */
export async function writeRankPlot(
  file: string,
  boards: readonly Board[],
  flags: RankFlags,
): Promise<void> {
  const [board, ...more] = boards
  if (board === undefined || more.length > 0) {
    throw new UserError('--plot draws one key: leave out --mix, or rank the files one by one')
  }
  const { document } = board
  const { bootstrap } = document
  const percent = fixed(flags.confidence * 100, 1).replace(/\.0$/, '')
  const form = bootstrap.method === 'bca' ? 'BCa' : 'percentile'
  const name = methodNames[flags.style ? 'style' : flags.method]
  const ties = tieText(flags)
  const { data, footnote } = ratingIntervalsOf(document.rows, {
    method: ties === '' ? name : `${name}; ${ties}`,
    origin: originText(flags),
    intervals:
      document.separability === null
        ? null
        : `${percent} % interval, ${form} bootstrap over ${bootstrap.units} ${bootstrap.unit}s, ${document.settings['resamples']} resamples, seed ${flags.seed}`,
    left: leftOutText(document.left_out),
  })
  const title = `Ratings of ${document.rows.length} models`
  await writePicture(file, ratingIntervals(data, { title, footnote }))
}
