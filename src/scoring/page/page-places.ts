import type { Answer } from '../../domain/answer.ts'
import type { PageAnswer, PageGrade, PageMatch } from '../../domain/page/page-records.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { GradeRow, MatchRow } from './page-rows.ts'

/** The page's lists, by which its records name things. */
export type Lists = {
  models: readonly string[]
  judges: readonly string[]
  questions: readonly QuestionId[]
}

/** Records whose names are places; those of a judge, model or question that is in no list are left out. */
export function createPlaces(lists: Lists) {
  const models = placesIn(lists.models)
  const judges = placesIn(lists.judges)
  const questions = placesIn(lists.questions)

  function common(row: { judge: string; question: QuestionId }) {
    const judge = judges.get(row.judge)
    const question = questions.get(row.question)
    return judge === undefined || question === undefined ? undefined : { judge, question }
  }

  return {
    model: (name: string) => models.get(name),
    judge: (name: string) => judges.get(name),
    question: (id: QuestionId) => questions.get(id),
    questions: () => lists.questions,
    grades: (rows: readonly GradeRow[]): PageGrade[] =>
      rows.flatMap((row) => {
        const place = common(row)
        const model = models.get(row.model)
        return place === undefined || model === undefined ? [] : [{ ...row, ...place, model }]
      }),
    matches: (rows: readonly MatchRow[]): PageMatch[] =>
      rows.flatMap((row) => {
        const place = common(row)
        const [a, b] = [models.get(row.a), models.get(row.b)]
        const isKnown = place !== undefined && a !== undefined && b !== undefined
        return isKnown ? [{ ...row, ...place, a, b }] : []
      }),
    answers: (name: string, answers: Iterable<Answer>): PageAnswer[] =>
      [...answers].flatMap((answer) => {
        const model = models.get(name)
        const question = questions.get(answer.question_id)
        if (model === undefined || question === undefined) return []
        return answer.choices.map(({ index, turns, meta = [] }) => ({
          model,
          question,
          choice: index,
          turns: [...turns],
          finish: turns.map((_, turn) => meta[turn]?.finish_reason ?? null),
          tokens: turns.map((_, turn) => meta[turn]?.usage?.completion_tokens ?? null),
        }))
      }),
  }
}

export type Places = ReturnType<typeof createPlaces>

function placesIn<T>(list: readonly T[]): Map<T, number> {
  return new Map(list.map((name, index) => [name, index]))
}
