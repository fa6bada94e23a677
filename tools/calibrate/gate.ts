import { decide, type GateOutcome } from '../../src/scoring/gate/decision.ts'
import { type GateValue, gatedDifference } from '../../src/scoring/gate/gated-difference.ts'
import { marginFor } from '../../src/scoring/gate/run-noise.ts'
import { createRandom, type Random } from '../../src/stats/numeric/random.ts'
import { type Share, type Simulation, shareOf } from './simulate.ts'

/** Level of each side of the gate's test. */
const alpha = 0.05

/** Turns of a question, spread of the true values of a turn, and of one run around them. */
const design = { turns: 2, levelSd: 1.6, noiseSd: 0.9 } as const

/**
 * How a run deviates from its true values: as a normal, or as ratings do that mostly repeat themselves and now
 * and then fall far (nine in ten 0.3 above, one in ten 2.7 below: sd 0.9, a third moment of −2.67).
 */
export type GateNoise = 'normal' | 'skewed'

/** What the gate says of an unchanged model, and of one that is worse by exactly the margin. */
export type GateShares = { margin: number; falseAlarms: Share; passes: Share; worsePasses: Share }

/** Tries the gate's own code on pairs of runs at the margin that an unchanged model passes with 80 % power. */
export function gateShares(run: Simulation & { noise: GateNoise; stream: number }): GateShares {
  const { questions, trials, seed, noise, stream } = run
  const random = createRandom({ seed, stream })
  const standardError = design.noiseSd * Math.sqrt(2 / (questions * design.turns))
  const known = { questions, standardError, judge: null, from: 'choices' } as const
  const margin = marginFor(known, { alpha, least: 0.1 })
  const counts = { falseAlarms: 0, passes: 0, worsePasses: 0 }
  for (let trial = 0; trial < trials; trial++) {
    const levels = Array.from({ length: questions * design.turns }, () => random.normal())
    const baseline = runOf(levels, { loss: 0, noise, random })
    const said = (loss: number) =>
      outcomeOf({ baseline, candidate: runOf(levels, { loss, noise, random }) }, margin)
    const unchanged = said(0)
    if (unchanged === 'regressed') counts.falseAlarms++
    if (unchanged === 'pass') counts.passes++
    if (said(margin) === 'pass') counts.worsePasses++
  }
  return {
    margin,
    falseAlarms: shareOf(counts.falseAlarms, trials),
    passes: shareOf(counts.passes, trials),
    worsePasses: shareOf(counts.worsePasses, trials),
  }
}

function outcomeOf(
  sides: { baseline: GateValue[]; candidate: GateValue[] },
  margin: number,
): GateOutcome {
  const { interval } = gatedDifference(sides, { range: [1, 10], alpha })
  return decide(interval, margin)
}

function runOf(
  levels: readonly number[],
  { loss, noise, random }: { loss: number; noise: GateNoise; random: Random },
): GateValue[] {
  return levels.map((level, index) => ({
    questionId: Math.floor(index / design.turns),
    turn: String(1 + (index % design.turns)),
    value: 6 + design.levelSd * level + design.noiseSd * drawn(noise, random) - loss,
  }))
}

/** Of mean 0 and variance 1. */
function drawn(noise: GateNoise, random: Random): number {
  if (noise === 'normal') return random.normal()
  return random.below(10) === 0 ? -3 : 1 / 3
}
