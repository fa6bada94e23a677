import { describe, expect, it } from 'vitest'
import { describeLadderForm } from './ladder-form.ts'
import { ladder, question } from './mt-fresh.ts'

type SetName = 'strong' | 'fair' | 'weak' | 'padded'
type Turn = 1 | 2

const LADDER_IDS = [1061, 1063, 1065, 1067, 1069]
const ALL_IDS = Array.from({ length: 10 }, (_, i) => 1061 + i)

function text(set: SetName, id: number, turn: Turn): string {
  return ladder(set, id).turns[turn - 1] ?? ''
}

function asked(id: number, turn: Turn): string {
  return question(id).turns[turn - 1] ?? ''
}

/** The numbers that the pattern captures in the text, thousands commas removed. */
function stated(source: string, pattern: RegExp): number[] {
  return [...source.matchAll(pattern)].map((m) => Number((m[1] ?? '').replaceAll(',', '')))
}

/** The first number the pattern captures; fails loudly when the text has none. */
function given(source: string, pattern: RegExp): number {
  const match = pattern.exec(source)
  if (match === null) throw new Error(`no match for ${String(pattern)}`)
  return Number((match[1] ?? '').replaceAll(',', ''))
}

function near(found: number[], value: number, tolerance = 0.01): boolean {
  return found.some((n) => Math.abs(n - value) <= Math.abs(value) * tolerance)
}

// --- what the questions' own numbers lead to, by a route of its own ----------------------

/** Hours until the ice is gone, stepping through minutes of heat leak. */
function iceHours(lidKilojoulesPerHour: number): number {
  const watts = (0.033 * 0.9 * 30) / 0.03
  const perMinute = (watts * 60) / 1000 + lidKilojoulesPerHour / 60
  let left = 6 * 334
  let minutes = 0
  while (left > 0) {
    left -= perMinute
    minutes += 1
  }
  return minutes / 60
}

const WARM_AIR = 0.04 * 1.2 * 30
const MOISTURE = 0.04 * (18 - 5) * 2.5
const LID = 4 * (WARM_AIR + MOISTURE)

/** Where a sampled line shows: the peak of the discrete spectrum of one second of samples. */
function shownAt(frequency: number, rate: number): number {
  const samples = Array.from({ length: rate }, (_, i) =>
    Math.cos((2 * Math.PI * frequency * i) / rate + 0.3),
  )
  let best = 0
  let top = -1
  for (let bin = 0; bin <= rate / 2; bin += 1) {
    let re = 0
    let im = 0
    for (const [i, s] of samples.entries()) {
      re += s * Math.cos((2 * Math.PI * bin * i) / rate)
      im += s * Math.sin((2 * Math.PI * bin * i) / rate)
    }
    const power = re * re + im * im
    if (power > top + 1e-6) {
      top = power
      best = bin
    }
  }
  return best
}

/** The same folding for fractions of a hertz: walk through all images of ±f. */
function folded(frequency: number, rate: number): number {
  for (let n = -5; n <= 5; n += 1) {
    for (const sign of [1, -1]) {
      const image = sign * frequency + n * rate
      if (image >= 0 && image <= rate / 2) return image
    }
  }
  return Number.NaN
}

/** Peak and trough after many doses, dose by dose. */
function steady(dose: number, interval: number, halfLife: number): { peak: number; low: number } {
  let level = 0
  let peak = 0
  for (let i = 0; i < 200; i += 1) {
    peak = level + dose / 40
    level = peak * 0.5 ** (interval / halfLife)
  }
  return { peak, low: level }
}

/** Hours until the peaks have done 90 % of the way after the half-life has doubled. */
function driftHours(): number {
  const start = steady(200, 12, 8).low
  const end = steady(200, 12, 16).low
  const gap = (t: number): number => (end - start) * 0.5 ** (t / 16)
  let t = 0
  while (gap(t) > 0.1 * (end - start)) t += 0.01
  return t
}

