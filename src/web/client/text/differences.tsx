import { type ChangeObject, diffWordsWithSpace } from 'diff'
import { useMemo } from 'preact/hooks'
import { SourceText } from './answer-text.tsx'
import { visibleText } from './visible-text.ts'

/** Time that one comparison may take, in milliseconds; most take less than one. */
const timeout = 1500

/** Longest texts that are compared word by word, in characters together. */
const longest = 200_000

/** What differs between two texts, word by word; null where they are too long or too different. */
export function useDifferences(left: string, right: string): ChangeObject<string>[] | null {
  return useMemo(() => {
    if (left.length + right.length > longest) return null
    return diffWordsWithSpace(visibleText(left), visibleText(right), { timeout }) ?? null
  }, [left, right])
}

/** One side of a comparison: what only it holds is marked, underlined or struck through. */
export function DifferenceSide(props: {
  parts: readonly ChangeObject<string>[] | null
  text: string
  side: 'left' | 'right'
}) {
  const { parts, side } = props
  if (parts === null) {
    return (
      <>
        <p class="note">Too long or too different to compare word by word.</p>
        <SourceText text={visibleText(props.text)} />
      </>
    )
  }
  const isLeft = side === 'left'
  return (
    <div class="source" dir="auto">
      {parts
        .filter((part) => !(isLeft ? part.added : part.removed))
        .map((part, index) => {
          const isOnly = isLeft ? part.removed : part.added
          const key = `${index}`
          if (!isOnly) return <span key={key}>{part.value}</span>
          return isLeft ? <del key={key}>{part.value}</del> : <ins key={key}>{part.value}</ins>
        })}
    </div>
  )
}
