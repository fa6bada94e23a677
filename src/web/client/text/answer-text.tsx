import { useState } from 'preact/hooks'
import { markdownHtml } from './markdown.ts'
import { Nodes } from './nodes.tsx'
import { answerNodes } from './sanitise.ts'
import { visibleText } from './visible-text.ts'

/** A longer text is shown as it was written: Markdown of this size says nothing more. */
const longestMarkdown = 60_000

/** Characters that are shown of a long text until the rest is asked for. */
const firstCharacters = 20_000

/** What a model or judge wrote: Markdown set, or the characters as they are. */
export function AnswerText({ text, isSource }: { text: string; isSource: boolean }) {
  const shown = visibleText(text)
  if (isSource || shown.length > longestMarkdown) return <SourceText text={shown} />
  return <Nodes class="prose" of={shown} make={() => answerNodes(markdownHtml(shown))} />
}

/** Characters as they are, the first part of a very long text. */
export function SourceText({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false)
  const rest = text.length - firstCharacters
  if (isWhole || rest <= 0) {
    return (
      <div class="source" dir="auto">
        {text}
      </div>
    )
  }
  return (
    <>
      <div class="source" dir="auto">
        {text.slice(0, firstCharacters)}
      </div>
      <button type="button" class="quiet" onClick={() => setWhole(true)}>
        Show the other {rest.toLocaleString('en')} characters
      </button>
    </>
  )
}
