import { describe, expect, it } from 'vitest'

import { ladder, question, reference } from './mt-fresh.ts'

// Each reference is recomputed by search over every case. The facts are read from the question's
// own text where its form allows it, and are encoded again here otherwise.

type Set4 = 'strong' | 'fair' | 'weak' | 'padded'

const asked = (id: number, turn: number): string => question(id).turns[turn - 1] ?? ''
const verified = (id: number, turn: number): string => reference(id)[turn - 1] ?? ''
const answer = (set: Set4, id: number, turn: number): string =>
  ladder(set, id).turns[turn - 1] ?? ''

const unique = <T>(items: T[]): T[] => [...new Set(items)]
const sorted = <T>(items: T[]): T[] => unique(items).sort()
const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? match[0])
const first = (text: string, pattern: RegExp): string => {
  const match = pattern.exec(text)
  if (match === null) throw new Error(`${pattern} is not in: ${text.slice(0, 80)}`)
  return match[1] ?? match[0]
}
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, i) =>
    permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]),
  )
}

function subsets<T>(items: T[]): T[][] {
  return items.reduce<T[][]>((all, item) => all.concat(all.map((s) => [...s, item])), [[]])
}

// ---------------------------------------------------------------- 1021 kiln week

type Week = (initial: string) => number
const kilnRules: Record<string, (day: Week) => boolean> = {
  glaze: (day) => {
    const [a = 0, b = 0, c = 0] = ['A', 'D', 'F'].map(day).sort()
    return b - a > 1 && c - b > 1
  },
  bo: (day) => Math.abs(day('B') - day('F')) === 2,
  coral: (day) => day('C') >= day('D') + 2,
  esme: (day) => (day('E') - day('G')) * (day('E') - day('C')) < 0,
  aru: (day) => day('A') < day('B'),
  apart: (day) => Math.abs(day('A') - day('E')) >= 4,
}
const weeksWithout = (dropped: string): string[] =>
  permutations([...'ABCDEFG'])
    .map((week) => week.join(''))
    .filter((week) =>
      Object.entries(kilnRules).every(
        ([name, rule]) => name === dropped || rule((initial) => week.indexOf(initial)),
      ),
    )
const weeksIn = (text: string): string[] =>
  sorted(found(text, /\b[A-G]{7}\b/g).filter((week) => new Set(week).size === 7))
const members = ['Aru', 'Bo', 'Coral', 'Dima', 'Esme', 'Finn', 'Gil']
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const dayFixed = (weeks: string[]): string[] =>
  members
    .map((name) => ({ name, days: unique(weeks.map((w) => w.indexOf(name.charAt(0)))) }))
    .filter(({ days }) => days.length === 1)
    .map(({ name, days }) => `${name} (${weekdays[days[0] ?? 0]})`)
const certainIn = (text: string): string[] =>
  sorted(found(first(text, /Still certain: .*/), /[A-Z][a-z]+ \([A-Z][a-z]+\)/g))

