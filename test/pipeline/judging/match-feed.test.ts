import { describe, expect, it } from 'vitest'
import { createMatchFeed } from '../../../src/pipeline/judging/match-feed.ts'
import {
  defaultMatchSettings,
  type MatchPlan,
  planMatches,
} from '../../../src/pipeline/judging/plan-matches.ts'
import { answerOf, questionOf, smallPrompts } from '../../support/records.ts'

function feedOf(mode: 'single' | 'pairwise-all') {
  const questions = [questionOf(1), questionOf(2)]
  const plans: MatchPlan[] = []
  const feed = createMatchFeed({
    questions,
    models: ['a', 'b'],
    isSingle: mode === 'single',
    plan: (question, models) =>
      planMatches({
        questions: [question],
        models,
        partialModels: new Set(),
        prompts: smallPrompts,
        references: new Map(),
        referenceCategories: [],
        judge: 'j',
        stored: new Map(),
        settings: { ...defaultMatchSettings, mode, baseline: undefined },
        hash: (text) => text,
      }),
    onPlan: (plan) => plans.push(plan),
  })
  const rest = async () => {
    feed.matches.close()
    const found: string[] = []
    for await (const match of feed.matches) {
      found.push(`${match.models.join('/')} ${match.question.question_id}.${match.turn}`)
    }
    return found
  }
  return { feed, plans, rest }
}

describe('createMatchFeed', () => {
  it('feeds a grade as soon as its answer is there', async () => {
    const { feed, plans, rest } = feedOf('single')
    feed.offer('b', answerOf(2, { model: 'b' }))
    expect(feed.matches.waiting()).toBe(2)
    feed.offer('a', answerOf(1, { model: 'a' }))
    expect(plans).toHaveLength(2)
    expect(await rest()).toEqual(['b 2.1', 'b 2.2', 'a 1.1', 'a 1.2'])
  })

  it('feeds a comparison when the answers of all models are there', async () => {
    const { feed, plans, rest } = feedOf('pairwise-all')
    feed.offer('b', answerOf(1, { model: 'b' }))
    feed.offer('a', answerOf(2, { model: 'a' }))
    expect(plans).toEqual([])
    feed.offer('a', answerOf(1, { model: 'a' }))
    expect(plans).toHaveLength(1)
    expect(await rest()).toEqual(['a/b 1.1', 'a/b 1.2'])
  })

  it('feeds nothing for an answer without a question, and no empty answer', async () => {
    const { feed, plans, rest } = feedOf('single')
    feed.offer('a', answerOf(9, { model: 'a' }))
    expect(plans).toEqual([])
    feed.offer('a', answerOf(1, { model: 'a', turns: ['', ''] }))
    expect(plans).toMatchObject([{ empty: [{}, {}] }])
    expect(await rest()).toEqual([])
  })
})
