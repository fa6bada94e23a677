import type { Chat, ChatRequest, Subject } from '../../src/domain/calls/chat.ts'
import type { JudgeWeights } from '../../src/domain/judge-weights.ts'

/** A request to judge these answers: one for a grade, two for a verdict. */
export function requestFor(subject: Partial<Subject> & Pick<Subject, 'answers'>): ChatRequest {
  return {
    model: 'builtin',
    messages: [],
    params: {},
    subject: {
      mode: subject.answers.length === 1 ? 'single' : 'pair',
      turn: 1,
      questions: ['Why does a wet towel dry faster in wind?'],
      category: 'stem',
      ...subject,
    },
  }
}

/** What a judge writes on these answers. */
export async function textOf(
  judge: Chat,
  subject: Partial<Subject> & Pick<Subject, 'answers'>,
): Promise<string> {
  return (await judge(requestFor(subject))).text
}

const scale = {
  n: 10,
  knots: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  typical: { content: 3, noRepeats: -0.1 },
}

/** Weights made up for tests. */
export const someWeights: JudgeWeights = {
  weights: { content: 1, noRepeats: 2, finalNumber: 1.5, newTurn: 1 },
  first_turn_share: 0.3,
  tie_band: 0.02,
  scale: {
    turn_1: scale,
    turn_2: scale,
    turn_1_with_reference: scale,
    turn_2_with_reference: scale,
  },
  agreement: {
    features: { share: 0.8, interval: [0.77, 0.83], n: 1409 },
    longest: { share: 0.726, interval: null, n: 1409 },
  },
}