describe('1021, the kiln week', () => {
  it.each([
    [1, 'none'],
    [2, 'esme'],
  ])('turn %i of the reference and of strong and fair gives the weeks found', (turn, dropped) => {
    const weeks = sorted(weeksWithout(dropped))
    expect(weeksIn(verified(1021, turn))).toEqual(weeks)
    expect(weeksIn(answer('strong', 1021, turn))).toEqual(weeks)
    expect(weeksIn(answer('fair', 1021, turn))).toEqual(weeks)
  })

  it('opens the second turn of the reference with the full list of weeks', () => {
    const list = first(verified(1021, 2), /^Three timetables fit: (.*)\.$/m)
    expect(list.split(', ')).toEqual(sorted(weeksWithout('esme')))
  })

  it('has one week at first, and the reference spells it out by day', () => {
    const [week = '', ...more] = weeksWithout('none')
    expect(more).toEqual([])
    const spelt = [...week].map((initial, i) => {
      const name = members.find((member) => member.startsWith(initial))
      return `${weekdays[i]} ${name}`
    })
    expect(verified(1021, 1)).toContain(spelt.join(', '))
  })

  it('names the people whose day is the same in every week left', () => {
    const fixed = sorted(dayFixed(weeksWithout('esme')))
    expect(certainIn(verified(1021, 2))).toEqual(fixed)
    expect(certainIn(answer('strong', 1021, 2))).toEqual(fixed)
  })

  it('has a weak answer with a week that breaks a rule, then with two such weeks', () => {
    expect(weeksIn(answer('weak', 1021, 1))).toEqual(['AGDBECF'])
    expect(weeksWithout('none')).not.toContain('AGDBECF')
    expect(weeksIn(answer('weak', 1021, 2))).toEqual(['AGDBCEF', 'AGDBECF'])
    expect(weeksWithout('esme')).not.toContain('AGDBCEF')
    expect(weeksWithout('esme')).not.toContain('AGDBECF')
  })

  it('has a fair second turn that leaves the argument of the member unanswered', () => {
    expect(answer('fair', 1021, 2)).not.toMatch(/argu|the member's|named/)
    expect(answer('strong', 1021, 2)).toMatch(/The member's argument fails/)
  })
})

// ---------------------------------------------------------------- 1022 lantern

type Graph = Map<string, string[]>
const huts = [...'ABCDEFGHI']
const paths = found(asked(1022, 1), /\b[A-I]–[A-I]\b/g)
const closed = first(asked(1022, 2), /between [A-I] and [A-I]/).replace(
  /between (.) and (.)/,
  '$1–$2',
)

function graphOf(edges: string[]): Graph {
  const graph: Graph = new Map(huts.map((hut) => [hut, []]))
  for (const edge of edges) {
    const [from = '', to = ''] = edge.split('–')
    graph.get(from)?.push(to)
    graph.get(to)?.push(from)
  }
  return graph
}

function moverWins(graph: Graph, at: string, visited: string): boolean {
  return (graph.get(at) ?? []).some(
    (to) => !visited.includes(to) && !moverWins(graph, to, visited + to),
  )
}

const secondWins = (edges: string[]): string[] =>
  huts.filter((hut) => !moverWins(graphOf(edges), hut, hut))
const hutList = (text: string, who: string): string[] =>
  sorted(
    first(text, new RegExp(`${who} ranger (?:now )?wins (?:now )?(?:only )?from ([A-I, and]+)`))
      .split(/[^A-I]+/)
      .filter((hut) => hut !== ''),
  )
const leavesOut = (pairing: string): string[] => huts.filter((hut) => !pairing.includes(hut))
const isPairing = (pairing: string, edges: string[]): boolean =>
  pairing
    .split(', ')
    .every((pair) => edges.includes(pair) || edges.includes([...pair].reverse().join('')))

describe('1022, the lantern game', () => {
  const left = paths.filter((path) => path !== closed)
  it('reads eleven paths from the question and takes one of them away', () => {
    expect([unique(paths).length, left.length]).toEqual([11, 10])
  })

  it.each([
    [1, paths],
    [2, left],
  ])('turn %i of the reference names the huts found by playing out every game', (turn, edges) => {
    const second = secondWins(edges)
    expect(hutList(verified(1022, turn), 'second')).toEqual(second)
    expect(hutList(verified(1022, turn), 'first')).toEqual(
      huts.filter((hut) => !second.includes(hut)),
    )
  })

  it('gives for each hut of the first turn a pairing along paths that leaves just it out', () => {
    const lines = [...verified(1022, 1).matchAll(/left out ([A-I]): (.*)/g)]
    expect(lines.map((line) => line[1])).toEqual(secondWins(paths))
    for (const line of lines) {
      expect(isPairing(line[2] ?? '', paths)).toBe(true)
      expect(leavesOut(line[2] ?? '')).toEqual([line[1]])
    }
  })

  it('gives such a pairing along the ten paths for each hut of the second turn', () => {
    const lines = [...verified(1022, 2).matchAll(/((?:[A-I]–[A-I],? )+)leaves out ([A-I])/g)]
    expect(lines.map((line) => line[2])).toEqual(secondWins(left))
    for (const line of lines) {
      expect(isPairing((line[1] ?? '').trim(), left)).toBe(true)
      expect(leavesOut(line[1] ?? '')).toEqual([line[2]])
    }
  })
})

// ---------------------------------------------------------------- 1023 roster

type Roster = { R: number; F: number; B: number; RF: number; RB: number; FB: number }
const total = (r: Roster): number => r.R + r.F + r.B + r.RF + r.RB + r.FB
const obeys = (r: Roster): boolean =>
  total(r) === 12 &&
  r.R + r.RF + r.RB === 7 &&
  r.F + r.RF + r.FB === 6 &&
  r.B + r.RB + r.FB === 4 &&
  r.B === 0

function rosters(): Roster[] {
  const some = range(0, 7)
  return some.flatMap((R) =>
    some.flatMap((F) =>
      some.flatMap((B) =>
        some.flatMap((RF) =>
          some.flatMap((RB) => some.map((FB) => ({ R, F, B, RF, RB, FB })).filter(obeys)),
        ),
      ),
    ),
  )
}

const allRosters = rosters()
const remembered = allRosters.filter((r) => r.F >= 4 && r.FB >= 1)
const statements: Record<string, (r: Roster) => boolean> = {
  a: (r) => r.RF + r.RB + r.FB === 5,
  b: (r) => r.RF === 1,
  c: (r) => r.R >= 2,
  d: (r) => r.R > r.F,
  e: (r) => r.FB === 0,
  f: (r) => r.R === r.F,
}
const judge = (left: Roster[], holds: (r: Roster) => boolean): string =>
  left.every(holds) ? 'must be true' : left.some(holds) ? 'cannot be settled' : 'must be false'
const verdicts = (left: Roster[]): string[] =>
  Object.entries(statements).map(([name, holds]) => `(${name}) ${judge(left, holds)}`)
const verdictsIn = (text: string): string[] =>
  found(text.toLowerCase(), /^(\([a-f]\) (?:must be true|must be false|cannot be settled))/gm)
const rosterKeys: [keyof Roster, RegExp][] = [
  ['R', /(?:only radio|radio only):? (\d|nobody)/g],
  ['F', /(?:only first aid|first aid only):? (\d|nobody)/g],
  ['B', /(?:only boat handling|boat handling only):? (\d|nobody)/g],
  ['RF', /radio (?:and|\+) first aid:? (\d|nobody)/g],
  ['RB', /radio (?:and boat handling|\+ boat):? (\d|nobody)/g],
  ['FB', /first aid (?:and boat handling|\+ boat):? (\d|nobody)/g],
]
function rosterIn(text: string, which: number): Roster {
  const roster: Roster = { R: 0, F: 0, B: 0, RF: 0, RB: 0, FB: 0 }
  for (const [key, pattern] of rosterKeys) {
    const count = found(text, pattern)[which]
    if (count === undefined) throw new Error(`no ${key} in roster ${which}`)
    roster[key] = count === 'nobody' ? 0 : Number(count)
  }
  return roster
}

describe('1023, the rescue station', () => {
  it.each([['reference'], ['strong'], ['fair']] as const)('has the six verdicts in %s', (set) => {
    const text = set === 'reference' ? verified(1023, 1) : answer(set, 1023, 1)
    expect(verdictsIn(text)).toEqual(verdicts(allRosters))
  })

  it('changes just the verdicts that differ when the two facts are added', () => {
    const before = verdicts(allRosters)
    const changed = verdicts(remembered).filter((verdict) => !before.includes(verdict))
    const stated = first(verified(1023, 2), /Changed: (.*?)\./)
    expect(stated.split(', ')).toEqual(changed)
  })

  it.each([['reference'], ['strong'], ['fair']] as const)('has the one roster in %s', (set) => {
    const text = set === 'reference' ? verified(1023, 2) : answer(set, 1023, 2)
    expect(remembered).toEqual([rosterIn(text, 0)])
  })

  it('refutes the colleague by a lawful other roster, in the reference and in strong', () => {
    for (const text of [verified(1023, 2), answer('strong', 1023, 2)]) {
      const other = rosterIn(text, 1)
      expect(allRosters).toContainEqual(other)
      expect(remembered).not.toContainEqual(other)
      expect(other.R < other.F).toBe(true)
    }
  })

  it('has a fair second turn without the second roster', () => {
    expect(() => rosterIn(answer('fair', 1023, 2), 1)).toThrow()
  })

  it('has two wrong verdicts in weak, and a counterexample of eleven people', () => {
    const wrong = verdictsIn(answer('weak', 1023, 1))
    expect(wrong.length).toBe(6)
    const right = verdicts(allRosters)
    expect(wrong.filter((v) => !right.includes(v))).toEqual([
      '(d) must be true',
      '(f) cannot be settled',
    ])
    const text = answer('weak', 1023, 2)
    expect(text).toContain('(d) becomes open')
    const counts = found(first(text, /only radio 1.*?nobody/), /\d/g).map(Number)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(11)
  })
})

// ---------------------------------------------------------------- 1024 smaller and product

type Pair = [number, number]
type Told = (pair: Pair) => number
const smaller: Told = ([a]) => a
const product: Told = ([a, b]) => a * b
const pairsTo = (top: number): Pair[] =>
  range(1, top).flatMap((a) => range(a + 1, top).map((b): Pair => [a, b]))
const knows = (pairs: Pair[], told: Told, pair: Pair): boolean =>
  pairs.filter((other) => told(other) === told(pair)).length === 1
const silent = (pairs: Pair[], told: Told): Pair[] =>
  pairs.filter((pair) => !knows(pairs, told, pair))
const written = (pairs: Pair[]): string[] => pairs.map(([a, b]) => `(${a},${b})`).sort()
const tells = [smaller, product, smaller, product, smaller]
const afterFive = (top: number): Pair[] => tells.reduce(silent, pairsTo(top))
const pairsIn = (text: string): string[] => sorted(found(text, /\(\d,\d\)/g))

function neverFound(top: number): Pair[] {
  let pairs = pairsTo(top)
  for (;;) {
    const next = silent(silent(pairs, smaller), product)
    if (next.length === pairs.length) return pairs
    pairs = next
  }
}

describe('1024, the conversation', () => {
  it('ends with one pair for the range 1 to 8', () => {
    const left = afterFive(8)
    const known = left.filter((pair) => knows(left, product, pair))
    expect(known.length).toBe(1)
    const said = first(verified(1024, 1), /The numbers are (\d and \d)/)
    expect(said).toBe(known.map(([a, b]) => `${a} and ${b}`).join())
  })

  it.each([
    [0, 'Mina 1 rules out'],
    [2, 'Mina 2 rules out'],
    [3, 'Pavel 2 rules out'],
    [4, 'Mina 3 rules out'],
  ])('remark %i rules out what the reference says', (step, label) => {
    const before = tells.slice(0, step).reduce(silent, pairsTo(8))
    const after = tells.slice(0, step + 1).reduce(silent, pairsTo(8))
    const gone = before.filter((pair) => !written(after).includes(written([pair]).join()))
    expect(pairsIn(first(verified(1024, 1), new RegExp(`${label}.*`)))).toEqual(written(gone))
  })

  it('leaves after the second remark the pairs that the reference lists', () => {
    const line = first(verified(1024, 1), /Pavel 1 .*/)
    expect(pairsIn(line)).toEqual(written(tells.slice(0, 2).reduce(silent, pairsTo(8))))
  })

  it('breaks down only at the sixth remark for the range 1 to 9', () => {
    const left = afterFive(9)
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter((pair) => knows(left, product, pair))).toEqual([])
    expect(verified(1024, 2)).toMatch(/breaks down at the sixth remark/)
  })

  it('lists the pairs that nobody would ever find out', () => {
    const list = first(verified(1024, 2), /Never found out: .*/)
    expect(pairsIn(list)).toEqual(written(neverFound(9)))
  })
})

// ---------------------------------------------------------------- 1025 the bus

type Hours = Record<string, number>
const jobNames = [
  'awning',
  'base frame',
  'cabling',
  'decking',
  'entry steps',
  'fire kit',
  'glass panels',
  'heavy shelving',
]
const waitsFor: Record<string, string> = {
  cabling: 'base frame',
  decking: 'cabling',
  'entry steps': 'decking',
  'glass panels': 'decking',
  'heavy shelving': 'decking',
}
const listed: Hours = Object.fromEntries(
  jobNames.map((name) => [name, Number(first(asked(1025, 1), new RegExp(`${name}: (\\d)`, 'i')))]),
)

type Running = { job: string; end: number }
type Site = { now: number; running: Running[]; todo: string[] }

function nextSites(site: Site, hours: Hours, fitters: number): Site[] {
  const busy = site.running.map(({ job }) => job)
  const ready = site.todo.filter((job) => {
    const needed = waitsFor[job]
    return needed === undefined || ![...site.todo, ...busy].includes(needed)
  })
  return subsets(ready)
    .filter((start) => start.length + busy.length <= fitters)
    .filter((start) => start.length + busy.length > 0)
    .map((start) => {
      const begun = start.map((job) => ({ job, end: site.now + (hours[job] ?? 0) }))
      const running = [...site.running, ...begun]
      const now = Math.min(...running.map(({ end }) => end))
      return {
        now,
        running: running.filter(({ end }) => end > now),
        todo: site.todo.filter((job) => !start.includes(job)),
      }
    })
}

function shortest(hours: Hours, fitters = 2): number {
  const seen = new Map<string, number>()
  const search = (site: Site): number => {
    if (site.todo.length === 0 && site.running.length === 0) return 0
    const rest = site.running.map(({ job, end }) => `${job}${end - site.now}`).sort()
    const key = `${site.todo.join()}|${rest.join()}`
    const known = seen.get(key)
    if (known !== undefined) return known
    const times = nextSites(site, hours, fitters).map((n) => n.now - site.now + search(n))
    const best = Math.min(...times)
    seen.set(key, best)
    return best
  }
  return search({ now: 0, running: [], todo: jobNames })
}

const eligible = jobNames.filter((job) => (listed[job] ?? 0) >= 2)
const withTool = (job: string): string =>
  `${job}: ${shortest({ ...listed, [job]: (listed[job] ?? 0) - 1 })}`
const toolIn = (text: string): string[] =>
  found(text, /^([a-z ]+(?::| →) \d+)/gim).map((line) => line.toLowerCase().replace(' →', ':'))

type Slot = { job: string; from: number; to: number }
function planIn(text: string): Slot[][] {
  const lines = found(text, /^(?:Plan\. )?(Fitter .*?\.)$/gim).flatMap((line) =>
    line.split(/(?=Fitter (?:2|two))/),
  )
  return lines.map((line) =>
    [...line.matchAll(/([a-z ]+) (\d)–(\d)/g)]
      .map((m) => ({ job: (m[1] ?? '').trim(), from: Number(m[2]), to: Number(m[3]) }))
      .filter(({ job }) => jobNames.includes(job)),
  )
}

function planFaults(plan: Slot[][]): string[] {
  const slots = plan.flat()
  const names = slots.map(({ job }) => job).sort()
  const missing = names.join() === [...jobNames].sort().join() ? [] : ['jobs']
  const length = slots.filter(({ job, from, to }) => to - from !== listed[job])
  const early = slots.filter(({ job, from }) =>
    slots.some((other) => other.job === waitsFor[job] && other.to > from),
  )
  const clash = plan.filter((line) => line.some((s, i) => i > 0 && s.from < (line[i - 1]?.to ?? 0)))
  return [
    ...missing,
    ...length.map(({ job }) => `length of ${job}`),
    ...early.map(({ job }) => `${job} too early`),
    ...clash.map(() => 'clash'),
  ]
}
const planEnd = (plan: Slot[][]): number => Math.max(...plan.flat().map(({ to }) => to))

describe('1025, the bus', () => {
  it('gives the shortest time found by search over all plans', () => {
    const best = shortest(listed)
    expect(Number(first(verified(1025, 1), /The shortest time is (\d+) hours/))).toBe(best)
    expect(answer('fair', 1025, 1)).toContain(`The shortest time is ${best} hours`)
    expect(answer('strong', 1025, 1)).toMatch(/^Nine hours is the shortest possible time/)
  })

  it('gives lawful plans of that length in the reference and in strong', () => {
    for (const text of [verified(1025, 1), answer('strong', 1025, 1)]) {
      const plan = planIn(text)
      expect(planFaults(plan)).toEqual([])
      expect(planEnd(plan)).toBe(shortest(listed))
    }
  })

  it('has a weak plan of eight hours that starts a job before the decking is done', () => {
    const plan = planIn(answer('weak', 1025, 1))
    expect(planFaults(plan)).toEqual(['glass panels too early'])
    expect(planEnd(plan)).toBe(8)
  })

  it.each([['reference'], ['strong'], ['fair']] as const)('has the six times in %s', (set) => {
    const text = set === 'reference' ? verified(1025, 2) : answer(set, 1025, 2)
    expect(toolIn(text)).toEqual(eligible.map(withTool))
  })

  it('has four wrong times in weak', () => {
    const right = eligible.map(withTool)
    expect(toolIn(answer('weak', 1025, 2)).filter((line) => !right.includes(line))).toEqual([
      'awning: 8',
      'base frame: 7',
      'decking: 7',
      'heavy shelving: 7',
    ])
  })

  it('has a fair second turn that answers one half of the sentence, strong answers both', () => {
    expect(answer('fair', 1025, 2)).not.toMatch(/second half|saves none|any job on it/)
    expect(answer('strong', 1025, 2)).toMatch(/first half fails.*\n?.*second half fails/)
  })
})

// ---------------------------------------------------------------- 1026 the bell

const switches = ['amber', 'blue', 'copper', 'dun']
const settingOf = (text: string): number => {
  if (/none on/.test(text)) return 0
  if (/all four/.test(text)) return 15
  return switches.reduce((sum, name, i) => sum + (text.includes(name) ? 1 << i : 0), 0)
}
const trials = [...asked(1026, 1).matchAll(/^(.*): (rings|silent)$/gm)].map((match) => ({
  setting: settingOf(match[1] ?? ''),
  rings: match[2] === 'rings',
}))
const rings = (wiring: number, setting: number): boolean => ((wiring >> setting) & 1) === 1
const flips = range(0, 15).flatMap((off) =>
  switches.map((_, i) => ({ i, off, on: off | (1 << i) })).filter(({ on }) => on !== off),
)

function wirings(reversed: string): number[] {
  const lawful = (wiring: number): boolean =>
    flips.every(({ i, off, on }) =>
      switches[i] === reversed
        ? !rings(wiring, on) || rings(wiring, off)
        : !rings(wiring, off) || rings(wiring, on),
    )
  const fits = (wiring: number): boolean =>
    trials.every(({ setting, rings: rang }) => rings(wiring, setting) === rang)
  return range(0, 65535).filter((wiring) => fits(wiring) && lawful(wiring))
}

const untried = range(0, 15).filter((s) => !trials.some(({ setting }) => setting === s))
const outcome = (fitting: number[], setting: number): string => {
  const seen = unique(fitting.map((wiring) => rings(wiring, setting)))
  return seen.length > 1 ? 'open' : seen[0] === true ? 'ringing' : 'silent'
}
const matters = (wiring: number, i: number): boolean =>
  flips.some((flip) => flip.i === i && rings(wiring, flip.on) !== rings(wiring, flip.off))
const proved = (fitting: number[]): string[] =>
  switches.filter((_, i) => fitting.every((wiring) => matters(wiring, i)))
const settingsIn = (text: string, label: RegExp): number[] =>
  first(text, label)
    .split(';')
    .map(settingOf)
    .sort((a, b) => a - b)
const made = (rule: (on: boolean[]) => boolean): number =>
  range(0, 15).reduce(
    (sum, s) => sum + (rule(switches.map((_, i) => ((s >> i) & 1) === 1)) ? 2 ** s : 0),
    0,
  )

describe('1026, the bell', () => {
  const plain = wirings('none')
  const corrected = wirings('copper')
  it('reads six trials from the question and finds several wirings for both turns', () => {
    expect([trials.length, plain.length, corrected.length]).toEqual([6, 6, 4])
  })

  it.each([
    [1, plain],
    [2, corrected],
  ])('turn %i of the reference sorts the ten untried settings rightly', (turn, fitting) => {
    const text = verified(1026, turn)
    const kinds: [string, RegExp][] = [
      ['silent', /Settled, silent: (.*)\./],
      ['ringing', /Settled, ringing: (.*)\./],
      ['open', /Open: (.*)\./],
    ]
    for (const [kind, label] of kinds) {
      expect(settingsIn(text, label)).toEqual(untried.filter((s) => outcome(fitting, s) === kind))
    }
    const list = first(text, /Proved to matter: (.*?)\./)
    expect(list.split(', ')).toEqual(proved(fitting))
  })

  it('states which outcomes have changed sides', () => {
    const open = (fitting: number[], s: number): boolean => outcome(fitting, s) === 'open'
    const opened = untried.filter((s) => !open(plain, s) && open(corrected, s))
    const settled = untried.filter((s) => open(plain, s) && !open(corrected, s))
    const text = verified(1026, 2)
    expect(settingsIn(text, /Have become open: (.*?)\. /)).toEqual(opened)
    expect(settingsIn(text, /Have become settled: (.*?)\./)).toEqual(settled)
  })

  it('describes wirings that fit and leave out the switch in question', () => {
    const noCopper = made(([a, b, , d]) => a === true || (b === true && d === true))
    const noDun = made(([a, b, c]) => a === true || (b === true && c !== true))
    expect(plain).toContain(noCopper)
    expect(corrected).toContain(noCopper)
    expect(corrected).toContain(noDun)
    expect([matters(noCopper, 2), matters(noDun, 3)]).toEqual([false, false])
  })
})

// ---------------------------------------------------------------- 1027 the booking code

const factNames = ['member', 'adult', 'warden', 'pass', 'repair', 'open', 'fine'] as const
type Fact = (typeof factNames)[number]
type Facts = Record<Fact, boolean>
type Clause = { number: number; applies: (f: Facts) => boolean; allows: boolean }
const code: Clause[] = [
  { number: 1, applies: (f) => f.member, allows: true },
  { number: 2, applies: (f) => !f.member, allows: false },
  { number: 3, applies: (f) => !f.adult, allows: false },
  { number: 4, applies: (f) => f.warden, allows: true },
  { number: 5, applies: (f) => f.repair && !f.pass, allows: false },
  { number: 6, applies: (f) => f.open && f.adult, allows: true },
  { number: 7, applies: (f) => f.fine && !f.warden, allows: false },
]
const amended: Clause[] = code
  .filter(({ number }) => number !== 6)
  .map((clause) => (clause.number === 7 ? { ...clause, applies: (f) => f.fine } : clause))
const people: Record<string, Partial<Facts>> = {
  Ilse: { member: true, adult: false, warden: true, repair: false, open: false },
  Jarek: { member: false, adult: true, warden: false, repair: true, open: true, fine: false },
  Kemi: { member: true, adult: false, warden: false, repair: false, open: true, fine: false },
  Lorcan: { warden: true, repair: true, pass: false, fine: true },
  Mirren: { adult: true, warden: false, repair: false, open: false, fine: false },
  Oona: { warden: true, pass: true, open: false },
}
const completions = (known: Partial<Facts>): Facts[] =>
  subsets([...factNames])
    .map((yes) => Object.fromEntries(factNames.map((f) => [f, yes.includes(f)])) as Facts)
    .filter((facts) => factNames.every((f) => known[f] === undefined || known[f] === facts[f]))
const deciding = (clauses: Clause[], facts: Facts): Clause | undefined =>
  clauses.findLast((clause) => clause.applies(facts))
const allowed = (clauses: Clause[], facts: Facts): boolean =>
  deciding(clauses, facts)?.allows === true

function verdictOf(clauses: Clause[], known: Partial<Facts>): string {
  const seen = unique(completions(known).map((facts) => allowed(clauses, facts)))
  return seen.length > 1 ? 'cannot be told' : seen[0] === true ? 'may book' : 'may not book'
}
const turnsOn = (clauses: Clause[], known: Partial<Facts>): Fact[] =>
  factNames.filter((fact) =>
    completions(known).some((facts) => {
      const other = { ...facts, [fact]: !facts[fact] }
      return known[fact] === undefined && allowed(clauses, facts) !== allowed(clauses, other)
    }),
  )
const decidingIn = (clauses: Clause[], known: Partial<Facts>): number[] =>
  sorted(completions(known).map((facts) => deciding(clauses, facts)?.number ?? 0))

const bookings = (clauses: Clause[]): string[] =>
  Object.entries(people).map(([name, known]) => `${name} ${verdictOf(clauses, known)}`)
const between =
  ':? (?:now |no change, |moves from "[^"]*" to |stays at |at )?"?(may book|may not book|cannot be told)'
const bookingsIn = (text: string): string[] =>
  Object.keys(people).map((name) => `${name} ${first(text, new RegExp(name + between))}`)
const part = (text: string, name: string): string =>
  first(text, new RegExp(`^(?:• )?${name}\\b.*`, 'm'))
const factWords: Record<Fact, RegExp> = {
  member: /membership|member/,
  adult: /sixteen/,
  warden: /warden/,
  pass: /dome pass/,
  repair: /repair/,
  open: /night is open|open night/,
  fine: /fine/,
}

describe('1027, the booking code', () => {
  const turns: [number, Clause[]][] = [
    [1, code],
    [2, amended],
  ]
  it.each(turns)('turn %i has the verdicts of all cases in reference, strong, fair', (turn, cs) => {
    expect(bookingsIn(verified(1027, turn))).toEqual(bookings(cs))
    expect(bookingsIn(answer('strong', 1027, turn))).toEqual(bookings(cs))
    expect(bookingsIn(answer('fair', 1027, turn))).toEqual(bookings(cs))
  })

  it.each(turns)('turn %i of the reference names every fact on which a case turns', (turn, cs) => {
    for (const [name, known] of Object.entries(people)) {
      const text = part(verified(1027, turn), name)
      for (const fact of turnsOn(cs, known)) expect(text).toMatch(factWords[fact])
    }
  })

  it.each(turns)('turn %i of the reference quotes the clauses that decide', (turn, cs) => {
    for (const [name, known] of Object.entries(people)) {
      if (verdictOf(cs, known) === 'cannot be told') continue
      const text = part(verified(1027, turn), name)
      for (const n of decidingIn(cs, known)) expect(text).toMatch(new RegExp(`[Cc]lause ${n}`))
    }
  })

  it('puts the people whose verdict changes under the heading for them', () => {
    const before = bookings(code)
    const same = bookings(amended)
      .filter((b) => before.includes(b))
      .map((b) => b.split(' ')[0])
    const [, unchanged = ''] = verified(1027, 2).split('Unchanged verdicts:')
    expect(found(unchanged, /^([A-Z][a-z]+):/gm)).toEqual(same)
  })

  it('settles that the pass changes the clause that refuses Jarek but not the verdict', () => {
    const jarek = people['Jarek'] ?? {}
    expect(turnsOn(amended, jarek)).toEqual([])
    expect(decidingIn(amended, jarek)).toEqual([2, 5])
  })

  it.each([
    [1, code, ['Jarek cannot be told', 'Lorcan may book', 'Mirren may not book']],
    [2, amended, ['Ilse may book', 'Jarek cannot be told', 'Mirren may not book', 'Oona may book']],
  ] as [number, Clause[], string[]][])(
    'has wrong verdicts in turn %i of weak',
    (turn, cs, wrong) => {
      const given = bookingsIn(answer('weak', 1027, turn))
      expect(given.filter((booking) => !bookings(cs).includes(booking))).toEqual(wrong)
    },
  )

  it('has a fair answer without the age of Lorcan, then without clause 2 for Jarek', () => {
    expect(turnsOn(code, people['Lorcan'] ?? {})).toEqual(['adult', 'open'])
    expect(part(answer('fair', 1027, 1), 'Lorcan')).not.toMatch(/sixteen|\bage\b|\bold\b/)
    expect(part(answer('strong', 1027, 1), 'Lorcan')).toMatch(/sixteen/)
    expect(answer('fair', 1027, 2)).not.toMatch(/clause 2/)
    expect(answer('strong', 1027, 2)).toMatch(/clause 2, which refuses/)
  })
})

// ---------------------------------------------------------------- 1028 the ring of bays

const ring: [number, number][] = [
  [1, 2],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 6],
  [6, 1],
]
const startLayout = 'ABCDE–'
const layouts = Object.fromEntries(
  [...asked(1028, 1).matchAll(/^([PQRS]): (.*)$/gm)].map((match) => [
    match[1] ?? '',
    (match[2] ?? '')
      .split(', ')
      .map((crate) => crate.charAt(0))
      .join(''),
  ]),
)

