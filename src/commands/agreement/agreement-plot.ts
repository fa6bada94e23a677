import type { Ballot } from '../../domain/votes/ballot.ts'
import { UserError } from '../../errors.ts'
import { agreementGap } from '../../report/plots/agreement-gap.ts'
import { agreementGapOf } from '../../report/plots/vote-plots.ts'
import {
  type AgreementOptions,
  type AgreementRow,
  agreementRows,
  expertGroup,
  groupsOf,
} from '../../scoring/agreement/agreement-rows.ts'
import { writePicture } from '../picture-file.ts'

export { checkPictureFile } from '../picture-file.ts'

/**
 * Draws agreement against the gap of the models (the paper's Figure 2) into a file.
 * @throws UserError where it is not clear whose agreement is meant
 */
export async function writeGapPlot(
  file: string,
  ballots: readonly Ballot[],
  options: AgreementOptions,
): Promise<void> {
  const sides = sidesOf(groupsOf(ballots))
  const gapOf = gapText(ballots)
  await writePicture(file, gapPicture(pairRows(ballots, options), { ...options, sides, gapOf }))
}

/** Rows by pair of models, votes that are no ties, all turns. */
export function pairRows(ballots: readonly Ballot[], options: AgreementOptions): AgreementRow[] {
  const only = { turn: 'all', setup: 'S2' } as const
  return agreementRows(ballots, { ...options, by: 'model-pair', majorityOf: null, only })
}

/** The picture of two groups, or of one with itself. */
export function gapPicture(
  rows: readonly AgreementRow[],
  settings: { sides: readonly [string, string]; confidence: number; gapOf: string },
): string {
  const [a, b] = settings.sides
  const own = rows.filter((row) => row.a === a && row.b === b)
  if (own.length === 0) throw new UserError(`--plot: ${a} and ${b} have no vote in common`)
  const { data, footnote } = agreementGapOf(own, settings)
  const title = a === b ? `Agreement within ${a}` : `Agreement of ${a} with ${b}`
  return agreementGap(data, { title: `${title}, by how far the models are apart`, footnote })
}

/** Whose votes tell how far two models are apart. */
export function gapText(ballots: readonly Ballot[]): string {
  return groupsOf(ballots).includes(expertGroup)
    ? 'in the experts’ votes that are no ties'
    : 'in all votes that are no ties'
}

/** Two groups as they are; of more, the experts with the one judge there is. */
function sidesOf(groups: readonly string[]): readonly [string, string] {
  const [a, b = a, ...more] = groups
  if (a !== undefined && b !== undefined && more.length === 0) return [a, b]
  const judges = groups.filter((group) => group !== expertGroup && group !== 'author')
  const [judge] = judges
  if (judge !== undefined && judges.length === 1 && groups.includes(expertGroup)) {
    return [judge, expertGroup]
  }
  throw new UserError(
    `--plot draws the agreement of two groups: choose them with --groups (${groups.join(', ')})`,
  )
}
