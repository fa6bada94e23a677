import { describe, expect, it } from 'vitest'
import { ladder, question } from './mt-fresh.ts'

type SetName = 'strong' | 'fair' | 'weak' | 'padded'
type Part = 1 | 2

const sets: SetName[] = ['strong', 'fair', 'weak', 'padded']
const ladderIds = [1001, 1003, 1005, 1007, 1009]
const parts: Part[] = [1, 2]
const slots = ladderIds.flatMap((id) => parts.map((part) => ({ id, part })))

const answer = (set: SetName, id: number, part: Part): string =>
  ladder(set, id).turns[part - 1] ?? ''
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
const plain = (text: string): string[] => text.toLowerCase().match(/[a-z0-9£'-]+/g) ?? []
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.?!])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
const paragraphsOf = (text: string): string[] => text.split(/\n\n+/)
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const hasWord = (text: string, word: string): boolean => new RegExp(`\\b${word}\\b`, 'i').test(text)
const between = (value: number, low: number, high: number): boolean => value >= low && value <= high

function runsOf(text: string, size: number): Set<string> {
  const words = plain(text)
  const runs = new Set<string>()
  for (let i = 0; i + size <= words.length; i += 1) runs.add(words.slice(i, i + size).join(' '))
  return runs
}

function sharesRun(one: string, other: string, size: number): boolean {
  const runs = runsOf(other, size)
  return [...runsOf(one, size)].some((run) => runs.has(run))
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? 0
  const lower = sorted[Math.ceil(middle) - 1] ?? 0
  return (lower + upper) / 2
}

const medianLength = (set: SetName): number =>
  median(slots.map(({ id, part }) => answer(set, id, part).length))
const strongIsLonger = (other: SetName): number =>
  slots.filter(({ id, part }) => {
    return answer('strong', id, part).length > answer(other, id, part).length
  }).length

describe('writing: the ten questions', () => {
  it.each(Array.from({ length: 10 }, (_, i) => 1001 + i))('%i has two full turns', (id) => {
    const { category, turns } = question(id)
    expect(category).toBe('writing')
    expect(turns).toHaveLength(2)
    for (const turn of turns) expect(between(wordsOf(turn).length, 40, 200)).toBe(true)
  })

  it('opens every first turn in a way of its own', () => {
    const openings = Array.from({ length: 10 }, (_, i) =>
      wordsOf(question(1001 + i).turns[0] ?? '')
        .slice(0, 3)
        .join(' '),
    )
    expect(new Set(openings).size).toBe(10)
  })
})

describe('writing: the shape of the ladder', () => {
  it.each(slots)('pads $id turn $part to about half as long again', ({ id, part }) => {
    const ratio = answer('padded', id, part).length / answer('fair', id, part).length
    expect(ratio).toBeGreaterThanOrEqual(1.4)
    expect(ratio).toBeLessThanOrEqual(1.6)
  })

  it.each(slots)('keeps every line and sentence of fair in padded $id turn $part', (slot) => {
    const padded = answer('padded', slot.id, slot.part)
    const units = linesOf(answer('fair', slot.id, slot.part)).flatMap(sentencesOf)
    for (const unit of units) expect(padded).toContain(unit)
  })

  it('keeps the median lengths of strong, fair and weak within 12 per cent', () => {
    const medians = [medianLength('strong'), medianLength('fair'), medianLength('weak')]
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.12)
  })

  it.each(['fair', 'weak'] as const)('does not give strong away over %s by length', (other) => {
    expect(between(strongIsLonger(other), 4, 6)).toBe(true)
  })

  it.each(sets)('shares no run of twelve words between questions of %s', (set) => {
    const texts = ladderIds.map((id) => ladder(set, id).turns.join(' '))
    const pairs = texts.flatMap((one, i) => texts.slice(i + 1).map((other) => ({ one, other })))
    for (const { one, other } of pairs) expect(sharesRun(one, other, 12)).toBe(false)
  })

  it.each(sets)('records one fault for each turn of %s, and none for strong', (set) => {
    const wanted = set === 'strong' ? [] : [1, 2]
    for (const id of ladderIds) expect(ladder(set, id).fault.map((f) => f.turn)).toEqual(wanted)
  })
})

const letterWords = ['unacceptable', 'disappointed', 'frustrated', 'disgusted', 'appalled']
const threat = /rent payments|solicitor|court|ombudsman|withhold/i