function slide(layout: string, from: number, to: number): string {
  const bays = [...layout]
  bays[to - 1] = layout.charAt(from - 1)
  bays[from - 1] = '–'
  return bays.join('')
}

function distances(doors: [number, number][]): Map<string, number> {
  const steps = new Map([[startLayout, 0]])
  const joined = [...ring, ...doors].flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ])
  for (const [layout, count] of steps) {
    for (const [from = 0, to = 0] of joined) {
      const next = slide(layout, from, to)
      if (layout.charAt(to - 1) === '–' && !steps.has(next)) steps.set(next, count + 1)
    }
  }
  return steps
}

function play(text: string, doors: [number, number][]): string {
  let layout = startLayout
  const joined = [...ring, ...doors].flatMap(([a, b]) => [`${a}${b}`, `${b}${a}`])
  for (const match of text.matchAll(/([A-Z])[a-z]+ (?:\d )?to (\d)/g)) {
    const from = layout.indexOf(match[1] ?? '') + 1
    const to = Number(match[2])
    const lawful = joined.includes(`${from}${to}`) && layout.charAt(to - 1) === '–'
    if (!lawful) throw new Error(`${match[0]} is not possible`)
    layout = slide(layout, from, to)
  }
  return layout
}

describe('1028, the ring of bays', () => {
  const plain = distances([])
  const odd = distances([[3, 6]])
  const even = distances([[2, 6]])
  const at = (steps: Map<string, number>, name: string): number | undefined =>
    steps.get(layouts[name] ?? '')

  it('reaches P alone on the ring, in the number of moves stated', () => {
    expect([...'PQRS'].filter((name) => at(plain, name) !== undefined)).toEqual(['P'])
    expect(verified(1028, 1)).toMatch(/^P can be reached; Q, R and S cannot\./)
    expect(Number(first(verified(1028, 1), /Fewest moves for P: (\d+)\./))).toBe(at(plain, 'P'))
  })

  it('plays the nine slides listed and arrives at P', () => {
    expect(play(first(verified(1028, 1), /\(Ash to 6.*?\)/), [])).toBe(layouts['P'])
  })

  it('decides Q, R and S with the door 3–6 by search', () => {
    for (const name of 'QRS') {
      const said = first(verified(1028, 2), new RegExp(`${name} (can(?:not)?) be reached`))
      expect(said).toBe(at(odd, name) === undefined ? 'cannot' : 'can')
    }
    expect([plain.size, odd.size, even.size]).toEqual([30, 360, 720])
  })

  it('gives the fewest moves for R, and slides that lead to it', () => {
    expect(Number(first(verified(1028, 2), /R takes (\d+) moves/))).toBe(at(odd, 'R'))
    expect(play(first(verified(1028, 2), /R takes.*?\./), [[3, 6]])).toBe(layouts['R'])
  })

  it('reaches Q in three moves, and everything, with the door 2–6', () => {
    expect(at(even, 'Q')).toBe(3)
    expect(play(first(verified(1028, 2), /three moves are enough: .*?\./), [[2, 6]])).toBe(
      layouts['Q'],
    )
    expect(verified(1028, 2)).toContain("With the door 2–6: only Q's verdict changes")
  })

  it('builds the cycle of S by carrying crates past two neighbours, as told', () => {
    const told = [
      ...verified(1028, 2).matchAll(
        /(\w+) past (\w+) and (\w+) gives (?:the cycle )?(\w+, \w+, \w+, \w+, \w+)/g,
      ),
    ]
    expect(told.length).toBe(3)
    let cycle = [...'ABCDE']
    for (const [, mover = '', one = '', two = '', result = ''] of told) {
      const turned = cycle.indexOf(mover.charAt(0))
      const [x = '', y = '', z = '', ...rest] = [...cycle.slice(turned), ...cycle.slice(0, turned)]
      expect([x, y, z]).toEqual([mover, one, two].map((crate) => crate.charAt(0)))
      cycle = [y, z, x, ...rest]
      const said = result
        .split(', ')
        .map((crate) => crate.charAt(0))
        .join('')
      expect((said + said).includes(cycle.join(''))).toBe(true)
    }
    const target = (layouts['S'] ?? '').replace('–', '')
    expect((target + target).includes(cycle.join(''))).toBe(true)
  })
})

