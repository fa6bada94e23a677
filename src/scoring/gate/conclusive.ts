import { tQuantile } from '../../stats/numeric/student-t.ts'

/** More questions than this are not promised. */
const mostQuestions = 100_000

/** What an inconclusive comparison of this difference would need to become conclusive. */
export type Advice = {
  /** Verdict that it would then be, if the true difference is the one found. */
  towards: 'pass' | 'regressed'
  /**
   * Judgments of each answer, on both sides, that would do: null if no number does, undefined where the
   * judge's noise is not known.
   */
  repeats: number | null | undefined
  /**
   * Questions beyond those that were judged: null if no number does, 0 where the judgments that there are
   * would do by themselves, and only the missing ones stand in the way.
   */
  moreQuestions: number | null
}

/**
 * Works out what would make the gate conclusive if the true difference were the one found, d. With h half the
 * interval's width, d − h > −margin is a *pass* and d + h < 0 (with d − h not above −margin) *regressed*: so the
 * wider of the two rooms, d + margin and −d, decides which comes first as h shrinks. It is never below
 * margin / 2. A loss between margin / 2 and the margin is first found to be one, and only by much more data to be
 * tolerable.
 *
 * The variance of a question's difference is V = SE² · questions; of it, the judge's part on both sides,
 * J = 2 σ²_J / (repeats · turns), shrinks with repeats, and all of it is divided by the questions.
 *
 * Worked example: d = −0.1, margin 0.3, SE 0.2 with 80 questions, no repeats known: t is about 1.66, so SE must be
 * below 0.2/1.66 for a pass; 1.66² ≈ 2.74 times the questions, about 140 more.
 */
export function whatWouldBeConclusive(found: {
  difference: number
  standardError: number
  questions: number
  margin: number
  alpha: number
  /** The judge's variance of one judgment, judgments of each answer, and judged turns of a question. */
  judge: { variance: number; repeats: number; turns: number } | null
}): Advice {
  const { difference, margin, questions, alpha, judge } = found
  const rooms = { pass: difference + margin, regressed: -difference }
  const towards = rooms.pass >= rooms.regressed ? 'pass' : 'regressed'
  const perQuestion = found.standardError ** 2 * questions
  const suffices = (variance: number, n: number) =>
    tQuantile(1 - alpha, n - 1) * Math.sqrt(variance / n) < rooms[towards]
  return {
    towards,
    repeats: judge === null ? undefined : repeatsFor(perQuestion, { judge, questions, suffices }),
    moreQuestions: moreQuestionsFor(questions, (n) => suffices(perQuestion, n)),
  }
}

function repeatsFor(
  perQuestion: number,
  context: {
    judge: { variance: number; repeats: number; turns: number }
    questions: number
    suffices: (variance: number, n: number) => boolean
  },
): number | null {
  const { judge, questions, suffices } = context
  if (suffices(perQuestion, questions)) return judge.repeats
  const judgePart = (repeats: number) => (2 * judge.variance) / (repeats * judge.turns)
  const rest = Math.max(0, perQuestion - judgePart(judge.repeats))
  for (let repeats = judge.repeats + 1; repeats <= 100; repeats++) {
    if (suffices(rest + judgePart(repeats), questions)) return repeats
  }
  return null
}

/** The least number beyond n that does, n itself included, by doubling and halving: more questions never do worse. */
function moreQuestionsFor(n: number, suffices: (n: number) => boolean): number | null {
  if (suffices(n)) return 0
  let high = n + 1
  while (!suffices(high)) {
    if (high >= mostQuestions) return null
    high = Math.min(mostQuestions, high * 2)
  }
  let low = n
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle
  }
  return high - n
}