const SPREAD = given(asked(1067, 1), /single plants is (\d+) g/)
const GAIN = given(asked(1067, 1), /mean gain of (\d+) g/)
const LIKENESS = given(asked(1067, 2), /correlation is (0\.\d+)/)

/** Smallest n per group whose power, from the z value it leaves, is at least 80 %. */
function plantsPerGroup(alpha = 1.96, power = 0.84): number {
  let n = 1
  while (GAIN / Math.sqrt((2 * SPREAD ** 2) / n) - alpha < power) n += 1
  return n
}

function traysInTotal(design: 'A' | 'B', alpha = 1.96, power = 0.84): number {
  const between = LIKENESS * SPREAD ** 2
  const within = (1 - LIKENESS) * SPREAD ** 2
  for (let trays = 1; ; trays += 1) {
    const meanVariance = design === 'A' ? between + within / 10 : within / 5
    const se = Math.sqrt((2 * meanVariance) / trays)
    if (GAIN / se - alpha >= power) return design === 'A' ? 2 * trays : trays
  }
}

const chapman = (marked: number): number => ((marked + 1) * 151) / 19 - 1
const petersen = (marked: number): number => (marked * 150) / 18
const chapmanSe = Math.sqrt((121 * 151 * 102 * 132) / (19 ** 2 * 20))

// --- results: right in strong, fair and padded, wrong in weak ----------------------------

const HOURS = /(\d+(?:\.\d+)?) hours/g
const HERTZ = /(\d+(?:\.\d+)?) Hz/g
const MGL = /(\d+(?:\.\d+)?) ?mg\/L/g
const TOTAL = /= (\d[\d,]*)(?= |\.|;|\n|$)/g
const ERROR = /(?:root|about) (\d+)(?:,|\. Two)/g
const PLANTS = /(?:so|take) (\d+) (?:plants )?(?:per|in each) group/g
const TRAYS = /(\d+) trays(?: in total)?/g

// id, turn, what, value, pattern, share it may be off
const RESULTS: [number, Turn, string, number, RegExp, number][] = [
  [1061, 1, 'the life of the ice', iceHours(0), HOURS, 0.01],
  [1061, 2, 'the life with the lid opened', iceHours(LID), HOURS, 0.01],
  [1063, 1, 'the image of blade pass', shownAt(343, 500), HERTZ, 0.001],
  [1063, 2, 'blade pass at 450 samples/s', shownAt(343, 450), HERTZ, 0.001],
  [1063, 2, 'twice blade pass at 450 samples/s', shownAt(686, 450), HERTZ, 0.001],
  [1063, 2, 'blade pass at 98 % speed', folded(343 * 0.98, 500), HERTZ, 0.0001],
  [1063, 2, 'twice blade pass at 98 % speed', folded(686 * 0.98, 500), HERTZ, 0.0001],
  [1065, 1, 'the peak', steady(200, 12, 8).peak, MGL, 0.002],
  [1065, 1, 'the trough', steady(200, 12, 8).low, MGL, 0.003],
  [1065, 2, 'the new peak', steady(200, 12, 16).peak, MGL, 0.01],
  [1065, 2, 'the new trough', steady(200, 12, 16).low, MGL, 0.01],
  [1065, 2, 'the time to 90 %', driftHours(), HOURS, 0.01],
  [1067, 1, 'the plants per group', plantsPerGroup(), PLANTS, 0],
  [1067, 2, 'the trays of design A', traysInTotal('A'), TRAYS, 0],
  [1067, 2, 'the trays of design B', traysInTotal('B'), TRAYS, 0],
  [1069, 1, "Chapman's estimate", chapman(120), TOTAL, 0.001],
  [1069, 1, 'the standard error', chapmanSe, ERROR, 0.005],
  [1069, 2, 'the corrected ratio', petersen(90), TOTAL, 0],
  [1069, 2, "the corrected Chapman's estimate", chapman(90), TOTAL, 0.001],
]

