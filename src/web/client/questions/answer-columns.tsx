import type { ComponentChildren } from 'preact'
import type { PageAnswer, PageGrade } from '../../../domain/page/page-records.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { signed } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import type { QuestionRecords } from '../state/page-index.ts'
import { AnswerText } from '../text/answer-text.tsx'
import { DifferenceSide, useDifferences } from '../text/differences.tsx'
import { MatchedText } from '../text/matched-text.tsx'

type Shown = { records: QuestionRecords; turn: number; shown: readonly number[] }

/** The shown models' answers of one turn side by side, with their grades. */
export function AnswerColumns({ records, turn, shown }: Shown) {
  const { route } = usePage()
  const [left, right] = shown
  const isCompared = route.text === 'differences' && left !== undefined && right !== undefined
  return (
    <>
      {route.text === 'differences' && shown.length !== 2 ? (
        <p class="note">Differences are shown between the first two models.</p>
      ) : null}
      <div class="columns">
        {isCompared ? (
          <Compared records={records} turn={turn} left={left} right={right} />
        ) : (
          shown.map((model) => (
            <Column key={model} records={records} turn={turn} model={model}>
              <Answers records={records} turn={turn} model={model} />
            </Column>
          ))
        )}
      </div>
    </>
  )
}

function Compared(props: { records: QuestionRecords; turn: number; left: number; right: number }) {
  const { records, turn, left, right } = props
  const textOf = (model: number) =>
    records.answers.find((answer) => answer.model === model)?.turns[turn - 1] ?? ''
  const [a, b] = [textOf(left), textOf(right)]
  const parts = useDifferences(a, b)
  return (
    <>
      <Column records={records} turn={turn} model={left}>
        <DifferenceSide parts={parts} text={a} side="left" />
      </Column>
      <Column records={records} turn={turn} model={right}>
        <DifferenceSide parts={parts} text={b} side="right" />
      </Column>
    </>
  )
}

function Column(props: {
  records: QuestionRecords
  turn: number
  model: number
  children: ComponentChildren
}) {
  const { records, turn, model } = props
  const { index, judge } = usePage()
  const isMine = (grade: PageGrade) =>
    grade.judge === judge.place && grade.model === model && grade.turn === turn
  const grades = records.grades.filter(isMine)
  const before = records.before.grades.filter(isMine)
  const name = visible(index.document.models[model] ?? '')
  return (
    <section class="answer" aria-label={`Answer of ${name}`}>
      <header>
        <h3 title={name}>
          <bdi>{name}</bdi>
        </h3>
        <Score grades={grades} before={before} />
      </header>
      {props.children}
      <Earlier records={records} turn={turn} model={model} />
      {grades.map((grade) => (
        <GradeWords key={`${grade.choice} ${grade.repeat}`} grade={grade} label="Grade" />
      ))}
      {before.map((grade) => (
        <GradeWords
          key={`before ${grade.choice} ${grade.repeat}`}
          grade={grade}
          label="Grade before"
        />
      ))}
    </section>
  )
}

function Score({ grades, before }: { grades: readonly PageGrade[]; before: readonly PageGrade[] }) {
  if (grades.length === 0) return null
  const [now] = grades
  const then = before[0]?.score ?? null
  const difference = now?.score == null || then === null ? null : now.score - then
  return (
    <p class="score">
      <span class="hidden">Grade </span>
      {grades.map((grade) => (grade.score === null ? 'unread' : String(grade.score))).join(' · ')}
      {difference === null ? null : (
        <small class={difference > 0 ? 'up' : difference < 0 ? 'down' : ''}>
          {' '}
          {signed(difference, 1)} <span class="note">from {then}</span>
        </small>
      )}
    </p>
  )
}

function Answers({
  records,
  turn,
  model,
}: {
  records: QuestionRecords
  turn: number
  model: number
}) {
  const { route } = usePage()
  const own = records.answers.filter((answer) => answer.model === model)
  if (own.length === 0) return <p class="empty">The answer is not at hand.</p>
  return (
    <>
      {own.map((answer) => (
        <div key={answer.choice} class="text">
          {own.length > 1 ? <h4>Choice {answer.choice + 1}</h4> : null}
          <Answer answer={answer} turn={turn} isSource={route.text === 'source'} />
        </div>
      ))}
    </>
  )
}

function Answer(props: { answer: PageAnswer; turn: number; isSource: boolean }) {
  const { answer, turn, isSource } = props
  const text = answer.turns[turn - 1]
  const tokens = answer.tokens[turn - 1]
  if (text === undefined || text.trim() === '') return <p class="empty">Empty answer.</p>
  return (
    <>
      <AnswerText text={text} isSource={isSource} />
      {answer.finish[turn - 1] === 'length' ? (
        <p class="cut">Cut short{tokens == null ? '' : ` at ${tokens} tokens`}.</p>
      ) : null}
    </>
  )
}

/** The other run's answer, where it was another one, word by word against today's. */
function Earlier({
  records,
  turn,
  model,
}: {
  records: QuestionRecords
  turn: number
  model: number
}) {
  const before = records.before.answers.find((answer) => answer.model === model)?.turns[turn - 1]
  const now = records.answers.find((answer) => answer.model === model)?.turns[turn - 1]
  if (before === undefined || before === now) return null
  return (
    <details class="judgment">
      <summary>The answer before, against this one</summary>
      <EarlierText before={before} now={now ?? ''} />
    </details>
  )
}

function EarlierText({ before, now }: { before: string; now: string }) {
  const parts = useDifferences(before, now)
  return <DifferenceSide parts={parts} text={before} side="left" />
}

function GradeWords({ grade, label }: { grade: PageGrade; label: string }) {
  const place = [
    ...(grade.choice > 0 ? [`choice ${grade.choice + 1}`] : []),
    ...(grade.repeat > 0 ? [`repeat ${grade.repeat + 1}`] : []),
  ].join(', ')
  return (
    <details class="judgment">
      <summary>
        {label} {grade.score ?? 'unread'}
        {place === '' ? '' : ` (${place})`}: the judge’s words
      </summary>
      <MatchedText text={grade.text} reading={grade.reading} />
      <Odd outcome={grade.outcome} />
    </details>
  )
}

/** A judgment that did not end as it should. */
export function Odd({ outcome }: { outcome: PageGrade['outcome'] }) {
  if (outcome === null || outcome === 'ok') return null
  return <p class="cut">Outcome: {outcome.replaceAll('_', ' ')}.</p>
}