// ---------------------------------------------------------------- 1029 the open hive

type Case = { person: string; hive: string; time: string }
const keepers = ['Asa', 'Birgit', 'Colm', 'Dunya', 'Emil']
const hives = ['North', 'Pond', 'Orchard']
const times = ['morning', 'evening']
const cases: Case[] = keepers.flatMap((person) =>
  hives.flatMap((hive) => times.map((time) => ({ person, hive, time }))),
)

// A claim is read from the words of the question.
function holds(claim: string, speaker: string, c: Case): boolean {
  const words = claim.replace(/\bI\b/, speaker)
  const about = [c.person, c.hive, c.time].some((word) => words.includes(word))
  return words.includes(' not ') ? !about : about
}
const claims = keepers.map((speaker) => ({
  speaker,
  said: first(asked(1029, 1), new RegExp(`${speaker}: "(.*)"`)).split(/(?<=\.) /),
}))
const truths = (c: Case): number[] =>
  claims.map(({ speaker, said }) => said.filter((claim) => holds(claim, speaker, c)).length)
const count = (numbers: number[], wanted: number): number =>
  numbers.filter((n) => n === wanted).length
const allMixed = cases.filter((c) => count(truths(c), 1) === 5)
const oneFalse = cases.filter((c) => count(truths(c), 1) === 4 && count(truths(c), 0) === 1)
const doubleFalse = (c: Case): string => keepers[truths(c).indexOf(0)] ?? ''
const told = (sentence: string): Case => ({
  person: first(sentence, new RegExp(keepers.join('|'))),
  hive: first(sentence, new RegExp(hives.join('|'))),
  time: first(sentence, /morning|evening/),
})
const opening = (text: string): string => first(text, /^.*?\./)

