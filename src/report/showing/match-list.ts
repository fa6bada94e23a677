import type { Winner } from '../../domain/judgment.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { BallotLabel } from '../../domain/votes/ballot.ts'
import type { Disagreement, LabelCounts } from '../../scoring/matches/disagreements.ts'
import type { Column } from '../tables/text-table.ts'

/** One match of a list. */
export type MatchRow = {
  judge: string
  question_id: QuestionId
  turn: number
  models: readonly string[]
  winners: readonly [Winner, Winner] | null
  toward: 'first' | 'second' | null
  unreadable: string | null
  disagreement?: Disagreement
}

/** The columns of a list; a model is called a or b as the heading says. */
export function matchColumns(
  kind: 'flips' | 'unparsed' | 'disagreements',
  rows: readonly MatchRow[],
): Column<MatchRow>[] {
  const severalJudges = new Set(rows.map((row) => row.judge)).size > 1
  const judge: Column<MatchRow> = { heading: 'judge', align: 'left', cell: (row) => row.judge }
  const isPair = rows.some((row) => row.models.length > 1)
  return [
    { heading: 'question', align: 'right', cell: (row) => String(row.question_id) },
    { heading: 'turn', align: 'right', cell: (row) => String(row.turn) },
    ...(severalJudges && kind !== 'disagreements' ? [judge] : []),
    {
      heading: isPair ? 'a : b' : 'model',
      align: 'left',
      cell: (row) => row.models.join(' : '),
      shrinks: true,
    },
    ...endings[kind],
  ]
}

const letters: Readonly<Record<Winner, string>> = {
  model_1: 'a',
  model_2: 'b',
  tie: 'tie',
  error: '–',
}

const labels: Readonly<Record<BallotLabel, string>> = { first: 'a', second: 'b', tie: 'tie' }

const endings: Readonly<Record<'flips' | 'unparsed' | 'disagreements', Column<MatchRow>[]>> = {
  flips: [
    { heading: 'a first', align: 'left', cell: ({ winners }) => letters[winners?.[0] ?? 'error'] },
    { heading: 'b first', align: 'left', cell: ({ winners }) => letters[winners?.[1] ?? 'error'] },
    { heading: 'toward', align: 'left', cell: ({ toward }) => toward ?? '–' },
  ],
  unparsed: [{ heading: 'why', align: 'left', cell: (row) => row.unreadable ?? '–' }],
  disagreements: [
    { heading: 'judge', align: 'left', cell: (row) => row.judge },
    {
      heading: 'says',
      align: 'left',
      cell: ({ disagreement: d }) => labels[d?.judge_says ?? 'tie'],
    },
    { heading: 'other', align: 'left', cell: ({ disagreement: d }) => d?.other ?? 'people' },
    {
      heading: 'say',
      align: 'left',
      cell: ({ disagreement: d }) => (d === undefined ? '–' : countsText(d)),
    },
  ],
}

function countsText({ other, other_says: says }: Disagreement): string {
  const given = (['first', 'second', 'tie'] as const).filter((label) => says[label] > 0)
  if (other !== null) return given.map((label) => labels[label]).join(', ')
  return given.map((label: keyof LabelCounts) => `${says[label]} ${labels[label]}`).join(', ')
}
