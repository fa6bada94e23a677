import { byCodeUnit } from '../../domain/identity.ts'
import type { PairJudgment, SingleJudgment, Winner } from '../../domain/judgment.ts'
import { judgeModelOf, promptNameOf } from '../../domain/judgment-fields.ts'
import type { PageGrade, PageMatch, Side } from '../../domain/page/page-records.ts'
import type { QuestionId } from '../../domain/question.ts'
import { createJudgmentTable, type DuplicateRule } from '../results/judgment-table.ts'
import { outcomeFor, positionOutcome } from '../results/pair-tally.ts'
import type { ScoreSource } from '../results/parse-stored.ts'
import { matchedGame, matchedGrade } from './matched-text.ts'

/** A record with the names of what it is about, before they become places in the page's lists. */
type Named<R, Names extends string> = Omit<R, 'judge' | 'question' | Names> & {
  judge: string
  question: QuestionId
} & Readonly<Record<Names, string>>

export type GradeRow = Named<PageGrade, 'model'>
export type MatchRow = Named<PageMatch, 'a' | 'b'>

/**
 * Collects judgments in file order, keeps those that count by the rule for duplicates, with what a
 * parser matched in each text. Prompts are not kept: what they show is on the page already.
 */
export function createPageRows(options: { source: ScoreSource; duplicates: DuplicateRule }) {
  const grades = createJudgmentTable<GradeRow>(options.duplicates)
  const matches = createJudgmentTable<MatchRow>(options.duplicates)
  let latest: number | null = null
  const seen = ({ tstamp }: { tstamp?: number | null | undefined }) => {
    if (typeof tstamp === 'number') latest = Math.max(latest ?? tstamp, tstamp)
  }
  return {
    addGrade: (row: SingleJudgment): void => {
      seen(row)
      const value = gradeOf(row, options.source)
      grades.add(JSON.stringify([value.judge, value.model]), cellOf(row), {
        value,
        isReadable: value.score !== null,
        isOwn: row.outcome !== undefined,
      })
    },
    addMatch: (row: PairJudgment): void => {
      seen(row)
      const value = matchOf(row, options.source)
      const models = [value.a, value.b].sort(byCodeUnit)
      matches.add(JSON.stringify([value.judge, ...models]), cellOf(row), {
        value,
        isReadable: value.winner !== 'error',
        isOwn: row.outcome !== undefined,
      })
    },
    grades: (): GradeRow[] => valuesOf(grades),
    matches: (): MatchRow[] => valuesOf(matches),
    /** Time of the newest judgment in seconds, or null where none says. */
    latest: () => latest,
  }
}

function valuesOf<V>(table: ReturnType<typeof createJudgmentTable<V>>): V[] {
  return table.groups().flatMap((group) => [...table.entries(group)].flatMap((e) => e.values))
}

function cellOf(row: SingleJudgment | PairJudgment) {
  const { question_id: questionId, turn, choice = 0, repeat = 0 } = row
  return { questionId, turn, choice, repeat }
}

function commonOf(row: SingleJudgment | PairJudgment) {
  const { questionId, ...place } = cellOf(row)
  return {
    judge: judgeModelOf(row),
    question: questionId,
    ...place,
    outcome: row.outcome ?? null,
    prompt: promptNameOf(row),
  }
}

function gradeOf(row: SingleJudgment, source: ScoreSource): GradeRow {
  return { ...commonOf(row), model: row.model, text: row.judgment, ...matchedGrade(row, source) }
}

function matchOf(row: PairJudgment, source: ScoreSource): MatchRow {
  const [one, two] = [matchedGame(row, 1, source), matchedGame(row, 2, source)]
  const verdicts = { g1: one.winner, g2: two.winner, isEmpty: false, key: 0 }
  const outcome = outcomeFor(verdicts, 'model_1')
  const winner = { win: 'a', loss: 'b', tie: 'tie', error: 'error' } as const
  return {
    ...commonOf(row),
    a: row.model_1,
    b: row.model_2,
    games: [
      { winner: sideOf(one.winner), text: row.g1_judgment, reading: one.reading },
      { winner: sideOf(two.winner), text: row.g2_judgment, reading: two.reading },
    ],
    winner: winner[outcome],
    position: positionOutcome(one.winner, two.winner),
  }
}

function sideOf(winner: Winner): Side {
  if (winner === 'model_1') return 'a'
  return winner === 'model_2' ? 'b' : winner
}
