/** A text taken apart once, for all features. */
export type Text = {
  raw: string
  /** Lower-case words in order, code included; a Han, Hiragana or Katakana character is a word. */
  words: readonly string[]
  distinct: ReadonlySet<string>
  /** Distinct words that are no function words of English. */
  content: ReadonlySet<string>
  /** Words of each sentence outside code; a line end ends a sentence. */
  sentences: readonly (readonly string[])[]
  /** Lines that hold something. */
  lines: readonly string[]
  /** Different blocks of lines between blank lines. */
  paragraphs: number
  /** Contents of fenced blocks; one that never closes reaches the end. */
  code: readonly string[]
  /** The text without its fenced blocks. */
  prose: string
}

const fenced = /```[^\n]*\n?([\s\S]*?)(?:```|$)/g
const word =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?/gu

const functionWords = new Set(
  `a an the of to in and or is are was were be been being it its this that these those for on with as
   by at from i you he she we they his her their our my your me him them us not no do does did have has
   had can could will would should may might must if then than so but there here what which who how when
   where why all any some each other more most such into over also about`.split(/\s+/),
)

/** Takes a text apart. */
export function takeApart(raw: string): Text {
  const words = wordsOf(raw)
  const distinct = new Set(words)
  const blocks = raw.split(/\n\s*\n/).map((block) => block.trim())
  const prose = raw.replace(fenced, ' ')
  return {
    raw,
    words,
    distinct,
    content: new Set([...distinct].filter((w) => !functionWords.has(w))),
    sentences: prose
      .split(/(?<=[.!?。！？])\s+|\n+/u)
      .map(wordsOf)
      .filter((sentence) => sentence.length > 0),
    lines: raw.split('\n').filter((line) => line.trim() !== ''),
    paragraphs: new Set(blocks.filter((block) => block !== '')).size,
    code: [...raw.matchAll(fenced)].map((match) => match[1] ?? ''),
    prose,
  }
}

/** Lower-case words of a text, in order. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? []
}

/** Runs of n words, each as one string. */
export function runsOf(words: readonly string[], n: number): string[] {
  const runs: string[] = []
  for (let i = 0; i + n <= words.length; i++) runs.push(words.slice(i, i + n).join(' '))
  return runs
}

/** Share of the runs of n words that also stand in another text; 0 where there are none. */
export function sharedRuns(
  words: readonly string[],
  other: readonly string[],
  options: { n: number },
): number {
  const runs = runsOf(words, options.n)
  const there = new Set(runsOf(other, options.n))
  return runs.length === 0 ? 0 : runs.filter((run) => there.has(run)).length / runs.length
}

/**
 * Numbers of a text: `1,024` is 1024, `$8` is 8, `19%` is 19 and `19/100` is 0.19.
 * Rounded to four decimals, so that 0.3333 and 1/3 are one number.
 */
export function numbersOf(text: string): number[] {
  const numbers: number[] = []
  for (const match of text.matchAll(
    /(?<![\w.])(-?\$?\d[\d,]*(?:\.\d+)?)(?:\s?\/\s?(\d+(?:\.\d+)?))?/g,
  )) {
    const value = Number((match[1] ?? '').replace(/[$,]/g, ''))
    const divisor = match[2] === undefined ? 1 : Number(match[2])
    const quotient = divisor === 0 ? value : value / divisor
    numbers.push(Math.round(quotient * 10_000) / 10_000)
  }
  return numbers
}
