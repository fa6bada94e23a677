import { FAULT_KINDS, type FaultRates, sumRates } from './faults.ts'

/** Request features that a server may refuse with 400, as reasoning models do. */
export const REFUSABLE = ['temperature', 'max_tokens', 'max_completion_tokens', 'system'] as const
export type Refusable = (typeof REFUSABLE)[number]

export const REASONING_FORMS = ['none', 'think', 'field'] as const
type ReasoningForm = (typeof REASONING_FORMS)[number]

export const RETRY_AFTER_FORMS = ['seconds', 'date', 'ms'] as const
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number]

/** Where the connection of a call about files or batches is cut, before or after it was obeyed. */
export const BATCH_CUTS = [
  'uploadBefore',
  'uploadAfter',
  'createBefore',
  'createAfter',
  'retrieve',
  'content',
  'cancelAfter',
  'list',
] as const
export type BatchCut = (typeof BATCH_CUTS)[number]

/** A fixed wait, or a seeded uniform draw for each request; milliseconds. */
export type Latency = number | { readonly min: number; readonly max: number }

/** What the server lets through; beyond it, 429. A limit left out does not hold. */
export type RateLimit = {
  /** Requests let through in any window of `windowMs`. */
  readonly requestsPerMinute?: number
  /** Requests let through and not yet answered. */
  readonly concurrent?: number
  /** Length of the sliding window, milliseconds; default 60,000. Tests shorten the minute. */
  readonly windowMs?: number
}

/** How the endpoint behaves. Everything has a default; `configure` changes all but the port. */
export type EndpointOptions = {
  /** Decides every text, verdict, fault and latency; 1 and '1' are the same seed. */
  readonly seed: string | number
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** If set, a request without `Authorization: Bearer <apiKey>` gets 401. */
  readonly apiKey: string | null
  /** Models that exist (others: 404 model_not_found); null lets every name through. */
  readonly models: readonly string[] | null
  /** Features refused with 400. A temperature of 1, the default, is never refused. */
  readonly refuses: readonly Refusable[]
  /** 'think': content begins with `<think>…</think>`; 'field': `reasoning_content`. */
  readonly reasoning: ReasoningForm
  /** Share (0..1) of answer pairs whose verdict is for the first answer in either order. */
  readonly positionBiasShare: number
  /** Share (0..1) of answer pairs judged a tie in either order. */
  readonly tieShare: number
  /** Share (0..1) of judge replies without any bracket. */
  readonly unparsedShare: number
  /** Share (0..1) of replies that stop before the verdict, finish_reason 'length'. */
  readonly lengthShare: number
  /** Share (0..1) of replies with empty content, finish_reason 'content_filter'. */
  readonly contentFilterShare: number
  /** Limits enforced with 429; null for none. */
  readonly rateLimit: RateLimit | null
  /** Rate (0..1) of each fault; together at most 1. */
  readonly faults: FaultRates
  /** Keep the messages in the log too. */
  readonly logMessages: boolean
  /** Entries the log keeps, the newest; entries. */
  readonly logLimit: number
  /** Form of the wait sent with 429 and 503; see `retryAfterHeaders`. */
  readonly retryAfterForm: RetryAfterForm
  /** Wait sent with injected 429 and 503 and with the concurrency limit's 429; seconds. */
  readonly retryAfterSeconds: number
  /** Wait before a completion or an injected fault (not before refusals); milliseconds. */
  readonly latencyMs: Latency
  /** Time over which a slowDrip body is sent; milliseconds. */
  readonly dripMs: number
  /** Largest request body; beyond it, 413; bytes. */
  readonly bodyLimitBytes: number
  /** Whether there are /v1/files and /v1/batches; else 404. */
  readonly batches: boolean
  /**
   * Time that a batch takes, milliseconds: the first tenth it is validated, the last finalized.
   * Faults are drawn for each of its requests: a status is a line of the error file, `hang` is a
   * request that expires with its batch, empty content and choices are lines of the output file.
   */
  readonly batchMs: number
  /** How much of that time has gone (0..1), for all batches, whatever the clock says; null: the clock. */
  readonly batchProgress: number | null
  /** Requests of a batch, at most; beyond, it fails. */
  readonly batchRequestLimit: number
  /** Largest file that is taken; beyond it, 413; bytes. */
  readonly fileLimitBytes: number
  /** Whether what a client notes on a batch (`metadata`) is kept. */
  readonly keepsMetadata: boolean
  /** Where connections are cut as long as this stands. */
  readonly batchCuts: readonly BatchCut[]
}

export const DEFAULT_OPTIONS: EndpointOptions = {
  seed: 1,
  port: 0,
  apiKey: null,
  models: null,
  refuses: [],
  reasoning: 'none',
  positionBiasShare: 0.1,
  tieShare: 0.15,
  unparsedShare: 0,
  lengthShare: 0,
  contentFilterShare: 0,
  rateLimit: null,
  faults: {},
  logMessages: false,
  logLimit: 20_000,
  retryAfterForm: 'seconds',
  retryAfterSeconds: 0.05,
  latencyMs: 0,
  dripMs: 200,
  bodyLimitBytes: 64 * 1024 * 1024,
  batches: true,
  batchMs: 0,
  batchProgress: null,
  batchRequestLimit: 50_000,
  fileLimitBytes: 200_000_000,
  keepsMetadata: true,
  batchCuts: [],
}