describe('1029, the open hive', () => {
  it('reads two claims from each keeper and finds one case', () => {
    expect(claims.map(({ said }) => said.length)).toEqual([2, 2, 2, 2, 2])
    expect(allMixed.length).toBe(1)
  })

  it.each([['reference'], ['strong'], ['fair']] as const)('opens with that case in %s', (set) => {
    const text = set === 'reference' ? verified(1029, 1) : answer(set, 1029, 1)
    expect([told(opening(text))]).toEqual(allMixed)
  })

  it('lists in the reference the cases of the second turn, with who was wrong twice', () => {
    const lines = found(verified(1029, 2), /^(.*, two false claims by .*)$/gm)
    const right = oneFalse.map(
      (c) => `${c.person}, ${c.hive}, ${c.time}, two false claims by ${doubleFalse(c)}`,
    )
    expect(lines).toEqual(right)
  })

  it('calls certain what all cases share, and strong and fair do so too', () => {
    expect(unique(oneFalse.map((c) => c.hive))).toEqual(['North'])
    expect(unique(oneFalse.map(doubleFalse))).toEqual(['Asa'])
    expect(oneFalse).not.toContainEqual(allMixed[0])
    expect(found(answer('strong', 1029, 2), /^\d\. (.*)$/gm).map(told)).toEqual(oneFalse)
    const fair = answer('fair', 1029, 2)
    expect(fair).toContain('the hive was certainly North; Asa is certainly the one')
    expect(fair).toContain('the evening if it was Birgit and the morning if it was Colm')
  })

  it('has a weak first turn that names a case in which Asa is wrong twice', () => {
    const wrong = told(opening(answer('weak', 1029, 1)))
    expect(allMixed).not.toContainEqual(wrong)
    expect(truths(wrong)).toEqual([0, 1, 1, 1, 1])
  })

  it('has a weak second turn that keeps the old answer, and a fair one silent on the remark', () => {
    expect(answer('weak', 1029, 2)).toMatch(/all remain open/)
    expect(answer('weak', 1029, 2)).toMatch(/the old answer is still possible/)
    expect(answer('fair', 1029, 2)).not.toMatch(/loose|remark|condition|old answer/)
    expect(answer('strong', 1029, 2)).toMatch(/not looser but different/)
  })
})

