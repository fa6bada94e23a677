/** Calls at once where nothing else is asked for: at first, and at most. */
export const firstConcurrency = 8
export const mostConcurrency = 64

/** Calls after which is looked at how many were refused; more where more are under way at once. */
const leastRound = 8

/** A server that refuses more than this share has a reason: it is never taken for chance. */
const mostChance = 0.75

/** A trial in which less than this part of the share is refused has shown that fewer are better. */
const trialShare = 0.25

/** Refusals to be expected in a trial if it is worth nothing: so many that chance would show. */
const trialCalls = 6

/** Rounds without a try for more after tries that failed, at most. */
const longestRest = 16

/** How many calls may be under way. Times in milliseconds. */
export type AdaptiveConcurrency = {
  limit: () => number
  /** A call was answered. */
  answered: (call: { startedMs: number; nowMs: number }) => void
  /**
   * A call was refused because it was too much (429). `beside`: how many were under way that were
   * not refused; undefined where the refusal took so long that it may come to others too.
   */
  refused: (call: { startedMs: number; nowMs: number; beside: number | undefined }) => void
}

/**
 * Finds out how many calls at once an endpoint bears.
 *
 * Rounds of calls are judged together, so that many refusals of one moment count once. While
 * nothing is refused the limit grows by one with each answer (it doubles in a round). A round with
 * refusals lowers the limit to what was not refused, and the next one, long enough that chance
 * would show, says what that was worth:
 *
 * - Fewer are refused: the endpoint has a limit, and it is near. From then on a little more is
 *   tried now and then, more seldom each time that it fails, in greater steps while it succeeds.
 * - About as many are refused: it has nothing to do with how many are under way. The limit goes
 *   back to what it was, and so many refusals are taken for chance from then on.
 *
 * @param given calls at once from the first call on, and the most
 */
export function createAdaptiveConcurrency(given: number | undefined): AdaptiveConcurrency {
  const ceiling = given ?? mostConcurrency
  let limit = given ?? firstConcurrency
  /** Up to here the limit grows fast. */
  let threshold = ceiling
  /** Share of calls that are refused however many are under way. */
  let chance = 0
  /** What the limit and the refused share were before the decrease that is being tried. */
  let before: { limit: number; share: number } | undefined
  let round = newRound(Number.NEGATIVE_INFINITY, leastRound)
  let probe = firstProbe
  /** True after a round that chance may explain after all: it takes two in a row. */
  let isSuspected = false

  function decrease(share: number): void {
    if (before !== undefined && share >= before.share * trialShare && share <= mostChance) {
      chance = (share + before.share) / 2
      limit = before.limit
      threshold = ceiling
      probe = firstProbe
      before = undefined
      return
    }
    before = { limit, share }
    const left = Math.max(limit * (1 - (share - chance)), round.beside)
    limit = Math.max(1, Math.min(limit - 1, Math.round(left)))
    threshold = limit
    probe = failedProbe(probe)
  }

  function goOn(share: number): void {
    chance = 0.8 * chance + 0.2 * Math.min(share, chance)
    before = undefined
    isSuspected = false
    if (limit < threshold || limit === ceiling) return
    if (probe.rest === 0) {
      limit = Math.min(ceiling, limit + probe.step)
      threshold = limit
    }
    probe = nextProbe(probe)
  }

  function endRound(nowMs: number): void {
    const share = round.refused / round.calls
    if (!isTooMany(round, chance)) goOn(share)
    else if (chance === 0 || isSuspected) decrease(share)
    else isSuspected = true
    const forTrial = before === undefined ? 0 : Math.ceil(trialCalls / before.share)
    round = newRound(nowMs, Math.max(leastRound, limit, forTrial))
  }

  return {
    limit: () => limit,
    answered: ({ startedMs, nowMs }) => {
      if (startedMs < round.sinceMs) return
      round.calls++
      if (limit < threshold && !isTooMany(round, chance)) limit++
      if (round.calls >= round.size) endRound(nowMs)
    },
    refused: ({ startedMs, nowMs, beside }) => {
      if (startedMs < round.sinceMs) return
      round.calls++
      round.refused++
      round.beside = Math.min(round.beside, beside ?? 0)
      // In a trial this many are as good as the whole round: it was not worth anything.
      const enough = before === undefined ? round.size : 2 + round.size * before.share * trialShare
      if (round.calls >= round.size || round.refused >= enough) endRound(nowMs)
    },
  }
}

type Round = { sinceMs: number; size: number; calls: number; refused: number; beside: number }

/** Calls that started since then; `beside`: the fewest that were under way at a refusal. */
function newRound(sinceMs: number, size: number): Round {
  return { sinceMs, size, calls: 0, refused: 0, beside: Number.POSITIVE_INFINITY }
}

/** By how much more is tried next, after how many rounds; `nextRest`: where that fails. */
type Probe = { step: number; rest: number; nextRest: number }

const firstProbe: Probe = { step: 1, rest: 1, nextRest: 1 }

function failedProbe({ nextRest }: Probe): Probe {
  return { step: 1, rest: nextRest, nextRest: Math.min(longestRest, nextRest * 2) }
}

function nextProbe(probe: Probe): Probe {
  return probe.rest > 0 ? { ...probe, rest: probe.rest - 1 } : { ...probe, step: probe.step * 2 }
}

/** Were more refused than chance explains, with three standard deviations? */
function isTooMany({ calls, refused }: Round, chance: number): boolean {
  const expected = calls * chance
  return refused > expected + 3 * Math.sqrt(expected * (1 - chance))
}
