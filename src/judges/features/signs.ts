import type { Text } from './text.ts'

const brackets = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const

/** Does every bracket of the code close? */
export function isBalanced(code: string): boolean {
  return brackets.every(([open, close]) => code.split(open).length === code.split(close).length)
}

/** Share of sentences of four or more words whose words were nearly all (Jaccard ≥ 0.75) said in one before. */
export function duplicateShare(sentences: Text['sentences']): number {
  const sets = sentences.filter((s) => s.length >= 4).map((s) => new Set(s))
  const again = sets.filter((set, at) => sets.slice(0, at).some((other) => isNearly(set, other)))
  return sets.length === 0 ? 0 : again.length / sets.length
}

function isNearly(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (Math.min(a.size, b.size) < 0.75 * Math.max(a.size, b.size)) return false
  let both = 0
  for (const w of a) if (b.has(w)) both++
  return both >= 0.75 * (a.size + b.size - both)
}

/** Does a long answer end without a closing mark, or any within a fence that stays open? */
export function isBrokenOff({ raw, words }: Text): boolean {
  if (raw.split('```').length % 2 === 0) return true
  return words.length > 100 && !/[\p{P}\p{S}\d]$/u.test(raw.trimEnd())
}

/** One character ten times on end, or a chat's next speaker. */
export function isDegenerate(raw: string): boolean {
  return (
    /([\p{L}\p{N}!?])\1{9}/u.test(raw) ||
    /^\s*(###\s*)?(human|user|assistant|bob|alice)\s*:/im.test(raw)
  )
}

/** Share of letters from scripts that the question does not use. */
export function foreignShare(raw: string, question: string): number {
  const letters = raw.match(/\p{L}/gu) ?? []
  const isLatin = !/[^\P{L}\p{Script=Latin}]/u.test(question)
  const foreign = isLatin ? letters.filter((l) => !/\p{Script=Latin}/u.test(l)) : []
  return letters.length === 0 ? 0 : foreign.length / letters.length
}

/** The first word of a text that decides: yes, no, true, false, … */
export function decisionOf(text: string): string | undefined {
  return /\b(yes|no|true|false|uncertain|correct|incorrect)\b/i.exec(text)?.[1]?.toLowerCase()
}
