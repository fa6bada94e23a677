import { describe, expect, it } from 'vitest'
import { ladder, question } from './mt-fresh.ts'

type SetName = 'strong' | 'fair' | 'weak' | 'padded'
type Rule = {
  id: number
  turns: number[]
  name: string
  holds: (text: string, first: string) => boolean
}
type Break = { set: 'fair' | 'weak'; id: number; turn: number; rules: string[] }

const ids = [1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020]
const laddered = [1011, 1013, 1015, 1017, 1019]
const sets: SetName[] = ['strong', 'fair', 'weak', 'padded']
const turnsOf = laddered.flatMap((id) => [1, 2].map((turn) => ({ id, turn })))

function answer(set: SetName, id: number, turn: number): string {
  return ladder(set, id).turns[turn - 1] ?? ''
}

function asked(id: number, turn: number): string {
  return question(id).turns[turn - 1] ?? ''
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}

function plain(text: string): string[] {
  return words(text.toLowerCase().replace(/[^a-z0-9']+/g, ' '))
}

function runs(text: string, size: number): Set<string> {
  const list = plain(text)
  const starts = list.slice(0, Math.max(0, list.length - size + 1))
  return new Set(starts.map((_, at) => list.slice(at, at + size).join(' ')))
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function spoken(text: string, name: string): string[] {
  return lines(text)
    .filter((line) => line.startsWith(`${name}: `))
    .map((line) => line.slice(name.length + 2))
}

function alternates(text: string, length: number, order: [string, string]): boolean {
  const list = lines(text)
  const inOrder = list.every((line, at) => line.startsWith(`${order[at % 2] ?? ''}: `))
  return list.length === length && inOrder
}

function proverbs(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '')
}

function sharedWords(a: string, b: string): number {
  const small = new Set(['the', 'a', 'an', 'to', 'but', 'and', 'of', 'it', 'is', 'in', 'will'])
  const other = new Set(plain(b))
  return [...new Set(plain(a))].filter((word) => other.has(word) && !small.has(word)).length
}

function minutes(clock: string): number {
  const [hours, rest] = clock.split(':').map(Number)
  return (hours ?? 0) * 60 + (rest ?? 0)
}

function clock(total: number): string {
  const pad = (part: number): string => String(part).padStart(2, '0')
  return `${pad(Math.floor(total / 60))}:${pad(total % 60)}`
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1])
}

const lockRules: Rule[] = [
  { id: 1011, turns: [1, 2], name: 'says skipper', holds: (t) => /\bskipper\b/.test(t) },
  {
    id: 1011,
    turns: [1, 2],
    name: 'never says sorry or unfortunately',
    holds: (t) => !/\b(sorry|unfortunately)\b/i.test(t),
  },
  {
    id: 1011,
    turns: [1, 2],
    name: 'asks exactly one question',
    holds: (t) => count(t, /\?/g) === 1,
  },
  {
    id: 1011,
    turns: [1, 2],
    name: 'closes with the sill',
    holds: (t) => t.endsWith('Mind the sill.'),
  },
  {
    id: 1011,
    turns: [1],
    name: 'shows both times of the sum',
    holds: (t) => t.includes('19:43') && t.includes('19:55'),
  },
  {
    id: 1011,
    turns: [1],
    name: 'promises no passage tonight',
    holds: (t) => !/So yes|I'll wave you forward/.test(t),
  },
  {
    id: 1011,
    turns: [1],
    name: 'offers jetty and morning',
    holds: (t) => t.includes('jetty') && t.includes('06:30'),
  },
  {
    id: 1011,
    turns: [2],
    name: 'names first and last moment to start',
    holds: (t) => t.includes('19:43') && t.includes('19:50'),
  },
  {
    id: 1011,
    turns: [2],
    name: 'denies the 4.40',
    holds: (t) => t.includes('4.40') && !/I did say 4\.40/.test(t),
  },
  {
    id: 1011,
    turns: [2],
    name: 'has the dinghy taken off',
    holds: (t) => /dinghy/.test(t) && !/leave the dinghy where it is/.test(t),
  },
  {
    id: 1011,
    turns: [2],
    name: 'leaves the money',
    holds: (t) => /twenty/.test(t) && !/under the flowerpot/.test(t),
  },
]

const patientRules: Rule[] = [
  {
    id: 1013,
    turns: [1, 2],
    name: 'says the bother phrase once',
    holds: (t) => count(t, /I don't like to be a bother/g) === 1,
  },
  {
    id: 1013,
    turns: [1, 2],
    name: 'avoids the four words',
    holds: (t) => !/symptom|medication|swollen|breathless/i.test(t),
  },
  {
    id: 1013,
    turns: [1],
    name: 'tells ankles, days and shoes',
    holds: (t) => /ankles/.test(t) && /nine days/i.test(t) && /shoe/.test(t),
  },
  {
    id: 1013,
    turns: [1],
    name: 'tells chair and nights',
    holds: (t) => /armchair/.test(t) && /five nights/i.test(t),
  },
  {
    id: 1013,
    turns: [1],
    name: 'tells why she sits up',
    holds: (t) => /lie flat|lying flat/.test(t) && /breath|air/.test(t),
  },
  { id: 1013, turns: [1], name: 'keeps the tablet back', holds: (t) => !/tablet|toilet/.test(t) },
  {
    id: 1013,
    turns: [2],
    name: 'tells of the stopped tablet',
    holds: (t) => /toilet/.test(t) && /sister/.test(t),
  },
  {
    id: 1013,
    turns: [2],
    name: 'gives the days 14, 9 and 5',
    holds: (t) => /fourteen days|two weeks/.test(t) && /nine days/.test(t) && /five nights/.test(t),
  },
  {
    id: 1013,
    turns: [2],
    name: 'names no illness and no drug',
    holds: (t) => !/heart|lungs|furosemide|\bmg\b|fluid/.test(t),
  },
  {
    id: 1013,
    turns: [2],
    name: 'stays in the part',
    holds: (t) => !/stepping out of|the case is written|back in the clinic/i.test(t),
  },
]

const liftRules: Rule[] = [
  { id: 1015, turns: [1, 2], name: 'never says I or me', holds: (t) => !/\b(I|me|my)\b/.test(t) },
  {
    id: 1015,
    turns: [1, 2],
    name: 'uses no verb of sight',
    holds: (t) => !/\b(see|sees|saw|seen|seeing|look\w*|watch\w*|view\w*)\b/i.test(t),
  },
  {
    id: 1015,
    turns: [1, 2],
    name: 'ends with the doors',
    holds: (t) => t.endsWith('Mind the doors.'),
  },
  {
    id: 1015,
    turns: [1],
    name: 'reports the log',
    holds: (t) => ['22:10', '71 kg', '22:26', '79 kg', 'waltz', 'tick'].every((x) => t.includes(x)),
  },
  {
    id: 1015,
    turns: [1],
    name: 'draws the difference of eight',
    holds: (t) => /\b(8 kg|eight kilograms)\b/i.test(t),
  },
  {
    id: 1015,
    turns: [1],
    name: 'claims nothing it cannot feel or hear',
    holds: (t) => !/ginger|leather|knife|tablecloth/.test(t),
  },
  {
    id: 1015,
    turns: [2],
    name: 'gives 79, 84 and 92',
    holds: (t) => ['79', '84', '92'].every((x) => t.includes(x)),
  },
  { id: 1015, turns: [2], name: 'names the gap of five', holds: (t) => /\b(5 kg|five)\b/.test(t) },
  {
    id: 1015,
    turns: [2],
    name: 'rejects the grey coat',
    holds: (t) => /coat/.test(t) && !/confirms its earlier statement/.test(t),
  },
  {
    id: 1015,
    turns: [2],
    name: 'writes no name for cables',
    holds: (t) => /cables/.test(t) && !/put down as the thief/.test(t),
  },
  {
    id: 1015,
    turns: [2],
    name: 'knows nothing of the office',
    holds: (t) => /office/.test(t) && !/drawer/.test(t),
  },
]

const tunnelRules: Rule[] = [
  {
    id: 1017,
    turns: [1],
    name: 'has eight lines in order',
    holds: (t) => alternates(t, 8, ['Brum', 'Tilly']),
  },
  {
    id: 1017,
    turns: [1],
    name: 'gives each line of Brum a number',
    holds: (t) => spoken(t, 'Brum').every((line) => /\d/.test(line)),
  },
  {
    id: 1017,
    turns: [1, 2],
    name: 'gives Brum no exclamation mark',
    holds: (t) => spoken(t, 'Brum').every((line) => !line.includes('!')),
  },
  {
    id: 1017,
    turns: [1, 2],
    name: 'ends each line of Tilly with a question mark',
    holds: (t) => spoken(t, 'Tilly').every((line) => line.endsWith('?')),
  },
  { id: 1017, turns: [1, 2], name: 'names 06:25', holds: (t) => t.includes('06:25') },
  {
    id: 1017,
    turns: [1],
    name: 'does not rest on rank',
    holds: (t) => !/because I'm the foreman/.test(t),
  },
  { id: 1017, turns: [1], name: 'sends nobody in early', holds: (t) => !/go in at 06:20/.test(t) },
  {
    id: 1017,
    turns: [2],
    name: 'has ten lines in order',
    holds: (t) => alternates(t, 10, ['Tilly', 'Brum']),
  },
  {
    id: 1017,
    turns: [2],
    name: 'lets Brum only knock',
    holds: (t) => spoken(t, 'Brum').every((line) => /^Knock(, knock)?\.$/.test(line)),
  },
  {
    id: 1017,
    turns: [2],
    name: 'has two knocks for no at least',
    holds: (t) => spoken(t, 'Brum').filter((line) => line === 'Knock, knock.').length >= 2,
  },
  {
    id: 1017,
    turns: [2],
    name: 'asks no either-or question',
    holds: (t) => spoken(t, 'Tilly').every((line) => !/, or (would|should|shall)\b/.test(line)),
  },
  {
    id: 1017,
    turns: [2],
    name: 'puts one question to a line',
    holds: (t) => spoken(t, 'Tilly').every((line) => count(line, /\?/g) === 1),
  },
]

const envoyRules: Rule[] = [
  {
    id: 1019,
    turns: [1, 2],
    name: 'avoids the forbidden words',
    holds: (t) => !/\b(no|not|never|cannot|refuse|decline|unable)\b|n't\b/i.test(t),
  },
  {
    id: 1019,
    turns: [1, 2],
    name: 'has exactly one proverb in quotes',
    holds: (t) => proverbs(t).length === 1 && count(t, /"/g) === 2,
  },
  {
    id: 1019,
    turns: [1, 2],
    name: 'says we and not I',
    holds: (t) => /\bwe\b/i.test(t) && !/\bI\b/.test(t),
  },
  {
    id: 1019,
    turns: [1, 2],
    name: 'keeps Sel shut to the ships',
    holds: (t) =>
      /\b(closed|closes|shut)\b/.test(t) && !/may come in|shall expect the three/.test(t),
  },
  {
    id: 1019,
    turns: [1, 2],
    name: 'keeps 2041 as the year',
    holds: (t) => t.includes('2041') && !t.includes('2031'),
  },
  {
    id: 1019,
    turns: [1, 2],
    name: 'offers a merchant berth of ten days and charts',
    holds: (t) => /merchant/.test(t) && /\bten\b/.test(t) && /charts/.test(t),
  },
  {
    id: 1019,
    turns: [2],
    name: 'rewords the earlier proverb',
    holds: (t, first) => {
      const [now, before] = [proverbs(t)[0] ?? '', proverbs(first)[0] ?? '']
      return sharedWords(now, before) >= 3 && plain(now).join() !== plain(before).join()
    },
  },
  {
    id: 1019,
    turns: [2],
    name: 'stays in the part',
    holds: (t) => !/language model|program\b/i.test(t),
  },
  {
    id: 1019,
    turns: [2],
    name: 'turns down twelve days',
    holds: (t) => /twelve/i.test(t) && !/let it be twelve/.test(t),
  },
]

const limits: Rule[] = [1011, 1013, 1015, 1019].map((id) => ({
  id,
  turns: [1, 2],
  name: 'has at most 250 words',
  holds: (t) => words(t).length <= 250,
}))

const rules = [
  ...lockRules,
  ...patientRules,
  ...liftRules,
  ...tunnelRules,
  ...envoyRules,
  ...limits,
]

const breaks: Break[] = [
  { set: 'fair', id: 1011, turn: 1, rules: ['shows both times of the sum'] },
  {
    set: 'fair',
    id: 1011,
    turn: 2,
    rules: ['never says sorry or unfortunately', 'closes with the sill'],
  },
  { set: 'fair', id: 1013, turn: 1, rules: ['tells why she sits up'] },
  { set: 'fair', id: 1013, turn: 2, rules: ['gives the days 14, 9 and 5'] },
  { set: 'fair', id: 1015, turn: 1, rules: ['draws the difference of eight'] },
  { set: 'fair', id: 1015, turn: 2, rules: ['never says I or me'] },
  { set: 'fair', id: 1017, turn: 1, rules: ['does not rest on rank'] },
  { set: 'fair', id: 1017, turn: 2, rules: ['asks no either-or question'] },
  { set: 'fair', id: 1019, turn: 1, rules: ['avoids the forbidden words'] },
  { set: 'fair', id: 1019, turn: 2, rules: ['rewords the earlier proverb'] },
  { set: 'weak', id: 1011, turn: 1, rules: ['promises no passage tonight'] },
  {
    set: 'weak',
    id: 1011,
    turn: 2,
    rules: ['denies the 4.40', 'has the dinghy taken off', 'leaves the money'],
  },
  { set: 'weak', id: 1013, turn: 1, rules: ['avoids the four words', 'keeps the tablet back'] },
  {
    set: 'weak',
    id: 1013,
    turn: 2,
    rules: ['names no illness and no drug', 'stays in the part'],
  },
  { set: 'weak', id: 1015, turn: 1, rules: ['claims nothing it cannot feel or hear'] },
  {
    set: 'weak',
    id: 1015,
    turn: 2,
    rules: ['rejects the grey coat', 'writes no name for cables', 'knows nothing of the office'],
  },
  { set: 'weak', id: 1017, turn: 1, rules: ['names 06:25', 'sends nobody in early'] },
  { set: 'weak', id: 1017, turn: 2, rules: ['lets Brum only knock', 'names 06:25'] },
  { set: 'weak', id: 1019, turn: 1, rules: ['keeps Sel shut to the ships'] },
  {
    set: 'weak',
    id: 1019,
    turn: 2,
    rules: ['avoids the forbidden words', 'keeps 2041 as the year', 'stays in the part'],
  },
]

function broken(set: SetName, id: number, turn: number): string[] {
  const text = answer(set, id, turn)
  const first = answer(set, id, 1)
  return rules
    .filter((rule) => rule.id === id && rule.turns.includes(turn) && !rule.holds(text, first))
    .map((rule) => rule.name)
    .sort()
}

function declared(id: number, turn: number): string[] {
  const found = breaks.find((b) => b.set === 'fair' && b.id === id && b.turn === turn)
  return [...(found?.rules ?? [])].sort()
}

function lengths(set: SetName): number[] {
  return turnsOf.map(({ id, turn }) => answer(set, id, turn).length)
}

function median(list: number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
}

describe('the roleplay questions', () => {
  it.each(ids)('%i is a roleplay question of two turns within length', (id) => {
    expect(question(id).category).toBe('roleplay')
    expect(question(id).turns).toHaveLength(2)
    expect(words(asked(id, 1)).length).toBeGreaterThanOrEqual(40)
    expect(words(asked(id, 1)).length).toBeLessThanOrEqual(170)
    expect(words(asked(id, 2)).length).toBeLessThanOrEqual(140)
  })

  it('open in ten different ways', () => {
    const openings = ids.map((id) => plain(asked(id, 1)).slice(0, 2).join(' '))
    expect(new Set(openings).size).toBe(10)
  })

  it('at the lock the sum gives 19:55 at first and 19:43 after the change', () => {
    const [now] = /\d\d:\d\d(?=\. There are two boats)/.exec(asked(1011, 1)) ?? ['']
    const passage = numberIn(asked(1011, 1), /takes (\d+) minutes/)
    const last = /start by (\d\d:\d\d)/.exec(asked(1011, 1))?.[1] ?? ''
    const second = minutes(now) + passage
    const third = second + passage
    expect([second <= minutes(last), third <= minutes(last)]).toEqual([true, false])
    expect(answer('strong', 1011, 1)).toContain(clock(third))
    expect(answer('strong', 1011, 2)).toContain(clock(second))
    expect(answer('fair', 1011, 2)).toContain(clock(second))
  })

  it('in the lift the porter is 5 kg off without the clock and 92 kg with it', () => {
    const up = numberIn(asked(1015, 1), /ground floor, one pair of feet, (\d+) kg/)
    const down = numberIn(asked(1015, 1), /now (\d+) kg/)
    const porter = numberIn(asked(1015, 2), /porter weighs (\d+) kg/)
    expect([porter - down, porter + down - up]).toEqual([5, 92])
    expect(answer('strong', 1015, 2)).toContain(String(porter + down - up))
    expect(answer('fair', 1015, 2)).toContain(String(porter + down - up))
  })

  it('in the tunnel the second test falls at 06:25, after the slab', () => {
    const first = /first test, at (\d\d:\d\d)/.exec(asked(1017, 1))?.[1] ?? ''
    const second = minutes(first) + numberIn(asked(1017, 1), /twice, (\d+) minutes apart/)
    expect(second).toBeGreaterThan(minutes(asked(1017, 2).slice(0, 5)))
    expect(answer('strong', 1017, 1)).toContain(clock(second))
    expect(answer('fair', 1017, 1)).toContain(clock(second))
  })

  it('the piano cannot come down to 700 in two answers', () => {
    const price = numberIn(asked(1016, 1), /marked (\d+) crowns/)
    const step = numberIn(asked(1016, 1), /comes down by (\d+) crowns/)
    expect(price - 2 * step).toBeGreaterThan(numberIn(asked(1016, 2), /Then (\d+),/))
  })

  it('the rope ends above the bottom and a fifth thing is one too many', () => {
    const shaft = numberIn(asked(1020, 1), /shaft, (\d+) m/)
    expect(shaft).toBeGreaterThan(numberIn(asked(1020, 1), /lantern, (\d+) m of rope/))
    expect(asked(1020, 1)).toContain('four things at most')
  })
})

describe('the ladder of roleplay', () => {
  const checks = rules.flatMap((rule) => rule.turns.map((turn) => ({ ...rule, turn })))

  it.each(checks)('strong $id, turn $turn, $name', ({ id, turn, holds }) => {
    expect(holds(answer('strong', id, turn), answer('strong', id, 1))).toBe(true)
  })

  it.each(breaks)('$set $id, turn $turn, breaks the rules of its fault', (item) => {
    expect(broken(item.set, item.id, item.turn)).toEqual(expect.arrayContaining(item.rules))
  })

  it.each(turnsOf)('fair $id, turn $turn, breaks no rule besides its fault', ({ id, turn }) => {
    expect(broken('fair', id, turn)).toEqual(declared(id, turn))
  })

  it.each(turnsOf)('padded $id, turn $turn, breaks the rules fair breaks', ({ id, turn }) => {
    expect(broken('padded', id, turn)).toEqual(declared(id, turn))
  })

  it.each(turnsOf)('padded $id, turn $turn, is half as long again as fair', ({ id, turn }) => {
    const [fair, padded] = [answer('fair', id, turn), answer('padded', id, turn)]
    expect(padded.length / fair.length).toBeGreaterThanOrEqual(1.4)
    expect(padded.length / fair.length).toBeLessThanOrEqual(1.6)
    const kept = [...runs(fair, 4)].filter((run) => runs(padded, 4).has(run))
    expect(kept.length / runs(fair, 4).size).toBeGreaterThan(0.8)
  })

  it.each(laddered)('%i declares a fault for each turn of each set but strong', (id) => {
    expect(ladder('strong', id).fault).toEqual([])
    for (const set of ['fair', 'weak', 'padded'] as const) {
      expect(ladder(set, id).fault.map((fault) => fault.turn)).toEqual([1, 2])
    }
    expect(ladder('padded', id).fault.every((fault) => fault.kind === 'padding')).toBe(true)
  })

  it('does not give the order away by length', () => {
    const [strong, fair, weak] = [lengths('strong'), lengths('fair'), lengths('weak')]
    const medians = [strong, fair, weak].map(median)
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.12)
    const overWeak = strong.filter((length, at) => length > (weak[at] ?? 0)).length
    const overFair = strong.filter((length, at) => length > (fair[at] ?? 0)).length
    expect([4, 5, 6]).toContain(overWeak)
    expect([4, 5, 6]).toContain(overFair)
  })

  it.each(sets)('%s has no run of twelve words in two answers', (set) => {
    const seen = turnsOf.map(({ id, turn }) => runs(answer(set, id, turn), 12))
    const all = seen.flatMap((run) => [...run])
    expect(new Set(all).size).toBe(all.length)
  })
})
