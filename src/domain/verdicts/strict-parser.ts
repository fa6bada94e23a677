import type { ParseRecord } from '../judgment.ts'
import type { OutputFormat } from '../prompts/prompt.ts'

/** Name and version: part of the comparability key, raised when a rule changes. */
export const strictParser = 'strict/1'

/** Length in characters of a run shared with an answer that makes a verdict a quotation. */
const quoteLength = 20

type Candidate = { value: string; start: number; end: number; rule: string }

const doubled: Record<OutputFormat, RegExp> = {
  '[[rating]]': /\[\[\s*(\d+(?:\.\d+)?)\s*(?:\/\s*10\s*)?\]\]/g,
  '[[A]]': /\[\[\s*([ABC])\s*\]\]/g,
  '[[rating_a,rating_b]]': /\[\[\s*(\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?)\s*\]\]/g,
}

const labelled: Record<OutputFormat, RegExp> = {
  '[[rating]]': /\brating["'*_]*[ \t]*:[ \t"'*_]*\[\s*(\d+(?:\.\d+)?)\s*(?:\/\s*10\s*)?\](?!\])/gi,
  '[[A]]': /\bverdict["'*_]*[ \t]*:[ \t"'*_]*\[\s*([ABC])\s*\](?!\])/gi,
  '[[rating_a,rating_b]]':
    /\bratings?["'*_]*[ \t]*:[ \t"'*_]*\[\s*(\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?)\s*\](?!\])/gi,
}

const alone: Record<OutputFormat, RegExp> = {
  '[[rating]]': /^[\s*_]*\[\s*(\d+(?:\.\d+)?)\s*(?:\/\s*10\s*)?\][\s*_.]*$/,
  '[[A]]': /^[\s*_]*\[\s*([ABC])\s*\][\s*_.]*$/,
  '[[rating_a,rating_b]]': /^[\s*_]*\[\s*(\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?)\s*\][\s*_.]*$/,
}

/**
 * Finds the verdict in a judge's text: the last well-formed candidate that is not quoted from an
 * answer and does not stand in a fenced block. Several different candidates are flagged ambiguous.
 *
 * @param options.answers the answers being judged, or undefined where they are not at hand
 * @returns the candidate's text (`"8.5"`, `"A"`, `"7,9"`) or null, with what the parser saw
 */
export function findVerdict(
  text: string,
  options: { format: OutputFormat; answers: readonly string[] | undefined },
): { value: string | null; parse: ParseRecord } {
  const { format, answers } = options
  const all = candidatesIn(text, format)
  const own = all.filter((c) => !isQuoted(text, c, answers ?? []))
  const fences = fencedBlocks(text)
  const open = own.filter((c) => !fences.some(([from, to]) => c.start >= from && c.end <= to))
  const [first] = own
  const lone =
    own.length === 1 && all.length === 1 && first !== undefined && !isIn(answers ?? [], text, first)
      ? [first]
      : []
  const usable = open.length > 0 ? open : lone
  const last = usable.at(-1)
  return {
    value: last?.value ?? null,
    parse: {
      parser: strictParser,
      rule: last?.rule ?? null,
      span: last === undefined ? null : [last.start, last.end],
      candidates: all.map((c) => c.value),
      ambiguous: new Set(usable.map((c) => sameAs(c.value, format))).size > 1,
      reason: last === undefined ? reasonFor({ all, own }) : null,
      quotes_checked: answers !== undefined,
    },
  }
}

function candidatesIn(text: string, format: OutputFormat): Candidate[] {
  const found = [
    ...matches(text, doubled[format], 'double brackets'),
    ...matches(text, labelled[format], 'labelled single brackets'),
    ...onLastLine(text, format),
  ]
  return found.sort((a, b) => a.start - b.start)
}

/** The candidate in single brackets that stands alone on the last non-empty line. */
function onLastLine(text: string, format: OutputFormat): Candidate[] {
  const body = text.trimEnd()
  const lineStart = body.lastIndexOf('\n') + 1
  const lastLine = body.slice(lineStart)
  const line = alone[format].exec(lastLine)
  if (line?.[1] === undefined) return []
  const start = lineStart + lastLine.indexOf('[')
  const end = lineStart + lastLine.lastIndexOf(']') + 1
  return [{ value: tidy(line[1]), start, end, rule: 'single brackets on the last line' }]
}

function matches(text: string, pattern: RegExp, rule: string): Candidate[] {
  return [...text.matchAll(pattern)].map((match) => ({
    value: tidy(match[1] ?? ''),
    start: match.index,
    end: match.index + match[0].length,
    rule,
  }))
}

function tidy(value: string): string {
  return value.replace(/\s+/g, '')
}

/** Equal for candidates that mean the same: 8 and 8.0. */
function sameAs(value: string, format: OutputFormat): string {
  return format === '[[A]]' ? value : value.split(',').map(Number).join(',')
}

/** Lies the candidate inside a run of 20 or more characters that also stands in an answer? */
function isQuoted(text: string, candidate: Candidate, answers: readonly string[]): boolean {
  const { start, end } = candidate
  // A run that stands in an answer holds the candidate, so that it stands there too.
  if (!isIn(answers, text, candidate)) return false
  if (end - start >= quoteLength) return true
  const firstStart = Math.max(0, end - quoteLength)
  const lastStart = Math.min(start, text.length - quoteLength)
  for (let from = firstStart; from <= lastStart; from++) {
    const run = text.slice(from, from + quoteLength)
    if (answers.some((answer) => answer.includes(run))) return true
  }
  return false
}

function isIn(answers: readonly string[], text: string, candidate: Candidate): boolean {
  const own = text.slice(candidate.start, candidate.end)
  return answers.some((answer) => answer.includes(own))
}

/** Spans of ``` and ~~~ blocks; one that never closes reaches the end. */
function fencedBlocks(text: string): [number, number][] {
  const blocks: [number, number][] = []
  let open: { mark: string; from: number } | undefined
  for (const match of text.matchAll(/^ {0,3}(`{3,}|~{3,})([^\n]*)$/gm)) {
    const [, mark = '', rest = ''] = match
    // As in CommonMark: ```code``` on one line opens no block, and what closes one stands alone.
    if (open === undefined) {
      if (mark.startsWith('~') || !rest.includes('`')) open = { mark, from: match.index }
    } else if (mark.startsWith(open.mark) && rest.trim() === '') {
      blocks.push([open.from, match.index + match[0].length])
      open = undefined
    }
  }
  if (open !== undefined) blocks.push([open.from, text.length])
  return blocks
}

function reasonFor(found: { all: Candidate[]; own: Candidate[] }): string {
  if (found.all.length === 0) return 'no verdict in the expected form'
  if (found.own.length === 0) return 'every candidate is quoted from an answer'
  return 'every candidate stands in a fenced block'
}