// ---------------------------------------------------------------- 1030 the porter

const crates = [1, 2, 3, 4]
const lampPairs = subsets(crates).filter((pair) => pair.length === 2)
const habits: Record<string, (may: number[], opened: number) => number> = {
  Early: (may, opened) => (Math.min(...may) === opened ? 1 : 0),
  Late: (may, opened) => (Math.max(...may) === opened ? 1 : 0),
  Even: (may, opened) => (may.includes(opened) ? 1 / may.length : 0),
}
const weight = (habit: string, lamps: number[], opened: number): number => {
  const may = crates.filter((crate) => crate !== 1 && !lamps.includes(crate))
  return habits[habit]?.(may, opened) ?? 0
}
const seenWeight = (
  names: string[],
  opened: number,
  wanted: (lamps: number[]) => boolean,
): number =>
  names
    .flatMap((name) => lampPairs.filter(wanted).map((lamps) => weight(name, lamps, opened)))
    .reduce((sum, w) => sum + w, 0)
const chance = (names: string[], opened: number, crate: number): number =>
  seenWeight(names, opened, (lamps) => lamps.includes(crate)) /
  seenWeight(names, opened, () => true)
const fraction = (text: string): number => {
  const [top = '', bottom = '1'] = text.split('/')
  return Number(top) / Number(bottom)
}
const chancesIn = (line: string): [number, number][] =>
  [...line.matchAll(/crate (\d): ([\d/]+)/g)].map((m) => [Number(m[1]), fraction(m[2] ?? '')])

