import { describe, expect, it } from 'vitest'
import { describeLadderForm } from './ladder-form.ts'
import { ladder, question } from './mt-fresh.ts'

type SetName = 'strong' | 'fair' | 'weak' | 'padded'
type Turn = 1 | 2

const LADDER_IDS = [1071, 1073, 1075, 1077, 1079]
const ALL_IDS = Array.from({ length: 10 }, (_, i) => 1071 + i)

function text(set: SetName, id: number, turn: Turn): string {
  return ladder(set, id).turns[turn - 1] ?? ''
}

function asked(id: number, turn: Turn): string {
  return question(id).turns[turn - 1] ?? ''
}

function words(source: string): number {
  return source.split(/\s+/).filter((w) => w !== '').length
}

/** The first number the pattern captures; fails loudly when the text has none. */
function given(source: string, pattern: RegExp): number {
  const match = pattern.exec(source)
  if (match === null) throw new Error(`no match for ${String(pattern)}`)
  return Number(match[1])
}

/** The cells of the body rows of the first Markdown table. */
function table(source: string): string[][] {
  const rows = source.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** What stands below the table. */
function below(source: string): string {
  const lines = source.split('\n')
  return lines.slice(lines.findLastIndex((line) => line.startsWith('|')) + 1).join('\n')
}

describe('humanities questions', () => {
  it('are ten of two turns, all different', () => {
    expect(ALL_IDS.every((id) => question(id).category === 'humanities')).toBe(true)
    expect(new Set(ALL_IDS.flatMap((id) => question(id).turns)).size).toBe(20)
  })

  it('1074: the price rises are 50 % and about 65 %, and the rebate favours the poor', () => {
    const cut = given(asked(1074, 1), /use by (\d+) %/)
    expect(cut / given(asked(1074, 1), /falls by (0\.\d) %/)).toBeCloseTo(50, 6)
    const share = given(asked(1074, 2), /use (\d+) % of the water/) / 100
    const poor = given(asked(1074, 2), /with (0\.\d) % for every/)
    const others = given(asked(1074, 2), /others respond with (0\.\d) %/)
    const rise = cut / 100 / (share * poor + (1 - share) * others)
    expect(rise * 100).toBeCloseTo(65.2, 1)
    const bill = (part: number, response: number): number =>
      part * (1 - response * rise) * (1 + rise) - part
    const extra = bill(share, poor) + bill(1 - share, others)
    expect(extra / 5).toBeGreaterThan(bill(share, poor))
  })
})

// --- 1071: a fever in two sources, then three ----------------------------------------------

const points = (set: SetName): string[] => text(set, 1071, 1).match(/^\d\. .*$/gm) ?? []
const lastSentence = (source: string): string => /On balance,.*$/.exec(source)?.[0] ?? ''

describe('1071: points, questions and shares', () => {
  const all = given(asked(1071, 1), /about (\d+) people/)
  const burials = given(asked(1071, 1), /week: (\d+) burials/)
  const graves = given(asked(1071, 2), /for (\d+) graves/)
  const percent = (n: number): string => ((100 * n) / all).toFixed(1)

  it.each(['strong', 'fair', 'weak'] as const)('%s keeps to three points and its limits', (set) => {
    expect(points(set)).toHaveLength(3)
    for (const point of points(set)) expect(words(point) - 1).toBeLessThanOrEqual(60)
    expect(words(text(set, 1071, 1))).toBeLessThanOrEqual(230)
    expect(words(text(set, 1071, 2))).toBeLessThanOrEqual(200)
    for (const turn of [1, 2] as const) {
      expect(lastSentence(text(set, 1071, turn))).toMatch(/\d per cent/)
    }
    for (const mark of ['KEEP', 'CHANGE', 'WITHDRAW']) {
      expect(text(set, 1071, 2).split(mark)).toHaveLength(2)
    }
  })

  it('ends every point of strong with a question, and all but one of fair', () => {
    const questions = (set: SetName): number => points(set).filter((p) => p.endsWith('?')).length
    expect(questions('strong')).toBe(3)
    expect(questions('fair')).toBe(2)
    expect(questions('padded')).toBe(2)
  })

  it('has the shares right in strong and fair and far too high in weak', () => {
    for (const set of ['strong', 'fair'] as const) {
      expect(lastSentence(text(set, 1071, 1))).toContain(percent(burials))
      expect(lastSentence(text(set, 1071, 2))).toContain(percent(graves))
    }
    expect(lastSentence(text('weak', 1071, 1))).toContain('between 40 and 50 per cent')
    expect(text('weak', 1071, 2)).toContain(`${graves + burials} dead`)
  })

  it('has facts from no source in weak only', () => {
    const invented = /typhus|soldiers|nephew|bishop/
    expect(text('weak', 1071, 1)).toMatch(invented)
    for (const set of ['strong', 'fair'] as const) {
      expect(text(set, 1071, 1)).not.toMatch(invented)
    }
  })

  it('has two explanations for the missing graves in strong and one in fair', () => {
    expect(asked(1071, 2)).toContain(`the ${graves - burials} graves`)
    expect(text('strong', 1071, 2).match(/^- /gm)).toHaveLength(2)
    expect(text('fair', 1071, 2)).toContain('The most natural explanation')
    expect(text('fair', 1071, 2)).not.toMatch(/explanations|second|another|dug|filled/)
  })
})

// --- 1073: four things a landlord says -----------------------------------------------------

const KINDS = [
  'conversational implicature',
  'presupposition',
  'conventional implicature',
  'entailment',
]
const column = (set: SetName, turn: Turn, at: number): string[] =>
  table(text(set, 1073, turn)).map((row) => row[at] ?? '')
const yesNo = (cells: string[]): string[] => cells.map((c) => /^(?:yes|no)\b/i.exec(c)?.[0] ?? '')

describe('1073: kinds and tests', () => {
  it('has the kinds right in strong and fair and every one wrong in weak', () => {
    for (const turn of [1, 2] as const) {
      expect(column('strong', turn, 1)).toEqual(KINDS)
      expect(column('fair', turn, 1)).toEqual(KINDS)
      expect(new Set(column('weak', turn, 1))).toEqual(new Set(KINDS))
      expect(column('weak', turn, 1).filter((kind, i) => kind === KINDS[i])).toEqual([])
    }
  })

  it('has a continuation in each row of strong and in two rows of fair', () => {
    const written = (set: SetName): number =>
      column(set, 1, 2).filter((cell) => cell.includes('in fact,')).length
    expect(written('strong')).toBe(4)
    expect(written('fair')).toBe(2)
    expect(written('padded')).toBe(2)
  })

  it('has the two tests right in strong and fair, and wrong in weak', () => {
    for (const set of ['strong', 'fair'] as const) {
      expect(yesNo(column(set, 2, 2))).toEqual(['yes', 'no', 'no', 'no'])
      expect(yesNo(column(set, 2, 3))).toEqual(['no', 'yes', 'yes', 'no'])
      expect(below(text(set, 1073, 2))).toContain('B and C')
    }
    expect(yesNo(column('weak', 2, 3))).toEqual(['yes', 'no', 'no', 'yes'])
    expect(below(text('weak', 1073, 2))).toContain('leave together are A and D')
  })

  it('applies the third test to B and C in strong, to C alone in fair', () => {
    const tested = (set: SetName): string => text(set, 1073, 2).split(/third test/i)[1] ?? ''
    expect(tested('strong')).toMatch(/B: .* C: /)
    expect(tested('fair')).toMatch(/\bC\b/)
    expect(tested('fair')).not.toMatch(/\bB\b/)
  })

  it.each(['strong', 'fair', 'weak'] as const)('%s keeps the two limits of words', (set) => {
    expect(words(below(text(set, 1073, 1)))).toBeLessThanOrEqual(80)
    expect(words(below(text(set, 1073, 2)))).toBeLessThanOrEqual(120)
  })
})

// --- 1075: a tune --------------------------------------------------------------------------

const PITCH: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }
const pitchOf = (name: string): number =>
  (PITCH[name.charAt(0)] ?? Number.NaN) + (name.endsWith('#') ? 1 : 0)
