import type { Reading } from '../../../domain/page/page-records.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { SourceText } from './answer-text.tsx'
import { visibleText } from './visible-text.ts'

/** A judge's words, with what the parser took for the verdict marked. */
export function MatchedText({ text, reading }: { text: string; reading: Reading }) {
  const { span } = reading
  const isInside = span !== null && span[0] >= 0 && span[1] <= text.length && span[0] < span[1]
  if (!isInside) {
    return (
      <>
        {text === '' ? <p class="note">No text.</p> : <SourceText text={visibleText(text)} />}
        <Rule reading={reading} />
      </>
    )
  }
  const before = visibleText(text.slice(0, span[0]))
  const after = visibleText(text.slice(span[1]))
  return (
    <>
      <div class="source" dir="auto">
        {shortened(before, 'end')}
        <mark>{visibleText(text.slice(span[0], span[1]))}</mark>
        {shortened(after, 'start')}
      </div>
      <Rule reading={reading} />
    </>
  )
}

function Rule({ reading: { how } }: { reading: Reading }) {
  return how === null ? null : <p class="note">{visible(how)}</p>
}

/** Characters kept on either side of a verdict in a text without end. */
const most = 20_000

function shortened(text: string, keep: 'start' | 'end'): string {
  if (text.length <= most) return text
  const left = text.length - most
  const word = `[${left.toLocaleString('en')} characters left out]`
  return keep === 'start' ? `${text.slice(0, most)} … ${word}` : `${word} … ${text.slice(-most)}`
}