describe('1030, the porter', () => {
  it.each(Object.keys(habits))('has the chances for the habit %s in the first turn', (habit) => {
    const stated = chancesIn(first(verified(1030, 1), new RegExp(`^${habit}: .*`, 'm')))
    expect(stated.map(([crate]) => crate)).toEqual([1, 2, 4])
    for (const [crate, p] of stated) expect(p).toBeCloseTo(chance([habit], 3, crate), 12)
  })

  it('leaves the chance of crate 1 unchanged under every habit', () => {
    for (const habit of Object.keys(habits)) expect(chance([habit], 3, 1)).toBeCloseTo(0.5, 12)
    expect(verified(1030, 1)).toContain(
      'Under none of the habits has the chance for crate 1 changed',
    )
  })

  it('has the belief about the habit and the chances of the second turn', () => {
    const both = ['Early', 'Even']
    const line = first(verified(1030, 2), /Habit: .*/)
    for (const habit of both) {
      const share = seenWeight([habit], 4, () => true) / seenWeight(both, 4, () => true)
      expect(fraction(first(line, new RegExp(`${habit} ([\\d/]+)`)))).toBeCloseTo(share, 12)
    }
    const stated = chancesIn(first(verified(1030, 2), /Lamps: .*/))
    expect(stated.map(([crate]) => crate)).toEqual([1, 2, 3])
    for (const [crate, p] of stated) expect(p).toBeCloseTo(chance(both, 4, crate), 12)
  })
})