const TUNE = [...asked(1075, 1).matchAll(/^\d: (.*)$/gm)].map((m) =>
  (m[1] ?? '').split(' ').map((note) => note.replace(/\(\d\)/, '')),
)
const MAJOR_CHORDS: Record<string, number[]> = { I: [2, 6, 9], IV: [7, 11, 2], V: [9, 1, 4] }
const MINOR_SCALE = new Set([2, 4, 5, 7, 9, 10, 0])

function chordRow(set: SetName): string[] {
  return /(?:IV|I|V)(?: \| (?:IV|I|V)){7}/.exec(text(set, 1075, 1))?.[0].split(' | ') ?? []
}

function misfits(row: string[]): number[] {
  const bad = TUNE.map((bar, i) => {
    const chord = MAJOR_CHORDS[row[i] ?? ''] ?? []
    return chord.includes(pitchOf(bar[0] ?? '')) ? 0 : i + 1
  })
  return bad.filter((n) => n > 0)
}

/** Moves between neighbouring notes in semitones, each the nearest way, with their bar. */
function moves(): { bar: number; semitones: number; to: string }[] {
  const notes = TUNE.flatMap((bar, i) => bar.map((name) => ({ name, bar: i + 1 })))
  return notes.slice(1).map((note, i) => {
    const up = (pitchOf(note.name) - pitchOf(notes[i]?.name ?? '') + 24) % 12
    return { bar: note.bar, semitones: up > 6 ? up - 12 : up, to: note.name }
  })
}

