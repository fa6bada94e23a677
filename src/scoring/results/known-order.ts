import type { QuestionId } from '../../domain/question.ts'
import type { Ballot } from '../../domain/votes/ballot.ts'
import { type Cluster, clusteredMean } from '../../stats/means/clustered-mean.ts'

/** A pair of answer sets of which one is known to be better. */
export type KnownStep = { better: string; worse: string }

/** How often verdicts on a known step are right, over all categories (null) or one. */
export type KnownStepRow = KnownStep & {
  category: string | null
  n: number
  right: number
  wrong: number
  tie: number
  /** right / n with its interval by question; null without verdicts. */
  share: number | null
  ci: [number, number] | null
}

/** Verdicts against an order that is known, by step and category; ties are not right. */
export function knownOrderRows(
  ballots: readonly Ballot[],
  options: {
    steps: readonly KnownStep[]
    categories: readonly (string | null)[]
    categoryOf: (questionId: QuestionId) => string | undefined
    confidence: number
  },
): KnownStepRow[] {
  return options.steps.flatMap((step) => {
    const own = ballots.filter((ballot) => isOfStep(ballot, step))
    return options.categories.map((category) => {
      const chosen = own.filter(
        (ballot) => category === null || options.categoryOf(ballot.questionId) === category,
      )
      return { ...step, category, ...figures(chosen, step, options.confidence) }
    })
  })
}

function isOfStep({ first, second }: Ballot, { better, worse }: KnownStep): boolean {
  return (first === better && second === worse) || (first === worse && second === better)
}

function figures(ballots: readonly Ballot[], step: KnownStep, confidence: number) {
  const counts = { right: 0, wrong: 0, tie: 0 }
  const clusters = new Map<QuestionId, Cluster>()
  for (const ballot of ballots) {
    const outcome = outcomeOf(ballot, step)
    counts[outcome]++
    const cluster = clusters.get(ballot.questionId) ?? { sum: 0, n: 0 }
    clusters.set(ballot.questionId, {
      sum: cluster.sum + (outcome === 'right' ? 1 : 0),
      n: cluster.n + 1,
    })
  }
  if (ballots.length === 0) return { n: 0, ...counts, share: null, ci: null }
  const { mean, n, interval } = clusteredMean([...clusters.values()], { confidence })
  return { n, ...counts, share: mean, ci: interval }
}

function outcomeOf(ballot: Ballot, { better }: KnownStep): 'right' | 'wrong' | 'tie' {
  if (ballot.label === 'tie') return 'tie'
  const winner = ballot.label === 'first' ? ballot.first : ballot.second
  return winner === better ? 'right' : 'wrong'
}