describe('stem ladder: results recomputed', () => {
  it.each(RESULTS)('%i turn %i: strong states %s', (id, turn, _, value, pattern, off) => {
    expect(near(stated(text('strong', id, turn), pattern), value, off)).toBe(true)
  })

  it.each(RESULTS)('%i turn %i: fair and padded state %s', (id, turn, _, value, pattern, off) => {
    expect(near(stated(text('fair', id, turn), pattern), value, off)).toBe(true)
    expect(near(stated(text('padded', id, turn), pattern), value, off)).toBe(true)
  })

  it.each(RESULTS)('%i turn %i: weak does not state %s', (id, turn, _, value, pattern, off) => {
    expect(near(stated(text('weak', id, turn), pattern), value, off)).toBe(false)
  })

  it.each<[number, Turn, string]>([
    [1061, 1, 'about 67 hours'],
    [1061, 2, '= 64 hours'],
    [1063, 1, 'displayed at 93 Hz'],
    [1063, 2, '118 Hz and twice blade pass at 686 − 675 = 11 Hz'],
    [1065, 1, '1.44 mg/L'],
    [1065, 2, 'about 27 hours'],
    [1067, 1, '56 plants per group are needed'],
    [1067, 2, 'It too needs 32 trays'],
    [1069, 1, '= 1014'],
    [1069, 2, '= 1333'],
  ])('%i turn %i: weak states its wrong result, and strong and fair do not', (id, turn, wrong) => {
    expect(text('weak', id, turn)).toContain(wrong)
    expect(text('strong', id, turn)).not.toContain(wrong)
    expect(text('fair', id, turn)).not.toContain(wrong)
  })
})

describe('stem ladder: further numbers of the strong answers', () => {
  const se112 = Math.sqrt((2 * 256) / 112)
  const lossSe = Math.sqrt((0.25 * 0.75) / 40)
  const halved = steady(100, 12, 16)
  const KG = /(\d+\.\d+) kg/g
  it.each<[number, Turn, string, number, RegExp, number]>([
    [1061, 1, 'the hourly heat', 29.7 * 3.6, /(\d+\.\d) kJ per hour/g, 0.001],
    [1061, 2, 'the gap after six hours', (6 * LID) / 334, KG, 0.02],
    [1061, 2, 'the gap without moisture', (24 * WARM_AIR) / 334, KG, 0.04],
    [1061, 2, 'the melt in the shut box', (6 * 29.7 * 3.6) / 334, KG, 0.001],
    [1061, 2, 'the melt in the opened box', (6 * (29.7 * 3.6 + LID)) / 334, KG, 0.002],
    [1061, 2, 'the share of moisture', (100 * MOISTURE) / (WARM_AIR + MOISTURE), /(\d+) %/g, 0.02],
    [1063, 1, 'the image of the third line', shownAt(686, 500), HERTZ, 0],
    [1063, 2, 'the new shaft line', folded(49 * 0.98, 500), HERTZ, 0.0001],
    [1065, 1, 'the share after two doses', 100 * (1 - 0.5 ** 3), /(\d+\.\d) % of the/g, 0],
    [1065, 2, 'the peak under 100 mg', halved.peak, MGL, 0.01],
    [1065, 2, 'the trough under 100 mg', halved.low, MGL, 0.01],
    [1067, 1, 'the standard error at 112', se112, /= (\d\.\d) g/g, 0.02],
    [1067, 1, 'the upper limit at p = 0.20', 1.2816 * se112 + 1.96 * se112, /(\d\.\d) g\./g, 0.01],
    [1069, 1, 'the lower limit', chapman(120) - 1.96 * chapmanSe, /(\d+) to 1320/g, 0.01],
    [1069, 1, 'the upper limit', chapman(120) + 1.96 * chapmanSe, /600 to (\d+)/g, 0.01],
    [1069, 2, 'the error of the loss', lossSe, /= (0\.\d+)/g, 0.03],
    [1069, 2, 'the high loss', 100 * (0.25 + 1.96 * lossSe), /to (\d+) %/g, 0.02],
    [1069, 2, 'the low total', petersen(120 * (0.75 - 1.96 * lossSe)), /about (\d+) to/g, 0.01],
  ])('%i turn %i: strong states %s', (id, turn, _, value, pattern, off) => {
    expect(near(stated(text('strong', id, turn), pattern), value, off)).toBe(true)
  })

  it('1065 turn 1: fair has the share after two doses as well', () => {
    expect(near(stated(text('fair', 1065, 1), /at (\d+\.\d) % of/g), 87.5, 0)).toBe(true)
  })

  it('1065 turn 2: the scheme that weak proposes halves the average and breaks a limit', () => {
    expect(text('weak', 1065, 2)).toContain('100 mg every 24 hours the average level is the same')
    expect(steady(100, 24, 16).low).toBeLessThan(2.5)
  })
})