describe('1075: the tune in the question', () => {
  it('has one leap wider than a third, in bar 4, and its single peak B in bar 3', () => {
    expect(moves().filter((m) => Math.abs(m.semitones) > 4)).toEqual([
      { bar: 4, semitones: -5, to: 'E' },
    ])
    let height = 0
    const heights = moves().map((m) => {
      height += m.semitones
      return { ...m, height }
    })
    const top = Math.max(...heights.map((h) => h.height))
    const peaks = heights.filter((h) => h.height === top).map((h) => [h.bar, h.to])
    expect(peaks).toEqual([[3, 'B']])
  })

  it('holds back C# until bar 7 and has brought every other note by bar 3', () => {
    const late = ['D', 'E', 'F#', 'G', 'A', 'B', 'C#'].filter(
      (name) => TUNE.findIndex((bar) => bar.includes(name)) > 2,
    )
    expect(late).toEqual(['C#'])
    expect(TUNE.findIndex((bar) => bar.includes('C#'))).toBe(6)
    expect([TUNE[4], TUNE[5]]).toEqual([TUNE[0], TUNE[1]])
  })
})

describe('1075: the answers', () => {
  it('have a chord row that fits in strong and fair and does not in weak', () => {
    for (const set of ['strong', 'fair'] as const) {
      expect(chordRow(set)).toHaveLength(8)
      expect(misfits(chordRow(set))).toEqual([])
    }
    expect(misfits(chordRow('weak'))).toEqual([2, 3, 6, 7])
    expect(text('weak', 1075, 1)).toContain('The highest note is the A')
  })

  it('name the held-back note in strong and not in fair', () => {
    expect(text('strong', 1075, 1)).toContain('held back is C#')
    expect(text('fair', 1075, 1)).not.toMatch(/C#|held back|leading/)
  })

  it('list the bars that do not change rightly in strong and fair', () => {
    const same = TUNE.map((bar, i) => (bar.every((n) => MINOR_SCALE.has(pitchOf(n))) ? i + 1 : 0))
    const bars = same.filter((n) => n > 0)
    expect(bars).toEqual([4, 8])
    for (const set of ['strong', 'fair'] as const) {
      expect(text(set, 1075, 2)).toMatch(/^(?:Only b|B)ars 4 and 8 /)
      expect(text(set, 1075, 2)).toMatch(/raise.* C .*bar 7/)
      expect(text(set, 1075, 2)).toContain('A major')
    }
    expect(text('weak', 1075, 2)).toMatch(/Bars 2 and 6 .* no note changes.*bar 8/)
    expect(text('weak', 1075, 2)).toContain('raise is the B flat')
  })

  it('have a reason against raising the note in strong and none in fair', () => {
    expect(text('strong', 1075, 2)).toMatch(/reason to leave C alone/)
    expect(text('fair', 1075, 2)).not.toMatch(/leave|leaving|modal|keep/)
  })

  it.each(['strong', 'fair', 'weak'] as const)('%s keeps the limits of words', (set) => {
    expect(words(text(set, 1075, 1))).toBeLessThanOrEqual(220)
    expect(words(text(set, 1075, 2))).toBeGreaterThanOrEqual(120)
    expect(words(text(set, 1075, 2))).toBeLessThanOrEqual(170)
  })
})

// --- 1077: a made-up language --------------------------------------------------------------

type Word = { root: string; many: boolean; mine: boolean; inside: boolean }

/** Builds a word by the rules that hold for both lists. */
function build({ root, many, mine, inside }: Word): string {
  const last = root.match(/[aeiou]/g)?.at(-1) ?? ''
  const back = 'aou'.includes(last)
  const stem = many ? root + (back ? 'la' : 'le') : root
  const form = mine ? owned(stem, back) : stem
  return inside ? form + insideStart(form) + (back ? 'a' : 'e') : form
}

function owned(stem: string, back: boolean): string {
  const link = back ? 'u' : 'i'
  return /[aeiou]$/.test(stem) ? `${stem}m` : `${stem}${link}m`
}

function insideStart(form: string): string {
  if (/[kts]$/.test(form)) return 't'
  return form.endsWith('n') ? 'n' : 'd'
}

const ROOTS: Record<string, string> = {
  stone: 'tarok',
  river: 'meni',
  hand: 'sel',
  boat: 'gupa',
  market: 'velot',
  oven: 'hapis',
  bird: 'nis',
  tree: 'bin',
}

function fromGloss(gloss: string): string {
  const noun = gloss.split(' ').at(-1) ?? ''
  const one = noun.endsWith('s') ? noun.slice(0, -1) : noun
  return build({
    root: ROOTS[one] ?? '?',
    many: noun.endsWith('s'),
    mine: gloss.includes('my'),
    inside: gloss.startsWith('in'),
  })
}

const glossed = (turn: Turn): [string, string][] =>
  [...(asked(1077, turn).split('\n\n')[1] ?? '').matchAll(/([a-z]+) '([a-z ]+)'/g)].map((m) => [
    m[1] ?? '',
    m[2] ?? '',
  ])
const wanted = (turn: Turn): string[] => {
  const part = asked(1077, turn).split(turn === 1 ? '(3)' : '(3) Form')[1] ?? ''
  return [...part.matchAll(/'([a-z ]+)'/g)].map((m) => fromGloss(m[1] ?? ''))
}

describe('1077: the language', () => {
  it('has only words that the rules build', () => {
    const nouns = [...glossed(1), ...glossed(2)]
    expect(nouns).toHaveLength(22)
    for (const [word, gloss] of nouns) expect(fromGloss(gloss)).toBe(word)
  })

  it('leaves open in the first list whether the first or the last vowel rules', () => {
    const mixed = (root: string): boolean => /[aou]/.test(root) && /[ei]/.test(root)
    const bare = (turn: Turn): string[] =>
      glossed(turn)
        .filter(([, gloss]) => !gloss.includes(' ') && !gloss.endsWith('s'))
        .map(([word]) => word)
    expect(bare(1)).toHaveLength(4)
    expect(bare(1).some(mixed)).toBe(false)
    expect(bare(2).filter(mixed)).toEqual(['velot', 'hapis'])
  })

  it.each([1, 2] as const)('turn %i: strong and fair have the four forms, weak has not', (turn) => {
    expect(wanted(turn)).toHaveLength(4)
    const missing = (set: SetName): string[] =>
      wanted(turn).filter((form) => !new RegExp(`\\b${form}\\b`).test(text(set, 1077, turn)))
    expect(missing('strong')).toEqual([])
    expect(missing('fair')).toEqual([])
    expect(missing('weak')).toHaveLength(4)
  })

  it('turn 1: strong supports each rule with two words, fair leaves the rule for my bare', () => {
    const listed = (part: string): number =>
      glossed(1).filter(([word]) => new RegExp(`\\b${word}\\b`).test(part)).length
    const rules = text('strong', 1077, 1).match(/^- .*\. .*$/gm) ?? []
    expect(rules).toHaveLength(3)
    expect(rules.every((rule) => listed(rule) >= 2)).toBe(true)
    expect(listed(/Second, .*/.exec(text('fair', 1077, 1))?.[0] ?? 'tarok')).toBe(0)
  })

  it('turn 2: strong names the word to ask for and fair does not', () => {
    expect(text('strong', 1077, 2)).toMatch(/ask for 'trees'/)
    expect(text('fair', 1077, 2)).not.toMatch(/\bask\b|speaker|binle\b/)
  })

  it.each(['strong', 'fair', 'weak'] as const)('%s keeps to 180 words', (set) => {
    expect(words(text(set, 1077, 1))).toBeLessThanOrEqual(180)
    expect(words(text(set, 1077, 2))).toBeLessThanOrEqual(180)
  })
})

// --- 1079: whose voice ---------------------------------------------------------------------

const LABELS = ['R', 'D', 'F', 'F', 'R', 'F', 'T', 'R']
const story = (set: SetName): string => text(set, 1079, 2).split('\n\n')[0] ?? ''
const comment = (set: SetName): string => text(set, 1079, 2).split('\n\n')[1] ?? ''

describe('1079: labels and the retold passage', () => {
  const labels = (set: SetName): string[] => table(text(set, 1079, 1)).map((row) => row[1] ?? '')

  it('has the labels right in strong and fair and six wrong in weak', () => {
    expect(labels('strong')).toEqual(LABELS)
    expect(labels('fair')).toEqual(LABELS)
    expect(labels('weak').filter((label, i) => label !== LABELS[i])).toHaveLength(6)
  })

  it('names what would settle the doubt in strong and nothing in fair', () => {
    expect(below(text('strong', 1079, 1))).toMatch(/A preceding "She went to the window"/)
    expect(below(text('fair', 1079, 1))).not.toMatch(/preced|following|next sentence|settle/)
  })

  it.each(['strong', 'fair', 'weak'] as const)('%s keeps eight sentences and the limits', (set) => {
    const numbers = [...story(set).matchAll(/\((\d)\)/g)].map((m) => Number(m[1]))
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(words(below(text(set, 1079, 1)))).toBeLessThanOrEqual(90)
    expect(words(comment(set))).toBeLessThanOrEqual(100)
  })

  it('is free of quotation marks in strong and not in fair', () => {
    expect(story('strong')).not.toMatch(/["“”]/)
    expect(story('fair')).toMatch(/\(2\) "/)
  })

  it('is told by Mrs Harrow in strong and fair, by Clara in the present tense in weak', () => {
    for (const set of ['strong', 'fair'] as const) {
      expect(story(set)).not.toMatch(/Mrs Harrow|\b[Ss]he\b|\bher\b/)
      expect(story(set)).toContain('I took the broom')
      expect(comment(set)).toContain('R and F')
    }
    expect(story('weak')).toContain('watch Mrs Harrow')
    expect(story('weak')).toContain('She takes the broom')
    expect(comment('weak')).toContain('D and T')
  })
})

describeLadderForm('humanities', LADDER_IDS)
