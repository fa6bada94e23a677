import type { Chat } from '../domain/calls/chat.ts'
import type { JudgeWeights } from '../domain/judge-weights.ts'
import { UserError } from '../errors.ts'
import { longestJudge, randomJudge, tieJudge } from './baseline-judges.ts'
import { createFeatureJudge } from './feature-judge.ts'

/** What may stand after `builtin:`. */
export const builtinNames = ['features', 'longest', 'random', 'tie'] as const
export type BuiltinName = (typeof builtinNames)[number]

/**
 * Reads the id of a built-in judge, `builtin:features`.
 * @throws UserError that lists the names there are
 */
export function builtinNameOf(id: string): BuiltinName {
  const name = builtinNames.find((known) => id === `builtin:${known}`)
  if (name !== undefined) return name
  const known = builtinNames.map((n) => `builtin:${n}`).join(', ')
  throw new UserError(`there is no built-in judge ${JSON.stringify(id)}; there are: ${known}`)
}

/** A judge that needs no network and no key. */
export function createBuiltinJudge(name: BuiltinName, fitted: JudgeWeights): Chat {
  const judges = {
    features: () => createFeatureJudge(fitted),
    longest: () => longestJudge,
    random: () => randomJudge,
    tie: () => tieJudge,
  } as const satisfies Record<BuiltinName, () => Chat>
  return judges[name]()
}

/** What a built-in judge is and how well it agrees with experts, in one line. */
export function describeBuiltin(name: BuiltinName, fitted: JudgeWeights): string {
  const { features, longest } = fitted.agreement
  const votes = `the paper's expert votes without ties (n = ${features.n.toLocaleString('en-US')}, cross-validated by question)`
  const says = {
    features: `a statistical judge that weighs ${Object.keys(fitted.weights).length} features of the text and understands nothing; agrees with ${shown(features)} of ${votes}; the longer answer alone with ${percent(longest.share)}`,
    longest: `a baseline: the longer answer wins; agrees with ${shown(longest)} of the paper's expert votes without ties (n = ${longest.n.toLocaleString('en-US')})`,
    random:
      'a baseline: the throw of a coin; agrees with half of all votes without ties, by chance',
    tie: 'a baseline: every pair is a tie and every answer a 5; agrees with no vote that is none',
  } as const satisfies Record<BuiltinName, string>
  return `builtin:${name} is ${says[name]}.`
}

function shown({ share, interval }: { share: number; interval: [number, number] | null }): string {
  if (interval === null) return percent(share)
  return `${percent(share)} (${interval.map((end) => (end * 100).toFixed(1)).join('–')})`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
