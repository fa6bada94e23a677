import { useEffect, useRef } from 'preact/hooks'
import { visible } from '../../../report/terminal/visible.ts'
import type { Choice, ListedQuestion } from '../state/choose-questions.ts'
import { oneLine, signed } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf } from '../state/route.ts'

/** The chosen questions, a link each. */
export function QuestionList({ choice }: { choice: Choice }) {
  const { route } = usePage()
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [route.question])
  if (choice.listed.length === 0) return <p class="empty">No question fits.</p>
  return (
    <ol class="list" ref={list}>
      {choice.listed.map((one) => (
        <Item key={one.record.place} one={one} />
      ))}
    </ol>
  )
}

function Item({ one }: { one: ListedQuestion }) {
  const { route } = usePage()
  const { question } = one.record
  const id = String(question.id)
  return (
    <li>
      <a
        href={hashOf({ ...route, view: 'questions', question: id })}
        aria-current={route.question === id ? 'true' : undefined}
      >
        <span class="head">
          <span class="id">{visible(id)}</span>
          <span class="category">{visible(question.category)}</span>
          <Signs one={one} />
        </span>
        <span class="words" dir="auto">
          {oneLine(one.snippet ?? question.turns[0])}
        </span>
      </a>
    </li>
  )
}

/** In words and numbers, what is odd about a question. */
function Signs({ one: { counts, change } }: { one: ListedQuestion }) {
  const signs: [name: string, text: string][] = []
  if (counts.flip > 0) signs.push(['flip', `${counts.flip} flip${counts.flip === 1 ? '' : 's'}`])
  if (counts.people > 0) signs.push(['people', `${counts.people} ≠ people`])
  if (counts.unparsed > 0) signs.push(['unread', `${counts.unparsed} unread`])
  if (counts.truncated > 0) signs.push(['cut', `${counts.truncated} cut`])
  return (
    <span class="signs">
      {signs.map(([name, text]) => (
        <span key={name} class={`sign ${name}`}>
          {text}
        </span>
      ))}
      {change === null || change === 0 ? null : (
        <span class={`sign change ${change > 0 ? 'up' : 'down'}`}>{signed(change, 2)}</span>
      )}
    </span>
  )
}
