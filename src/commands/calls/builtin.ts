import type { Chat } from '../../domain/calls/chat.ts'
import { builtinPrefix, type Endpoint } from '../../domain/calls/endpoint.ts'
import { UserError } from '../../errors.ts'
import { shortHash } from '../../io/hash.ts'
import { loadJudgeWeights } from '../../io/workspace/load-judge-weights.ts'
import {
  builtinNameOf,
  builtinNames,
  createBuiltinJudge,
  describeBuiltin,
} from '../../judges/builtin-judges.ts'
import type { Ui } from '../ui.ts'

/** Stands where an endpoint's address would, for judges that come with the package. */
export const noServer = 'none'

/** A judge that comes with the package. */
export type Builtin = {
  chat: Chat
  /** Stands for its fitted numbers in comparability keys. */
  version: string
  /** What it is and how well it agrees with experts, in one line. */
  description: string
}

/**
 * The built-in judge that an id names, or undefined where it names a model.
 * @throws UserError for `builtin:` with an unknown name, listing those there are
 */
export function builtinOf(id: string): Builtin | undefined {
  if (!id.startsWith(builtinPrefix)) return undefined
  const name = builtinNameOf(id)
  const fitted = loadJudgeWeights()
  return {
    chat: createBuiltinJudge(name, fitted),
    version: shortHash(
      JSON.stringify([fitted.weights, fitted.first_turn_share, fitted.tie_band, fitted.scale]),
    ),
    description: describeBuiltin(name, fitted),
  }
}

/** What the built-in judges among these are, a line each; other ids are passed over. */
export function builtinDescriptions(judgeIds: readonly string[]): string[] {
  return builtinNames
    .map((name) => `${builtinPrefix}${name}`)
    .filter((id) => judgeIds.includes(id))
    .map((id) => builtinOf(id)?.description ?? id)
}

/** Says in one line what a judge is, where it is a built-in one. */
export function sayBuiltin(judge: Endpoint, ui: Ui): void {
  const builtin = builtinOf(judge.id)
  if (builtin !== undefined) ui.stderr.write(`${builtin.description}\n`)
}

/** @throws UserError for a built-in judge among the models that are to answer */
export function refuseBuiltin(endpoints: readonly Endpoint[]): void {
  const builtin = endpoints.find((endpoint) => endpoint.id.startsWith(builtinPrefix))
  if (builtin === undefined) return
  throw new UserError(`${builtin.id} judges answers and writes none: name a model`)
}
