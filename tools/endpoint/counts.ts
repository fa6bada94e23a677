import type { Usage } from './completion.ts'
import { FAULT_KINDS, type FaultKind } from './faults.ts'
import type { FinishReason } from './reply.ts'
import { REPLY_KINDS, type ReplyKind } from './verdicts.ts'

/**
 * What happened since the start or the last reset. Only POST /v1/chat/completions counts as a
 * request; requests = the sum of byStatus + unanswered + inFlight.
 */
export type EndpointCounts = {
  readonly requests: number
  /** Well-formed 200 replies with the reply meant for the request, whatever its finish_reason. */
  readonly completions: number
  /** Completions of a model and messages that had been completed before: paid for again. */
  readonly repeatedCompletions: number
  /** Different pairs of model and messages among the requests let through. */
  readonly distinctRequests: number
  /** 429s of the enforced rate limit; injected ones are in byFault. */
  readonly rateLimited: number
  /** Requests that got no status: reset, hung until the end, or left by the client. */
  readonly unanswered: number
  /** Requests to any other path, /endpoint/* aside. */
  readonly otherRequests: number
  /** Requests to /elsewhere: redirects that a client followed. Also in otherRequests. */
  readonly elsewhereRequests: number
  /** Files that were uploaded and not refused. */
  readonly files: number
  /** Batches that were created, those that fail their check included. */
  readonly batches: number
  /** Requests in those batches; what came of them is in completions and byFault, not in requests. */
  readonly batchedRequests: number
  readonly connections: number
  readonly inFlight: number
  readonly maxInFlight: number
  /** Tokens of the completions, as their `usage` says. */
  readonly promptTokens: number
  readonly completionTokens: number
  /** Requests that have ended, by the status sent, '200' to '503'. */
  readonly byStatus: Readonly<Record<string, number>>
  /** Faults drawn. */
  readonly byFault: Readonly<Record<FaultKind, number>>
  /** Requests whose body could be read, by model. */
  readonly byModel: Readonly<Record<string, number>>
  /** Requests whose body could be read, by what they ask for. */
  readonly byKind: Readonly<Record<ReplyKind, number>>
  /** Completions by finish_reason. */
  readonly byFinishReason: Readonly<Record<FinishReason, number>>
}

export type Tally = {
  connectionOpened(): void
  otherRequest(path: string): void
  requestBegan(): void
  requestRead(request: { model: string; kind: ReplyKind }): void
  requestRateLimited(): void
  /** A request was let through; returns its attempt, 1 for the first of this hash. */
  attemptBegan(hash: string): number
  faultDrawn(fault: FaultKind): void
  completed(completion: { hash: string; usage: Usage; finishReason: FinishReason }): void
  requestEnded(status: number | null): void
  fileUploaded(): void
  batchCreated(requests: number): void
  read(): EndpointCounts
}

/** Hashes whose attempts are remembered; the oldest go first. */
const HASH_LIMIT = 1_000_000

const SUM_NAMES = [
  'requests',
  'completions',
  'repeatedCompletions',
  'distinctRequests',
  'rateLimited',
  'unanswered',
  'otherRequests',
  'elsewhereRequests',
  'files',
  'batches',
  'batchedRequests',
  'connections',
  'inFlight',
  'maxInFlight',
  'promptTokens',
  'completionTokens',
] as const

export function createTally(): Tally {
  const sums = zeros(SUM_NAMES)
  const byStatus = new Map<string, number>()
  const byModel = new Map<string, number>()
  const byFault = zeros(FAULT_KINDS)
  const byKind = zeros(REPLY_KINDS)
  const byFinishReason = zeros(['stop', 'length', 'content_filter'])
  const histories = createHistories()

  return {
    connectionOpened() {
      sums.connections += 1
    },
    otherRequest(path) {
      sums.otherRequests += 1
      if (path === '/elsewhere') sums.elsewhereRequests += 1
    },
    requestBegan() {
      sums.requests += 1
      sums.inFlight += 1
      sums.maxInFlight = Math.max(sums.maxInFlight, sums.inFlight)
    },
    requestRead({ model, kind }) {
      increment(byModel, model)
      byKind[kind] += 1
    },
    requestRateLimited() {
      sums.rateLimited += 1
    },
    attemptBegan(hash) {
      const history = histories.find(hash)
      history.attempts += 1
      sums.distinctRequests += Number(history.attempts === 1)
      return history.attempts
    },
    faultDrawn(fault) {
      byFault[fault] += 1
    },
    completed({ hash, usage, finishReason }) {
      const history = histories.find(hash)
      history.completions += 1
      sums.completions += 1
      sums.repeatedCompletions += Number(history.completions > 1)
      sums.promptTokens += usage.prompt_tokens
      sums.completionTokens += usage.completion_tokens
      byFinishReason[finishReason] += 1
    },
    requestEnded(status) {
      sums.inFlight -= 1
      if (status === null) sums.unanswered += 1
      else increment(byStatus, String(status))
    },
    fileUploaded() {
      sums.files += 1
    },
    batchCreated(requests) {
      sums.batches += 1
      sums.batchedRequests += requests
    },
    read: () => ({
      ...sums,
      byStatus: Object.fromEntries(byStatus),
      byModel: Object.fromEntries(byModel),
      byFault: { ...byFault },
      byKind: { ...byKind },
      byFinishReason: { ...byFinishReason },
    }),
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number> // one 0 for each key
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

type History = { attempts: number; completions: number }

/** What happened to each hash so far; a hash that is new starts with nothing. */
function createHistories(): { find(hash: string): History } {
  const histories = new Map<string, History>()
  return {
    find(hash) {
      const known = histories.get(hash)
      if (known !== undefined) return known
      const history = { attempts: 0, completions: 0 }
      const oldest = histories.keys().next()
      if (histories.size >= HASH_LIMIT && oldest.done !== true) histories.delete(oldest.value)
      histories.set(hash, history)
      return history
    },
  }
}