// ---------------------------------------------------------------- facts encoded by hand

const encoded: [number, number, string[]][] = [
  [
    1021,
    1,
    [
      'Aru, Dima and Finn fire glazed ware',
      'Two glaze firings never fall on consecutive days',
      "exactly two days before or exactly two days after Finn's",
      'Coral fires at least two days later in the week than Dima',
      "lies somewhere between Gil's and Coral's",
      'Aru fires before Bo',
      "Aru's and Esme's days are at least four days apart",
    ],
  ],
  [1021, 2, ['rule 4 was never agreed']],
  [
    1023,
    1,
    [
      'there are twelve volunteers',
      'nobody holds all three',
      'Exactly seven hold radio, exactly six first aid and exactly four boat handling',
      'Everyone with boat handling also holds another',
    ],
  ],
  [
    1023,
    2,
    [
      'at least four volunteers hold only first aid',
      'at least one holds boat handling together with first aid',
    ],
  ],
  [1024, 1, ['from 1 to 8', 'only the smaller one', 'only their product']],
  [1024, 2, ['1 to 9']],
  [
    1025,
    1,
    [
      'Cabling has to wait for the base frame, decking for the cabling',
      'entry steps, glass panels and heavy shelving each for the decking',
      'Awning and fire kit can be done at any time',
    ],
  ],
  [1025, 2, ['one single job an hour shorter', 'two hours or more']],
  [1026, 1, ['turning one more switch on never silences a ringing bell']],
  [1026, 2, ['turning copper on never starts a silent bell']],
  [
    1027,
    1,
    [
      'the one with the highest number decides',
      '1. A member may book.',
      '2. A person who is not a member may not book.',
      '3. A person under sixteen may not book.',
      '4. A person accompanied by a warden may book.',
      '5. While the dome is under repair, a person without a dome pass may not book.',
      '6. On an open night, a person aged sixteen or over may book.',
      '7. A person who has an unpaid fine and no warden may not book.',
      'Ilse: member, fifteen, with a warden, dome in order, not an open night.',
      'Jarek: not a member, forty, no warden, dome under repair, open night, no unpaid fine.',
      'Kemi: member, fifteen, no warden, dome in order, open night, no unpaid fine.',
      'Lorcan: with a warden, dome under repair, no dome pass, has an unpaid fine.',
      'Mirren: thirty, no warden, dome in order, not an open night, no unpaid fine.',
      'Oona: with a warden, holds a dome pass, not an open night.',
    ],
  ],
  [1027, 2, ['clause 6 is struck out', 'loses the words "and no warden"']],
  [1028, 1, ['Ash in 1, Birch in 2, Cedar in 3, Dill in 4, Elder in 5; bay 6 is empty']],
  [1028, 2, ['between bays 3 and 6', 'between bays 2 and 6']],
  [1029, 1, ['has made exactly one true claim and one false one']],
  [1029, 2, ['exactly one of the five made two false claims']],
  [1030, 1, ['Exactly two hold lamps', 'always one that holds tiles', 'He opens crate 3']],
  [1030, 2, ['opens crate 4', 'Early or Even', 'equally likely to you before he moved']],
]

describe('the facts encoded by hand', () => {
  it.each(encoded)('are those of question %i, turn %i', (id, turn, phrases) => {
    for (const phrase of phrases) expect(asked(id, turn)).toContain(phrase)
  })
})

// ---------------------------------------------------------------- the ladder as a whole

const ladderTurns = [1021, 1023, 1025, 1027, 1029].flatMap((id) => [
  [id, 1],
  [id, 2],
]) as [number, number][]
const median = (numbers: number[]): number => {
  const inOrder = [...numbers].sort((a, b) => a - b)
  const half = inOrder.length / 2
  return ((inOrder[half - 1] ?? 0) + (inOrder[half] ?? 0)) / 2
}
const lengths = (set: Set4): number[] =>
  ladderTurns.map(([id, turn]) => answer(set, id, turn).length)

describe('the reasoning ladder', () => {
  it.each(ladderTurns)(
    'keeps each sentence of fair in padded and is half as long again (%i, %i)',
    (id, turn) => {
      const fair = answer('fair', id, turn)
      const padded = answer('padded', id, turn)
      expect(padded.length / fair.length).toBeGreaterThanOrEqual(1.4)
      expect(padded.length / fair.length).toBeLessThanOrEqual(1.6)
      for (const sentence of fair.split(/(?<=\.)\s+|\n+/)) expect(padded).toContain(sentence)
    },
  )

  it('does not give the order of strong, fair and weak away by length', () => {
    const medians = (['strong', 'fair', 'weak'] as const).map((set) => median(lengths(set)))
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThanOrEqual(1.12)
    const strong = lengths('strong')
    const longer = lengths('weak').filter((length, i) => (strong[i] ?? 0) > length).length
    expect([4, 5, 6]).toContain(longer)
  })
})
