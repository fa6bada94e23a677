import type { PairJudgment, SingleJudgment } from '../../src/domain/judgment.ts'

/** A grade as FastChat writes it; what a test is about is given, the rest is made up. */
export function gradeRow(fields: Partial<SingleJudgment> = {}): SingleJudgment {
  const score = fields.score ?? 7
  return {
    question_id: 1,
    model: 'alder',
    judge: ['owl', 'single-v1'],
    user_prompt: 'Grade it.',
    judgment: `Rating: [[${score}]]`,
    score,
    turn: 1,
    tstamp: 1_700_000_000,
    ...fields,
  }
}

/** A pair as FastChat writes it: model_1 wins both games unless the test says otherwise. */
export function pairRow(fields: Partial<PairJudgment> = {}): PairJudgment {
  return {
    question_id: 1,
    model_1: 'alder',
    model_2: 'birch',
    g1_winner: 'model_1',
    g2_winner: 'model_1',
    judge: ['owl', 'pair-v2'],
    g1_user_prompt: 'Game 1.',
    g2_user_prompt: 'Game 2.',
    g1_judgment: '[[A]]',
    g2_judgment: '[[B]]',
    turn: 1,
    tstamp: 1_700_000_000,
    ...fields,
  }
}
