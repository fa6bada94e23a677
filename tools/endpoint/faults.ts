import { digest, fraction } from './draws.ts'

/** What can go wrong on purpose, in the order in which the rates are laid end to end. */
export const FAULT_KINDS = [
  /** 429 with the wait to keep */
  'tooManyRequests',
  /** 429 without any header about waiting or limits */
  'tooManyRequestsBare',
  /** 500 */
  'serverError',
  /** 503 with the wait to keep */
  'unavailable',
  /** 408 */
  'timeoutStatus',
  /** connection reset before any byte of the response */
  'resetBefore',
  /** connection closed after the headers and half of the body */
  'resetMiddle',
  /** 200 whose body is no JSON anywhere */
  'malformedJson',
  /** 200, complete as HTTP, whose JSON stops half-way */
  'truncatedJson',
  /** 200 with content '' */
  'emptyContent',
  /** 200 with choices [] */
  'emptyChoices',
  /** never answers, until the client goes or the endpoint closes */
  'hang',
  /** a valid completion, a few bytes at a time over dripMs */
  'slowDrip',
  /** 307 to /elsewhere, which answers 404 */
  'redirect',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** Rate (0..1) of each fault; a fault left out never happens. */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>

/** The sum of the rates, added in the order of FAULT_KINDS. */
export function sumRates(rates: FaultRates): number {
  let sum = 0
  for (const kind of FAULT_KINDS) sum += rates[kind] ?? 0
  return sum
}

/**
 * The fault of one attempt, or null. It depends on the seed, the request's hash and the attempt
 * (1 for the first), so on neither order nor concurrency.
 */
export function drawFault(
  rates: FaultRates,
  { seed, hash, attempt }: { seed: string | number; hash: string; attempt: number },
): FaultKind | null {
  if (sumRates(rates) === 0) return null
  return faultAt(rates, fraction(digest([seed, 'fault', hash, attempt])))
}

/** The fault at a point in [0, 1) of the rates laid end to end. */
export function faultAt(rates: FaultRates, point: number): FaultKind | null {
  let edge = 0
  for (const kind of FAULT_KINDS) {
    edge += rates[kind] ?? 0
    if (point < edge) return kind
  }
  return null
}