describe('stem ladder: the shortcoming of fair is there, and strong is free of it', () => {
  const lacking: [number, Turn, string, RegExp][] = [
    [1061, 2, 'a size for the effect after six hours', /gap of about 0\.\d+ kg/],
    [1063, 1, 'a rule for folding any frequency', /nearest (whole )?multiple/],
    [1063, 2, 'a case in which the rule fails', /fails/],
    [1065, 1, 'plain words for the levelling off', /fixed share/],
    [1065, 2, 'the direction in which the peak is off', /level is higher/],
    [1067, 1, 'what the level of the test does', /level:|false alarm/i],
    [1067, 2, 'a change of layout', /guard|opposite halves|empty row/i],
    [1069, 2, 'a way of telling the two effects apart', /notch|hand nets|second mark/],
  ]
  it.each(lacking)('%i turn %i: strong gives %s and fair does not', (id, turn, _, pattern) => {
    expect(text('strong', id, turn)).toMatch(pattern)
    expect(text('fair', id, turn)).not.toMatch(pattern)
    expect(text('padded', id, turn)).not.toMatch(pattern)
  })

  const directions = (set: SetName): number =>
    [...text(set, 1061, 1).matchAll(/too (?:short|long)/g)].length

  it('1061 turn 1: strong gives a direction for both simplifications and fair for one', () => {
    expect(directions('strong')).toBe(2)
    expect(directions('fair')).toBe(1)
  })

  it('1069 turn 1: strong lists at least three assumptions with a direction, fair two', () => {
    const listed = text('strong', 1069, 1).match(/^\d\. .*too (?:high|low)/gm) ?? []
    expect(listed.length).toBeGreaterThanOrEqual(3)
    const inFair = (text('fair', 1069, 1).split('assumptions.')[1] ?? '').match(/comes out too/g)
    expect(inFair).toHaveLength(2)
  })
})

