import { basename } from 'node:path'
import { writeDocument } from '../../io/files/write-document.ts'
import type { JsonDocument } from '../../report/json-document.ts'
import { paperMarkdown } from '../../report/tables/paper-tables.ts'
import {
  type AgreementOptions,
  agreementRows,
  expertGroup,
  groupsOf,
  majorityName,
} from '../../scoring/agreement/agreement-rows.ts'
import type { AlphaRow } from '../../scoring/agreement/alpha-rows.ts'
import type { JoinRow } from '../../scoring/agreement/ballot-joins.ts'
import { categoryRates, judgeRates } from '../../scoring/agreement/paper-rates.ts'
import { agreementNotes } from './agreement-notes.ts'
import { gapText, pairRows } from './agreement-plot.ts'
import { type BallotSources, questionsOf, type SourceFlags } from './agreement-sources.ts'
import { writePaperFigures } from './paper-figures.ts'

/**
 * The paper's tables of these votes, written as one Markdown file, with its pictures beside it.
 * @returns the names of the pictures
 */
export async function writePaperTables(
  file: string,
  made: {
    flags: SourceFlags
    sources: BallotSources
    options: AgreementOptions
    document: JsonDocument<object> & { alpha: AlphaRow[]; joins: JoinRow[] }
  },
): Promise<string[]> {
  const { flags, sources, options, document } = made
  const { ballots } = sources
  const groups = groupsOf(ballots)
  const majorityOf = groups.includes(expertGroup) ? expertGroup : null
  const rows = agreementRows(ballots, { ...options, by: null, majorityOf })
  const pairs = pairRows(ballots, options)
  const rates = judgeRates(ballots, options)
  const gapOf = gapText(ballots)
  const figures = await writePaperFigures(file, { ...options, pairRows: pairs, rates, gapOf })
  const majority = majorityOf === null ? [] : [majorityName(majorityOf)]
  const settings = { ...document.settings, by: null }
  const text = paperMarkdown({
    origin: [
      `mtbench ${document.version}; ${ballots.length} votes of ${document.inputs
        .map(({ path, sha256 }) => `${basename(path)} (sha256 ${sha256.slice(0, 12)})`)
        .join(', ')}`,
      ...agreementNotes({ ...document, settings }),
    ],
    rows,
    alpha: document.alpha,
    joins: document.joins,
    names: {
      main: groups.filter((group) => group !== 'author'),
      all: [...groups, ...majority],
    },
    pairRows: pairs,
    gapOf,
    categoryRates: await ratesByCategory(flags, sources, options),
    judgeRates: rates.map(({ turn, ties, columns }) => ({
      title: `Turn ${turn}, ${ties === 'none' ? 'all votes' : 'votes that are no ties'}`,
      columns,
    })),
    figures,
  })
  await writeDocument(file, text)
  return [...figures.gaps, ...figures.rates].map((figure) => figure.file)
}

async function ratesByCategory(
  flags: SourceFlags,
  { ballots }: BallotSources,
  options: AgreementOptions,
) {
  if (!groupsOf(ballots).includes(expertGroup)) return 'No expert votes among the sources.'
  const questions = await questionsOf(flags)
  if (questions === null) {
    return `The questions of suite ${flags.bench} are not at hand: give --dir a workspace that has them.`
  }
  const categoryOf = new Map(questions.map((q) => [q.question_id, q.category]))
  return categoryRates(ballots, {
    ...options,
    categories: [...new Set(questions.map((question) => question.category))],
    categoryOf: (id) => categoryOf.get(id),
  })
}
