import { basename, dirname, extname, join } from 'node:path'
import { fileNameOf } from '../../domain/model-id.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import { judgeRates, mostJudges } from '../../report/plots/judge-rates.ts'
import { fixed } from '../../report/round.ts'
import { type AgreementRow, expertGroup } from '../../scoring/agreement/agreement-rows.ts'
import type { JudgeRates } from '../../scoring/agreement/paper-rates.ts'
import { gapPicture } from './agreement-plot.ts'

/** A picture beside a Markdown file, as the file links it. */
export type Figure = { title: string; file: string }

type Drawn = Figure & { svg: string }

/**
 * Writes the paper's Figures 2 and 3 beside a Markdown file, each named after it.
 * @returns the pictures of each figure, with names relative to the file
 */
export async function writePaperFigures(
  file: string,
  made: {
    pairRows: readonly AgreementRow[]
    rates: readonly JudgeRates[]
    gapOf: string
    confidence: number
  },
): Promise<{ gaps: Figure[]; rates: Figure[] }> {
  const stem = basename(file, extname(file))
  const gaps = gapFigures(stem, made)
  const rates = rateFigures(stem, made)
  for (const figure of [...gaps, ...rates]) {
    await writeDocument(join(dirname(file), figure.file), figure.svg)
  }
  return { gaps, rates }
}

/** Figure 2 for every judge and the experts, and the experts among themselves. */
function gapFigures(
  stem: string,
  made: { pairRows: readonly AgreementRow[]; gapOf: string; confidence: number },
): Drawn[] {
  const all = [...new Map(made.pairRows.map((row) => [`${row.a} ${row.b}`, row])).values()]
  const withExperts = all.filter((row) => row.b === expertGroup && row.a !== 'author')
  const chosen = withExperts.length > 0 ? withExperts : all
  return chosen.map(({ a, b }) => ({
    title: `${a} ~ ${b}`,
    file: `${stem}.figure-2-${fileNameOf(a)}-${fileNameOf(b)}.svg`,
    svg: gapPicture(made.pairRows, { ...made, sides: [a, b] }),
  }))
}

/** Figure 3: each turn, all votes and those that are no ties; the paper's authors are left out. */
function rateFigures(
  stem: string,
  made: { rates: readonly JudgeRates[]; confidence: number },
): Drawn[] {
  const percent = fixed(made.confidence * 100, 1).replace(/\.0$/, '')
  return made.rates.map(({ turn, ties, columns }) => {
    const votes = ties === 'none' ? 'all votes' : 'votes that are no ties'
    const judges = columns
      .filter(({ heading }) => heading !== 'author')
      .slice(-mostJudges)
      .map(({ heading: judge, rates }) => ({
        judge,
        n: rates.reduce((sum, rate) => sum + rate.votes, 0) / 2,
        rates: rates.map(({ model, rate, ci: interval }) => ({ model, rate, interval })),
      }))
    const rule = ties === 'none' ? 'ties count as not won' : 'ties are left out'
    return {
      title: `Turn ${turn}, ${votes}`,
      file: `${stem}.figure-3-turn-${turn}-${ties === 'none' ? 'all' : 'no-ties'}.svg`,
      svg: judgeRates(
        { judges, measure: 'average win rate (%)', unit: 'votes' },
        {
          title: `Average win rate under different judges, turn ${turn}, ${votes}`,
          footnote: `Mean over opponents of the share won against each; ${rule}. Bars: ${percent} % interval by question (bootstrap).`,
        },
      ),
    }
  })
}
