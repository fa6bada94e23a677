import type { ParseRecord } from '../judgment.ts'
import type { OutputFormat } from '../prompts/prompt.ts'

/** Name and version of the rules of FastChat's `llm_judge`, kept as they are. */
export const fastchatParser = 'fastchat/1'

const rules: Record<'[[rating]]' | '[[rating_a,rating_b]]', readonly RegExp[]> = {
  '[[rating]]': [/\[\[(\d+\.?\d*)\]\]/, /\[(\d+\.?\d*)\]/],
  '[[rating_a,rating_b]]': [/\[\[(\d+\.?\d*),\s?(\d+\.?\d*)\]\]/, /\[(\d+\.?\d*),\s?(\d+\.?\d*)\]/],
}

/**
 * Finds the verdict as FastChat does: the first match in double, else in single brackets; of
 * letters A before B before C wherever they stand. No range check, no care for quotations.
 */
export function findVerdictLikeFastchat(
  text: string,
  options: { format: OutputFormat },
): { value: string | null; parse: ParseRecord } {
  const { format } = options
  return format === '[[A]]' ? firstLetter(text) : firstNumbers(text, rules[format])
}

type Found = { value: string | null; parse: ParseRecord }

function firstLetter(text: string): Found {
  const letter = ['A', 'B', 'C'].find((l) => text.includes(`[[${l}]]`))
  if (letter === undefined) return record(null, null, 'no match')
  const start = text.indexOf(`[[${letter}]]`)
  return record(letter, [start, start + 5], 'first of A, B, C')
}

function firstNumbers(text: string, patterns: readonly RegExp[]): Found {
  for (const [index, pattern] of patterns.entries()) {
    const match = pattern.exec(text)
    if (match === null) continue
    const numbers = match.slice(1)
    if (numbers.some(crashesPython)) return record(null, null, 'number with a leading zero')
    const span: [number, number] = [match.index, match.index + match[0].length]
    return record(numbers.join(','), span, index === 0 ? 'double brackets' : 'single brackets')
  }
  return record(null, null, 'no match')
}

/** Python's literal_eval refuses `07`, which ends FastChat's run; we take it for unparsed. */
function crashesPython(number: string): boolean {
  return /^0+[1-9]\d*$/.test(number)
}

function record(
  value: string | null,
  span: [number, number] | null,
  rule: string,
): { value: string | null; parse: ParseRecord } {
  return {
    value,
    parse: {
      parser: fastchatParser,
      rule: value === null ? null : rule,
      span,
      candidates: value === null ? [] : [value],
      ambiguous: false,
      reason: value === null ? rule : null,
      quotes_checked: false,
    },
  }
}
