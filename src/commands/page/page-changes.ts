import type { PageChange } from '../../domain/page/page-document.ts'
import type { PageAnswer } from '../../domain/page/page-records.ts'
import type { QuestionId } from '../../domain/question.ts'
import { compareSides, type SideValue } from '../../scoring/comparing/comparison.ts'
import type { Places } from '../../scoring/page/page-places.ts'
import type { RunJudgments } from '../comparing/compare-sides.ts'
import { comparing } from './page-results.ts'
import type { PageFlags } from './page-source.ts'

/** What another run is held against. */
export type Ours = {
  single: { run: RunJudgments } | null
  pairs: { run: RunJudgments } | null
  judges: readonly string[]
  models: readonly string[]
  places: Places
  categoryOf: (id: QuestionId) => string | undefined
  records: { answers: readonly PageAnswer[] }
}

/** How one model changed under one judge; nothing where the two runs share no question. */
export function changeOf(
  what: { kind: PageChange['kind']; judge: string; model: string; other: string },
  sides: { now: readonly SideValue[]; before: readonly SideValue[] },
  { flags, ours }: { flags: PageFlags; ours: Ours },
): PageChange[] {
  const { kind, other } = what
  const judge = ours.places.judge(what.judge)
  const model = ours.places.model(what.model)
  const options = comparing({ flags, categoryOf: ours.categoryOf })
  const { rows, questions, leftOut } = compareSides(sides.now, sides.before, options)
  if (rows.length === 0 || judge === undefined || model === undefined) return []
  const moves = questions.flatMap(({ question_id, n, mean_a, mean_b }) => {
    const question = ours.places.question(question_id)
    return question === undefined ? [] : [{ question, n, now: mean_a, before: mean_b }]
  })
  const named = rows.map((row) => ({ a: what.model, b: other, ...row }))
  return [{ judge, kind, model, other, rows: named, moves, left_out: leftOut }]
}
