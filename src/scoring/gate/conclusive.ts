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
 * Works out what would make the gate conclusive if the true difference were the one found, d: the interval
 * must end above −margin (d > −margin, towards *pass*) or below 0 (else, towards *regressed*).
 *
 * The variance of a question's difference is V = SE² · questions; of it, the judge's part on both sides,
 * J = 2 σ²_J / (repeats · turns), shrinks with repeats, and all of it is divided by the questions.
 *
 * Worked example: d = −0.2, margin 0.3, SE 0.1 with 80 questions, no repeats known: t is 1.664, so SE must
 * be below 0.1/1.664; about 2.77 times the questions, 140 more.
 *
 * @returns null where d lies exactly on the edge: nothing makes that conclusive
 */
export function whatWouldBeConclusive(found: {
  difference: number
  standardError: number
  questions: number
  margin: number
  alpha: number
  /** The judge's variance of one judgment, judgments of each answer, and judged turns of a question. */
  judge: { variance: number; repeats: number; turns: number } | null
}): Advice | null {
  const { difference, margin, questions, alpha, judge } = found
  const towards = difference > -margin ? 'pass' : 'regressed'
  const room = towards === 'pass' ? difference + margin : -difference
  if (!(room > 0) || difference === -margin) return null
  const perQuestion = found.standardError ** 2 * questions
  const suffices = (variance: number, n: number) =>
    tQuantile(1 - alpha, n - 1) * Math.sqrt(variance / n) < room
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
