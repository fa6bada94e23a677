import type { Usage } from '../domain/answer.ts'

/** A piece of work that could not be done: what it was, and why. */
export type Failure = { what: string; why: string; endpointIsDead: boolean }

/** What a run tells whoever watches it; nothing here changes what it does. */
export type RunEvents = {
  onDone: () => void
  onFailure: (failure: Failure) => void
}

/** What a stage did. */
export type RunCounts = {
  done: number
  failed: Failure[]
  /** Answers cut by the token limit, or judgments that ended without a verdict for it. */
  truncated: number
  unparsed: number
  filtered: number
  /** Work that was not begun or was broken off because the run was stopped. */
  notRun: number
}

export function emptyCounts(): RunCounts {
  return { done: 0, failed: [], truncated: 0, unparsed: 0, filtered: 0, notRun: 0 }
}

/** Tokens of two calls together; a server that reports none adds none. */
export function addUsage(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return a ?? b
  const sum = (x: number | undefined, y: number | undefined) => (x ?? 0) + (y ?? 0)
  return {
    prompt_tokens: sum(a.prompt_tokens, b.prompt_tokens),
    completion_tokens: sum(a.completion_tokens, b.completion_tokens),
    total_tokens: sum(a.total_tokens, b.total_tokens),
  }
}
