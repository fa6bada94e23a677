import { visible } from '../../../report/terminal/visible.ts'
import { step } from '../frame/keys.ts'
import { Segments } from '../overview/segments.tsx'
import { type Choice, flaggedPair, modelPlaces } from '../state/choose-questions.ts'
import { usePage } from '../state/page-context.ts'
import type { QuestionRecords } from '../state/page-index.ts'
import { hashOf } from '../state/route.ts'
import { AnswerText } from '../text/answer-text.tsx'
import { AnswerColumns } from './answer-columns.tsx'
import { MatchCards } from './match-card.tsx'

const textOptions = [
  { value: 'rendered', label: 'Rendered' },
  { value: 'source', label: 'Source' },
  { value: 'differences', label: 'Differences' },
] as const

/** One question: turn by turn what was asked, what the models answered, and what the judge said. */
export function QuestionPane(props: { records: QuestionRecords; choice: Choice }) {
  const { records, choice } = props
  const page = usePage()
  const { route, go } = page
  const shown = shownModels(records, page)
  const at = choice.listed.findIndex((one) => one.record.place === records.place)
  const { question } = records
  return (
    <article>
      <header class="question">
        <a class="back" href={hashOf({ ...route, question: null })}>
          ← All questions
        </a>
        <div class="line">
          <h1>
            Question {visible(String(question.id))}{' '}
            <span class="category">{visible(question.category)}</span>
          </h1>
          <div class="steps">
            <button
              type="button"
              class="icon"
              aria-label="Previous question"
              onClick={() => step(page, -1)}
            >
              ↑
            </button>
            <span class="note">
              {at < 0 ? 'not in the list' : `${at + 1} of ${choice.listed.length}`}
            </span>
            <button
              type="button"
              class="icon"
              aria-label="Next question"
              onClick={() => step(page, 1)}
            >
              ↓
            </button>
          </div>
        </div>
        <div class="line">
          <ModelChips records={records} shown={shown} />
          <Segments
            label="Answers as"
            options={textOptions}
            value={route.text}
            onChoose={(text) => go({ text }, { replace: true })}
          />
        </div>
      </header>
      {question.turns.map((words, index) => {
        const turn = index + 1
        if (route.turn !== null && route.turn !== turn) return null
        return (
          <section key={turn} class="turn" aria-label={`Turn ${turn}`}>
            {question.turns.length > 1 ? <h2>Turn {turn}</h2> : null}
            <div class="asked">
              <AnswerText text={words} isSource={route.text === 'source'} />
            </div>
            <Reference text={question.reference?.[index]} />
            <AnswerColumns records={records} turn={turn} shown={shown} />
            <MatchCards records={records} turn={turn} shown={shown} />
          </section>
        )
      })}
    </article>
  )
}

/** Where no models are chosen, the first two that answered. */
function shownModels(records: QuestionRecords, page: ReturnType<typeof usePage>): number[] {
  const chosen = modelPlaces(page.index, page.route.models)
  if (chosen.length > 1) return chosen
  const { flags, turn } = page.route
  const flagged = flaggedPair(records, { flags, turn, judge: page.judge.place })
  if (chosen.length === 0 && flagged !== null) return flagged
  const there = page.index.document.models
    .map((_, place) => place)
    .filter((place) => records.answers.some((answer) => answer.model === place))
  return [...chosen, ...there.filter((place) => !chosen.includes(place))].slice(0, 2)
}

function ModelChips({ records, shown }: { records: QuestionRecords; shown: readonly number[] }) {
  const { index, go, judge } = usePage()
  const { models } = index.document
  return (
    <fieldset class="chips models">
      <legend class="hidden">Models shown</legend>
      {models.map((model, place) => {
        const isShown = shown.includes(place)
        const next = isShown ? shown.filter((one) => one !== place) : [...shown, place]
        const scores = records.grades
          .filter((grade) => grade.judge === judge.place && grade.model === place)
          .map((grade) => (grade.score === null ? '?' : String(grade.score)))
        return (
          <button
            key={model}
            type="button"
            class="chip"
            aria-pressed={isShown}
            disabled={isShown && shown.length === 1}
            onClick={() =>
              go({ models: next.flatMap((one) => models[one] ?? []) }, { replace: true })
            }
          >
            <bdi>{visible(model)}</bdi>
            {scores.length === 0 ? null : <span class="count">{scores.join(' · ')}</span>}
          </button>
        )
      })}
    </fieldset>
  )
}

function Reference({ text }: { text: string | undefined }) {
  if (text === undefined || text === '') return null
  return (
    <details class="fold reference">
      <summary>Reference answer</summary>
      <AnswerText text={text} isSource={false} />
    </details>
  )
}
