import { minimumDetectableEffect, sdOfClusterMean } from '../../src/stats/comparing/power.ts'
import { signFlipTest } from '../../src/stats/comparing/sign-flip-test.ts'
import { clusteredMean } from '../../src/stats/means/clustered-mean.ts'
import { mean, quantile, sum } from '../../src/stats/means/summary.ts'
import { createRandom, type Random } from '../../src/stats/numeric/random.ts'

/** The noise that issue 6 names: ratings spread by question and, within it, by turn. */
export const noise = { questionSd: 1.6, turnSd: 1.4, turns: 2 } as const

export type Simulation = { questions: number; trials: number; seed: number }

/** Each simulation draws from a stream of its own. */
const streams = { coverage: 0, alarms: 1, power: 2 } as const

/** A share of trials, with its Monte-Carlo standard error. */
export type Share = { share: number; error: number; trials: number }

/**
 * How often the 95 % t interval by question holds the true mean, and how often a percentile bootstrap
 * that draws single judgments as if they were independent does.
 */
export function intervalCoverage(run: Simulation & { resamples: number }): {
  byQuestion: Share
  byJudgment: Share
} {
  const random = createRandom({ seed: run.seed, stream: streams.coverage })
  let byQuestion = 0
  let byJudgment = 0
  for (let trial = 0; trial < run.trials; trial++) {
    const ratings = drawRatings(run.questions, random)
    const clusters = ratings.map((turns) => ({ sum: sum(turns), n: turns.length }))
    if (holdsZero(clusteredMean(clusters, { confidence: 0.95 }).interval)) byQuestion++
    if (holdsZero(naiveInterval(ratings.flat(), run.resamples, random))) byJudgment++
  }
  return {
    byQuestion: shareOf(byQuestion, run.trials),
    byJudgment: shareOf(byJudgment, run.trials),
  }
}

/** How often the sign-flip test finds a difference at 5 % where there is none. */
export function falseAlarms(run: Simulation & { draws: number }): Share {
  const random = createRandom({ seed: run.seed, stream: streams.alarms })
  let alarms = 0
  for (let trial = 0; trial < run.trials; trial++) {
    const differences = drawRatings(run.questions, random).map(sum)
    if (signFlipTest(differences, { draws: run.draws, random }).pValue <= 0.05) alarms++
  }
  return shareOf(alarms, run.trials)
}

/**
 * How often the paired t interval finds a true difference as large as the minimum detectable effect for
 * 80 % power: once that of the true sd, and once that which an earlier run of the same size would have
 * printed, from the sd that it found.
 */
export function powerAtDetectableEffect(run: Simulation): { known: Share; printed: Share } {
  const random = createRandom({ seed: run.seed, stream: streams.power })
  const test = { clusters: run.questions, alpha: 0.05, sides: 2, power: 0.8 } as const
  const sd = sdOfClusterMean({
    between: noise.questionSd,
    within: noise.turnSd,
    size: noise.turns,
  })
  const known = minimumDetectableEffect({ ...test, sd })
  // The effect is in proportion to the sd: one for sd 1 serves every trial.
  const perSd = minimumDetectableEffect({ ...test, sd: 1, sdDegrees: run.questions - 1 })
  let foundKnown = 0
  let foundPrinted = 0
  for (let trial = 0; trial < run.trials; trial++) {
    const earlier = intervalOf(drawRatings(run.questions, random))
    const printed = perSd * earlier.standardError * Math.sqrt(run.questions)
    const later = intervalOf(drawRatings(run.questions, random))
    if (!holdsZero(shifted(later.interval, known))) foundKnown++
    if (!holdsZero(shifted(later.interval, printed))) foundPrinted++
  }
  return { known: shareOf(foundKnown, run.trials), printed: shareOf(foundPrinted, run.trials) }
}

/** Ratings (or differences) around 0, by question and turn. */
function drawRatings(questions: number, random: Random): number[][] {
  return Array.from({ length: questions }, () => {
    const level = noise.questionSd * random.normal()
    return Array.from({ length: noise.turns }, () => level + noise.turnSd * random.normal())
  })
}

function naiveInterval(values: number[], resamples: number, random: Random): [number, number] {
  const pool = Float64Array.from(values)
  const means = new Float64Array(resamples)
  for (let b = 0; b < resamples; b++) {
    let total = 0
    for (let draw = 0; draw < pool.length; draw++) total += pool[random.below(pool.length)] ?? 0
    means[b] = total / pool.length
  }
  return [quantile(means, 0.025), quantile(means, 0.975)]
}

function intervalOf(ratings: number[][]): { interval: [number, number]; standardError: number } {
  const clusters = ratings.map((turns) => ({ sum: mean(turns), n: 1 }))
  const { interval, standardError } = clusteredMean(clusters, { confidence: 0.95 })
  if (interval === null || standardError === null) throw new RangeError('too few questions')
  return { interval, standardError }
}

function shifted([low, high]: [number, number], by: number): [number, number] {
  return [low + by, high + by]
}

function holdsZero(interval: [number, number] | null): boolean {
  return interval !== null && interval[0] <= 0 && interval[1] >= 0
}

export function shareOf(count: number, trials: number): Share {
  const share = count / trials
  return { share, error: Math.sqrt((share * (1 - share)) / trials), trials }
}
