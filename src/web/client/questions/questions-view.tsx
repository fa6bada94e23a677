import { useMemo } from 'preact/hooks'
import { chooseQuestions } from '../state/choose-questions.ts'
import { usePage } from '../state/page-context.ts'
import { Filters } from './filters.tsx'
import { QuestionList } from './question-list.tsx'
import { QuestionPane } from './question-pane.tsx'

/** Filters and the list on the left, one question on the right; on a phone one after the other. */
export function QuestionsView() {
  const { index, route } = usePage()
  const choice = useMemo(() => chooseQuestions(index, route), [index, route])
  const open =
    route.question === null
      ? undefined
      : index.records.find((record) => String(record.question.id) === route.question)
  return (
    <div class={`browser ${open === undefined ? 'at-list' : 'at-question'}`}>
      <aside aria-label="Questions">
        <Filters choice={choice} />
        <QuestionList choice={choice} />
      </aside>
      <section class="pane" aria-label="Question">
        {open === undefined ? (
          <p class="empty">
            {route.question === null
              ? 'Choose a question, or press j.'
              : `There is no question ${route.question} in this suite.`}
          </p>
        ) : (
          <QuestionPane key={open.place} records={open} choice={choice} />
        )}
      </section>
    </div>
  )
}