function carriedOver(set: SetName): string[] {
  const inner = (part: Part): string[] =>
    paragraphsOf(answer(set, 1001, part))
      .slice(1, -1)
      .flatMap(sentencesOf)
  const letter = inner(1)
  return inner(2).filter((sentence) => letter.includes(sentence))
}

describe('writing 1001: the letter about the lift', () => {
  it.each(['strong', 'fair', 'weak'] as const)('has the asked lengths and frame in %s', (set) => {
    expect(between(wordsOf(answer(set, 1001, 1)).length, 140, 170)).toBe(true)
    expect(between(wordsOf(answer(set, 1001, 2)).length, 60, 80)).toBe(true)
    for (const part of parts) {
      expect(answer(set, 1001, part)).toMatch(/^Dear Managing Agent,\n/)
      expect(answer(set, 1001, part)).toMatch(/\nA tenant, fifth floor$/)
    }
  })

  it.each(['strong', 'fair'] as const)('tells the three events in order in %s', (set) => {
    const text = answer(set, 1001, 1)
    const order = ['3 March', '6 March', '19 March', '2 April'].map((day) =>
      text.search(new RegExp(`\\b${day}`)),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(Math.min(...order)).toBeGreaterThan(0)
    expect(text.toLowerCase()).toContain('forty minutes')
  })

  it.each(['strong', 'fair'] as const)('uses no barred word and no shout in %s', (set) => {
    const text = answer(set, 1001, 1)
    for (const word of letterWords) expect(hasWord(text, word)).toBe(false)
    expect(text).not.toContain('!')
    expect(text).not.toMatch(/^Dear Managing Agent,\s+I am writing to/)
  })

  it('has a threat in fair and none in strong', () => {
    expect(answer('fair', 1001, 1)).toMatch(threat)
    expect(answer('strong', 1001, 1)).not.toMatch(threat)
  })

  it('carries over one sentence in strong and none in fair or weak', () => {
    expect(carriedOver('strong')).toHaveLength(1)
    expect(carriedOver('fair')).toEqual([])
    expect(carriedOver('weak')).toEqual([])
  })

  it('keeps the report alive in strong and fair, without the date of a repair', () => {
    for (const set of ['strong', 'fair'] as const) {
      expect(answer(set, 1001, 2)).toMatch(/report on the fault by 2 April/)
      expect(answer(set, 1001, 2)).not.toMatch(/date (for|of|on)/)
    }
  })

  it('gets the events and the state of the lift wrong in weak', () => {
    expect(answer('weak', 1001, 1)).toContain('four hours')
    expect(answer('weak', 1001, 1)).not.toMatch(/\b3 March|2 April/)
    expect(answer('weak', 1001, 2)).toMatch(/remains out of order/)
    expect(answer('weak', 1001, 2)).toMatch(/date for the repair/)
  })
})

const long: Record<string, number> = {
  waiting: 2,
  final: 2,
  bakery: 3,
  "barber's": 2,
  lighted: 2,
  about: 2,
  outside: 2,
  alone: 2,
  chapel: 2,
  terminus: 3,
  nobody: 3,
  shuttered: 2,
  empty: 2,
  habit: 2,
  repeats: 2,
  'rain-swept': 2,
  wiper: 2,
  steady: 2,
  disappear: 3,
}
const syllables = (line: string): number =>
  plain(line).reduce((sum, word) => sum + (long[word] ?? 1), 0)
const poemOf = (set: SetName, part: Part): string[] => linesOf(answer(set, 1003, part)).slice(0, 8)
const pick = (poem: string[], rows: number[]): string[] => rows.map((row) => poem[row - 1] ?? '')
const soundOf = (line: string): string => plain(line).join(' ')
const marksOf = (line: string): string =>
  line
    .replace(/[.,;:!?–-]+$/, '')
    .toLowerCase()
    .replace(/ – /g, '– ')

describe('writing 1003: the triolet', () => {
  it.each(parts)('rhymes and counts eight syllables a line in strong turn %i', (part) => {
    const poem = poemOf('strong', part)
    for (const line of poem) expect(syllables(line)).toBe(8)
    for (const line of pick(poem, [1, 3, 4, 5, 7])) expect(line).toMatch(/op\W*$/i)
    for (const line of pick(poem, [2, 6, 8])) expect(line).toMatch(/out\W*$/i)
  })

  it.each(parts)('counts eight syllables a line in fair turn %i as well', (part) => {
    for (const line of poemOf('fair', part)) expect(syllables(line)).toBe(8)
  })

  it('repeats exactly in strong, slips in line 4 of fair, and never repeats in weak', () => {
    const strong = poemOf('strong', 1)
    expect(new Set(pick(strong, [1, 4, 7])).size).toBe(1)
    expect(new Set(pick(strong, [2, 8])).size).toBe(1)
    const fair = poemOf('fair', 1)
    expect(new Set(pick(fair, [1, 7]).map(soundOf)).size).toBe(1)
    expect(soundOf(fair[3] ?? '')).not.toBe(soundOf(fair[0] ?? ''))
    expect(new Set(poemOf('weak', 1).map(soundOf)).size).toBe(8)
  })

  it('is eight lines and nothing else in turn 1, without the barred words', () => {
    for (const set of ['strong', 'fair', 'weak'] as const) {
      expect(linesOf(answer(set, 1003, 1))).toHaveLength(8)
      for (const word of ['night', 'dark', 'lonely', 'moon']) {
        expect(hasWord(answer(set, 1003, 1), word)).toBe(false)
      }
    }
  })

  it.each([
    { set: 'strong' as const, ways: 3 },
    { set: 'fair' as const, ways: 2 },
  ])('keeps the words of the first line in $set and punctuates it in $ways ways', (row) => {
    const first = soundOf(poemOf(row.set, 1)[0] ?? '')
    const repeats = pick(poemOf(row.set, 2), [1, 4, 7])
    for (const line of repeats) expect(soundOf(line)).toBe(first)
    expect(new Set(repeats.map(marksOf)).size).toBe(row.ways)
    expect(new Set(pick(poemOf(row.set, 2), [2, 8]).map(soundOf)).size).toBe(1)
  })

  it('never brings the first line back in the second turn of weak', () => {
    const first = soundOf(poemOf('weak', 1)[0] ?? '')
    expect(poemOf('weak', 2).map(soundOf)).not.toContain(first)
    expect(new Set(poemOf('weak', 2).map(soundOf)).size).toBe(8)
  })

  it.each(['strong', 'fair', 'weak'] as const)('explains in three short sentences in %s', (set) => {
    const notes = linesOf(answer(set, 1003, 2))
      .slice(8)
      .flatMap(sentencesOf)
    expect(notes).toHaveLength(3)
    for (const note of notes) expect(wordsOf(note).length).toBeLessThanOrEqual(20)
  })
})

const session = { cost: 15600, weeks: 50, visits: 78, heating: 140000 }
const costPerVisit = session.cost / (session.weeks * session.visits)
const costPerBoundVisit = session.cost / (session.weeks * (session.visits / 3))
const quotesOf = (text: string): string[] =>
  [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
const isQuotedFrom = (quote: string, text: string): boolean =>
  between(wordsOf(quote).length, 4, 10) && text.toLowerCase().includes(quote.toLowerCase())
const trueQuotes = (set: SetName): number =>
  quotesOf(answer(set, 1005, 2)).filter((q) => isQuotedFrom(q, answer(set, 1005, 1))).length
const hasSum = (text: string, sum: number): boolean => new RegExp(`£${sum}(?!,?\\d)`).test(text)

describe('writing 1005: the opinion piece and its reply', () => {
  it.each(['strong', 'fair', 'weak'] as const)('has the asked form in %s', (set) => {
    const [headline = '', ...body] = paragraphsOf(answer(set, 1005, 1))
    expect(wordsOf(headline).length).toBeLessThanOrEqual(8)
    expect(body).toHaveLength(3)
    expect(between(wordsOf(body.join(' ')).length, 180, 220)).toBe(true)
    expect(between(wordsOf(answer(set, 1005, 2)).length, 110, 140)).toBe(true)
    expect(answer(set, 1005, 2)).toMatch(/^To the Editor,\n[\s\S]*\nA reader$/)
  })

  it('states the true cost per visit in strong only', () => {
    expect(costPerVisit).toBe(4)
    expect(hasSum(answer('strong', 1005, 1), costPerVisit)).toBe(true)
    expect(hasSum(answer('fair', 1005, 1), costPerVisit)).toBe(false)
    expect(answer('fair', 1005, 1)).not.toMatch(/four pounds/i)
    expect(hasSum(answer('weak', 1005, 1), costPerVisit)).toBe(false)
    expect(answer('weak', 1005, 1)).toContain('£20 a head')
  })

  it('works out the other figures of strong and fair from the facts', () => {
    const years = session.heating / session.cost
    expect(between(years, 8.9, 9)).toBe(true)
    expect(answer('strong', 1005, 1)).toContain('almost nine years')
    expect(between(1 / years, 1 / 9, 1 / 8.9)).toBe(true)
    expect(answer('fair', 1005, 1)).toContain('little more than a ninth')
    expect(session.visits / 3).toBe(26)
    expect(hasSum(answer('strong', 1005, 2), costPerBoundVisit)).toBe(true)
    expect(answer('strong', 1005, 2)).toContain('1,300')
    expect((session.visits / 3) * session.weeks).toBe(1300)
  })

  it('asks no rhetorical question in strong and fair', () => {
    expect(answer('strong', 1005, 1)).not.toContain('?')
    expect(answer('fair', 1005, 1)).not.toContain('?')
    expect(answer('weak', 1005, 1)).toContain('?')
  })

  it('quotes two passages truly in strong, one in fair, none in weak', () => {
    expect(quotesOf(answer('strong', 1005, 2))).toHaveLength(2)
    expect(trueQuotes('strong')).toBe(2)
    expect(quotesOf(answer('fair', 1005, 2))).toHaveLength(2)
    expect(trueQuotes('fair')).toBe(1)
    expect(trueQuotes('weak')).toBe(0)
  })

  it('sides against the closure in the letter of weak', () => {
    expect(answer('weak', 1005, 2)).toMatch(/to shut such a place .* would be a mistake/i)
  })
})

const timeWords = ['then', 'after', 'before', 'later', 'finally', 'when', 'while', 'until']
const storyOf = (set: SetName, part: Part): string[] => sentencesOf(answer(set, 1007, part))

function wordChanges(from: string, to: string): number {
  const target = plain(to)
  let row = target.map((_, j) => j + 1)
  plain(from).forEach((word, i) => {
    let diagonal = i
    let left = i + 1
    row = row.map((above, j) => {
      const best = Math.min(left + 1, above + 1, diagonal + (word === target[j] ? 0 : 1))
      diagonal = above
      left = best
      return best
    })
  })
  return row.at(-1) ?? 0
}

function reversalChanges(set: SetName): number {
  const first = storyOf(set, 1)
  const turned = [...storyOf(set, 2)].reverse()
  return first.reduce((sum, sentence, i) => sum + wordChanges(sentence, turned[i] ?? ''), 0)
}

describe('writing 1007: the story that turns round', () => {
  it.each(['strong', 'fair', 'weak'] as const)('has eight full sentences in %s', (set) => {
    for (const part of parts) {
      expect(storyOf(set, part)).toHaveLength(8)
      for (const s of storyOf(set, part)) expect(wordsOf(s).length).toBeGreaterThanOrEqual(8)
    }
    expect(between(wordsOf(answer(set, 1007, 1)).length, 90, 120)).toBe(true)
  })

  it('uses no dialogue and no barred time word in strong and fair, both in weak', () => {
    const barred = (set: SetName): string[] =>
      timeWords.filter((word) => hasWord(answer(set, 1007, 1), word))
    expect(barred('strong')).toEqual([])
    expect(barred('fair')).toEqual([])
    expect(barred('weak')).toEqual(['then', 'after', 'finally', 'when'])
    expect(answer('strong', 1007, 1)).not.toContain('"')
    expect(answer('weak', 1007, 1)).toContain('"')
  })

  it('names a feeling in fair and none in strong', () => {
    const feeling = /\b(sad|sadness|happy|glad|afraid|angry|lonely|joy|grief)\b/i
    expect(answer('fair', 1007, 1)).toMatch(feeling)
    expect(answer('strong', 1007, 1)).not.toMatch(feeling)
  })

  it('counts word changes like an edit distance', () => {
    expect(wordChanges('one ticket on it', 'two tickets on them')).toBe(3)
    expect(wordChanges('a b c', 'a c d e')).toBe(3)
  })

  it('reverses within six changes in strong, beyond them in fair, not at all in weak', () => {
    expect(between(reversalChanges('strong'), 1, 6)).toBe(true)
    expect(between(reversalChanges('fair'), 7, 20)).toBe(true)
    expect(reversalChanges('weak')).toBeGreaterThan(60)
  })

  it('ends weak the wrong way round in both turns', () => {
    expect(storyOf('weak', 1).at(-1)).toMatch(/^Together/)
    expect(storyOf('weak', 2).at(-1)).toMatch(/went home alone/)
  })
})

const clinicWords = /\b(abst[ae]in|consum|requir|allocat|accompan|supervis|notic|prior)/i
const labels = ['Friday 12:00: ', 'Tuesday 8:00: ', 'Tuesday 20:00: ']

function messagesOf(set: SetName): string[] {
  return linesOf(answer(set, 1009, 2)).map((line, i) => {
    expect(line.startsWith(labels[i] ?? '?')).toBe(true)
    return line.slice((labels[i] ?? '').length)
  })
}

const longest = (text: string): number =>
  Math.max(...sentencesOf(text).map((sentence) => wordsOf(sentence).length))

function clock(hour: number, minutes: number, hoursBefore: number): string {
  const total = hour * 60 + minutes - hoursBefore * 60
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`
}

describe('writing 1009: the clinic text and its messages', () => {
  it.each(['strong', 'fair', 'weak'] as const)('has the length and plain words in %s', (set) => {
    const text = answer(set, 1009, 1)
    expect(between(wordsOf(text).length, 90, 130)).toBe(true)
    expect(text).not.toMatch(clinicWords)
  })

  it.each(['strong', 'fair'] as const)('keeps every number and rule in %s', (set) => {
    const text = answer(set, 1009, 1)
    const kept = [
      /6 hours/,
      /1 hour/,
      /still water/,
      /medicines/,
      /insulin/,
      /2 working days/,
      /morning/,
      /24 hours/,
      /6 weeks/,
      /1 adult/,
      /cannot look after children under 12/,
    ]
    for (const rule of kept) expect(text).toMatch(rule)
  })

  it('keeps sentences to 12 words in strong, not in fair', () => {
    expect(longest(answer('strong', 1009, 1))).toBeLessThanOrEqual(12)
    const tooLong = sentencesOf(answer('fair', 1009, 1)).filter((s) => wordsOf(s).length >= 25)
    expect(tooLong).toHaveLength(3)
  })

  it('changes rules in weak', () => {
    expect(answer('weak', 1009, 1)).toMatch(/still water is not allowed/)
    expect(answer('weak', 1009, 1)).toMatch(/6 days/)
    expect(answer('weak', 1009, 1)).not.toMatch(/6 weeks/)
    expect(answer('weak', 1009, 1)).toMatch(/our staff will look after them/)
  })

  it.each(['strong', 'fair', 'weak'] as const)('sends three messages of 160 in %s', (set) => {
    const messages = messagesOf(set)
    expect(messages).toHaveLength(3)
    for (const message of messages) expect(message.length).toBeLessThanOrEqual(160)
  })

  it('gives the right clock times in strong, half of them in fair, none in weak', () => {
    const food = clock(10, 30, 6)
    const water = clock(10, 30, 1)
    expect([food, water]).toEqual(['4:30', '9:30'])
    expect(messagesOf('strong')[2]).toMatch(new RegExp(`${food}.*${water}`))
    expect(messagesOf('fair')[2]).toContain(food)
    expect(messagesOf('fair')[2]).not.toContain(water)
    expect(messagesOf('fair')[2]).toContain('1 hour before')
    expect(messagesOf('weak')[2]).not.toMatch(new RegExp(`\\b(${food}|${water})`))
  })

  it('places the call about insulin and the deadline to cancel rightly in strong and fair', () => {
    for (const set of ['strong', 'fair'] as const) {
      const [friday = '', tuesday = '', evening = ''] = messagesOf(set)
      expect(friday).toMatch(/insulin.*Monday/)
      expect(friday).toMatch(/cannot look after.*1 adult/)
      expect(tuesday).toMatch(/10:30 today.*6 weeks/)
      expect(evening).not.toMatch(/insulin|adult|weeks/)
      expect(longest(messagesOf(set).join(' '))).toBeLessThanOrEqual(12)
    }
    expect(messagesOf('weak')[0]).not.toMatch(/insulin/)
    expect(messagesOf('weak')[1]).toMatch(/insulin.*today/)
  })
})