describe('stem questions: the numbers lead to one answer', () => {
  it('has ten questions of two turns, all different', () => {
    expect(ALL_IDS.every((id) => question(id).category === 'stem')).toBe(true)
    expect(new Set(ALL_IDS.flatMap((id) => question(id).turns)).size).toBe(20)
  })

  it('1062: the chance is 1/243 and 1/2376 whichever carrier formula is used', () => {
    const q = Math.sqrt(1 / given(asked(1062, 1), /in (6400) births/))
    for (const carrier of [2 * q * (1 - q), (2 * q) / (1 + q)]) {
      expect(Math.round(1 / ((2 / 3) * carrier * 0.25))).toBe(243)
    }
    const found = given(asked(1062, 2), /finds (\d+) %/) / 100
    const prior = (2 * q) / (1 + q)
    const after = (prior * (1 - found)) / (1 - prior * found)
    expect(Math.round(1 / ((2 / 3) * after * 0.25))).toBe(2376)
  })

  it('1064: the first dating fits both lower terraces, the second neither within 3 m', () => {
    const [low, middle, high] = stated(asked(1064, 1), /(\d+) m(?:,| and| above)/g)
    const stands = [...asked(1064, 1).matchAll(/(\d+), ([−+]\d+) m/g)].map((m) => ({
      age: Number(m[1]),
      sea: Number((m[2] ?? '').replace('−', '-')),
    }))
    const heights = (age: number, sea: number): number[] =>
      stands.map((s) => (((high ?? 0) - sea) / age) * s.age + s.sea)
    const first = heights(125, 6)
    const second = heights(105, -10)
    const misfit = (all: number[], h = 0): number => Math.min(...all.map((x) => Math.abs(x - h)))
    expect([misfit(first, low), misfit(first, middle)].every((d) => d < 0.01)).toBe(true)
    expect([misfit(second, low), misfit(second, middle)].every((d) => d > 3)).toBe(true)
  })

  it('1066: the first gain lies below the ceiling of charge and the second above it', () => {
    const amps = given(asked(1066, 1), /steady (\d\.\d) A/)
    const ceiling = (amps * given(asked(1066, 1), /for (\d+) minutes/) * 60 * 63.55) / (2 * 96485)
    expect(given(asked(1066, 1), /gains (\d\.\d+) g/) / ceiling).toBeCloseTo(0.9, 2)
    expect(given(asked(1066, 2), /gain of (\d\.\d+) g/) / ceiling).toBeCloseTo(1.1, 2)
  })
})

describe('stem questions: the numbers lead to one answer, continued', () => {
  it('1067: exact and rounded z values give the same whole numbers', () => {
    expect(plantsPerGroup()).toBe(plantsPerGroup(1.959964, 0.841621))
    expect(traysInTotal('A')).toBe(traysInTotal('A', 1.959964, 0.841621))
    expect(traysInTotal('B')).toBe(traysInTotal('B', 1.959964, 0.841621))
    expect(Math.ceil((112 * 2.8) / 10) * 2).toBe(traysInTotal('A'))
    expect(Math.ceil((112 * 0.8) / 5)).toBe(traysInTotal('B'))
  })

  it('1068: window and then loss account for the two copying times', () => {
    const trip = given(asked(1068, 1), /server (\d+) ms/) / 1000
    const bits = given(asked(1068, 1), /a (\d+) MB file/) * 8e6
    const window = given(asked(1068, 1), /window of (\d+) KiB/) * 1024 * 8
    expect(bits / (window / trip) / 60).toBeCloseTo(10.2, 1)
    const rate = (delay: number, loss: number): number => (1.22 * 1460 * 8) / (delay * loss ** 0.5)
    const seconds = given(asked(1068, 2), /takes (\d+) seconds/)
    expect(Math.abs(bits / rate(trip, 1e-4) - seconds)).toBeLessThan(1)
    expect((4 * rate(trip, 1e-4)) / rate(trip / 2, 0.5e-4)).toBeCloseTo(Math.SQRT2, 6)
  })

  it('1070: the lighter panel has under half the critical length and a fifth of the life', () => {
    const critical = (k: number, s: number): number => (k / (1.12 * s)) ** 2 / Math.PI
    const life = (k: number, s: number): number => {
      const end = critical(k, s)
      const step = 1e-7
      let sum = 0
      for (let a = 0.003 + step / 2; a < end; a += step) sum += step / (s ** 2 * a) ** 2
      return sum
    }
    const toughness = [1, 2] as const
    const [k1 = 0, k2 = 0] = toughness.map((t) => given(asked(1070, t), /(\d+) MPa√m/))
    const s1 = given(asked(1070, 1), /and (\d+) MPa\./)
    const s2 = given(asked(1070, 2), /up to (\d+) MPa/)
    expect(critical(k1, s1) * 1000).toBeCloseTo(11.9, 1)
    expect(critical(k2, s2) * 1000).toBeCloseTo(4.5, 1)
    expect(life(k1, s1) / life(k2, s2)).toBeCloseTo(5.45, 1)
  })
})

describeLadderForm('stem', LADDER_IDS)