/** Longest wait a timer takes: 2^31 - 1 milliseconds, rounded down. */
const WAIT_LIMIT_MS = 2_000_000_000
/** Rates that are written as decimals may sum to a hair over 1. */
const RATE_SLACK = 1e-9

/**
 * Options with a patch applied, e.g. parsed from JSON. A nested value (faults, rateLimit, …)
 * replaces the former one whole. Throws RangeError naming the option that is unknown or wrong.
 */
export function resolveOptions(base: EndpointOptions, patch: object): EndpointOptions {
  const next = { ...base }
  for (const [name, value] of Object.entries(patch)) {
    if (!isOptionName(name)) throw new RangeError(`unknown option "${name}"`)
    assign(next, { name, value })
  }
  const { contentFilterShare, lengthShare, unparsedShare, positionBiasShare, tieShare } = next
  checkSum(contentFilterShare + lengthShare + unparsedShare, 'the shares of spoilt replies')
  checkSum(positionBiasShare + tieShare, 'positionBiasShare and tieShare')
  checkSum(sumRates(next.faults), 'the rates of faults')
  return next
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type OptionName = keyof EndpointOptions

function assign<K extends OptionName>(
  target: Mutable<EndpointOptions>,
  { name, value }: { name: K; value: unknown },
): void {
  target[name] = CHECKS[name](value, name)
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(CHECKS, name)
}

function checkSum(sum: number, what: string): void {
  if (sum > 1 + RATE_SLACK) throw new RangeError(`${what} must sum to at most 1, not ${sum}`)
}

type Check<T> = (value: unknown, name: string) => T

const share = numberBetween(0, 1)
const count = integerBetween(1, 1_000_000_000)
const waitMs = numberBetween(0, WAIT_LIMIT_MS)

const CHECKS: { readonly [K in OptionName]: Check<EndpointOptions[K]> } = {
  seed: (value, name) => (Number.isFinite(value) ? Number(value) : text(value, name)),
  port: integerBetween(0, 65_535),
  apiKey: nullable(text),
  models: nullable(listOf(text)),
  refuses: listOf(oneOf(REFUSABLE)),
  reasoning: oneOf(REASONING_FORMS),
  positionBiasShare: share,
  tieShare: share,
  unparsedShare: share,
  lengthShare: share,
  contentFilterShare: share,
  rateLimit: nullable(
    fields({ requestsPerMinute: count, concurrent: count, windowMs: numberBetween(1, 3_600_000) }),
  ),
  faults: fields(Object.fromEntries(FAULT_KINDS.map((kind) => [kind, share]))),
  logMessages: flag,
  logLimit: integerBetween(0, 10_000_000),
  retryAfterForm: oneOf(RETRY_AFTER_FORMS),
  retryAfterSeconds: numberBetween(0, 86_400),
  latencyMs: (value, name) => (typeof value === 'object' ? span(value, name) : waitMs(value, name)),
  dripMs: waitMs,
  bodyLimitBytes: integerBetween(1, 1024 ** 3),
  batches: flag,
  batchMs: waitMs,
  batchProgress: nullable(share),
  batchRequestLimit: count,
  fileLimitBytes: integerBetween(1, 1024 ** 3),
  keepsMetadata: flag,
  batchCuts: listOf(oneOf(BATCH_CUTS)),
}

function span(value: unknown, name: string): { min: number; max: number } {
  const { min, max } = fields({ min: waitMs, max: waitMs })(value, name)
  if (min === undefined || max === undefined || min > max) {
    throw new RangeError(`${name} must have min ≤ max`)
  }
  return { min, max }
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new RangeError(`${name} must be a text that is not empty`)
}

function flag(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value
  throw new RangeError(`${name} must be true or false`)
}

function numberBetween(min: number, max: number): Check<number> {
  return (value, name) => {
    if (typeof value === 'number' && value >= min && value <= max) return value
    throw new RangeError(`${name} must be a number from ${min} to ${max}`)
  }
}

function integerBetween(min: number, max: number): Check<number> {
  return (value, name) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value
    }
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}`)
  }
}

function oneOf<T extends string>(choices: readonly T[]): Check<T> {
  return (value, name) => {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    throw new RangeError(`${name} must be one of ${choices.join(', ')}`)
  }
}

function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, name) => {
    if (Array.isArray(value)) return value.map((item) => check(item, `${name} item`))
    throw new RangeError(`${name} must be a list`)
  }
}

function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, name) => (value === null ? null : check(value, name))
}

/** An object of numbers, every field optional and none other allowed. */
function fields<K extends string>(
  checks: Readonly<Record<K, Check<number>>>,
): Check<Partial<Record<K, number>>> {
  return (value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RangeError(`${name} must be an object`)
    }
    const isField = (key: string): key is K => Object.hasOwn(checks, key)
    const found: Partial<Record<K, number>> = {}
    for (const [key, item] of Object.entries(value)) {
      if (!isField(key)) throw new RangeError(`unknown ${name} field "${key}"`)
      found[key] = checks[key](item, `${name}.${key}`)
    }
    return found
  }
}
