import type { CommonFlags } from '../flags.ts'

export type ShowFlags = CommonFlags & {
  model?: string[]
  judgeModel?: string[]
  inputFile?: string[]
  votes?: string[]
  flips: boolean
  unparsed: boolean
  disagreements: boolean
  skipBadLines: boolean
  json: boolean
  output?: string
}

/** Whether a judgment of these models is asked for: one of the named; of several named, both. */
export function isWantedPair(flags: Pick<ShowFlags, 'model'>, models: readonly string[]): boolean {
  const { model: named } = flags
  if (named === undefined) return true
  return named.length === 1
    ? models.some((model) => named.includes(model))
    : models.every((model) => named.includes(model))
}

/** Whether this judge's judgments are asked for. */
export function isWantedJudge(flags: Pick<ShowFlags, 'judgeModel'>, judge: string): boolean {
  return flags.judgeModel?.includes(judge) ?? true
}
