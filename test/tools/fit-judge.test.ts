import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Vote } from '../../src/domain/votes/vote.ts'
import { packageFile } from '../../src/io/files/package-files.ts'
import { loadJudgeWeights } from '../../src/io/workspace/load-judge-weights.ts'
import { createFeatureJudge } from '../../src/judges/feature-judge.ts'
import { type FeatureName, featureNames } from '../../src/judges/features/features.ts'
import { agreementOf } from '../../tools/fit-judge/agreement.ts'
import { ballotsOf } from '../../tools/fit-judge/ballots.ts'
import { decide, foldOf, outerFoldOf } from '../../tools/fit-judge/cross-validate.ts'
import {
  type FitDocument,
  fitDocument,
  type StoredSettings,
} from '../../tools/fit-judge/document.ts'
import { measureAnswers } from '../../tools/fit-judge/figures.ts'
import { type Inputs, readInputs } from '../../tools/fit-judge/inputs.ts'
import { compareAnswers, fitModel, oddsOf, type Settings } from '../../tools/fit-judge/model.ts'
import { fitTable } from '../../tools/fit-judge/table.ts'
import { textOf } from '../judges/subjects.ts'
import { hasSharedData, sharedPath } from '../support/shared-data.ts'

const sentences = [
  'Moving air carries the vapour away from the cloth.',
  'Drier air takes its place and takes up more water.',
  'The steeper the difference in vapour, the faster it dries.',
  'Warmth helps too, for it lets more water leave the surface.',
]

/** Twelve questions, four models that say more the better they are, and voters who like that. */
function smallInputs(): Inputs {
  const models = ['alpaca-13b', 'claude-v1', 'gpt-4', 'llama-13b']
  const skill: Record<string, number> = {
    'gpt-4': 4,
    'claude-v1': 3,
    'alpaca-13b': 2,
    'llama-13b': 1,
  }
  const ids = Array.from({ length: 12 }, (_, i) => i + 1)
  // On question 5 the models change places, so that none of them always wins.
  const amount = (model: string, id: number) => {
    const full = skill[model] ?? 1
    return id === 5 ? 5 - full : full
  }
  const turnsOf = (model: string, id: number) =>
    [1, 2].map(() => sentences.slice(0, amount(model, id)).join(' '))
  const pairs = models.flatMap((a, i) => models.slice(i + 1).map((b) => [a, b] as const))
  const vote = (id: number, turn: 1 | 2, [a, b]: readonly [string, string]) => {
    const isUpset = (id * 7 + turn + a.length) % 5 === 0
    const isBetter = amount(a, id) > amount(b, id)
    const winner: Vote['winner'] = isUpset ? 'tie' : isBetter ? 'model_a' : 'model_b'
    return { question_id: id, turn, model_a: a, model_b: b, winner }
  }
  const votes = ids.flatMap((id) =>
    ([1, 2] as const).flatMap((turn) => pairs.map((pair) => vote(id, turn, pair))),
  )
  return {
    questions: new Map(
      ids.map((id) => [
        id,
        {
          question_id: id,
          category: id % 3 === 0 ? 'math' : 'stem',
          turns: [`Why does cloth ${id} dry?`, 'And in wind?'],
        },
      ]),
    ),
    references: new Map(ids.filter((id) => id % 3 === 0).map((id) => [id, sentences.slice(0, 2)])),
    answers: new Map(
      models.map((model) => [model, new Map(ids.map((id) => [id, turnsOf(model, id)]))]),
    ),
    humanVotes: votes.map((one, i) => ({ ...one, judge: `expert_${i % 3}` })),
    gpt4Votes: votes.map((one) => ({ ...one, judge: 'gpt4_pair' })),
    hashes: { 'votes/human.jsonl': 'none' },
  }
}

const smallGrid = { ridge: [30], gpt4Weight: [0.5], kept: [4, 8], firstTurnShare: [0.3] }

describe('the fit on small data', () => {
  const document = fitDocument(smallInputs(), smallGrid)

  it('gives the same bytes twice', () => {
    expect(JSON.stringify(fitDocument(smallInputs(), smallGrid))).toBe(JSON.stringify(document))
  })

  it('learns what the voters like, and orders the models', () => {
    expect(document.cross_validated.all['forced']?.features.share).toBeGreaterThan(0.9)
    expect(document.known_order.order.map(({ model }) => model)).toEqual([
      'gpt-4',
      'claude-v1',
      'alpaca-13b',
      'llama-13b',
    ])
  })

  it('makes a judge that decides as it says', async () => {
    const judge = createFeatureJudge(document)
    const answers = [[sentences.join(' ')], [sentences[0] ?? '']]
    expect(await textOf(judge, { answers })).toMatch(/\[\[A\]\]$/)
  })

  it('prints a table of no line over 100 characters', () => {
    const lines = fitTable(document).split('\n')
    expect(lines.some((line) => line.includes('turn 2'))).toBe(true)
    for (const line of lines.filter((l) => l.startsWith('  ')))
      expect(line.length).toBeLessThan(101)
  })
})

describe('votes for the fit', () => {
  it('count an individual once a key, in the order of the models, with stand-ins marked', () => {
    const inputs = smallInputs()
    const turns = inputs.answers.get('gpt-4') ?? new Map()
    const answers = new Map([...inputs.answers, ['vicuna-13b-v1.3', turns]])
    const vote = { question_id: 1, turn: 1, winner: 'model_a' as const, judge: 'expert_1' }
    const humanVotes = [
      { ...vote, model_a: 'gpt-4', model_b: 'claude-v1' },
      { ...vote, model_a: 'claude-v1', model_b: 'gpt-4' },
      { ...vote, model_a: 'gpt-4', model_b: 'vicuna-13b-v1.2' },
      { ...vote, model_a: 'gpt-4', model_b: 'unknown' },
    ]
    const ballots = ballotsOf({ ...inputs, answers, humanVotes, gpt4Votes: [] })
    expect(ballots.map((b) => [b.first, b.second, b.won, b.isStandIn])).toEqual([
      ['claude-v1', 'gpt-4', 0, false],
      ['gpt-4', 'vicuna-13b-v1.3', 1, true],
    ])
  })

  it('fall into folds by their question alone', () => {
    const fold = foldOf(81, { folds: 10, salt: 'outer' })
    expect(fold).toBe(foldOf(81, { folds: 10, salt: 'outer' }))
    expect(fold).toBeLessThan(10)
  })
})

describe('agreement of two judges with votes', () => {
  it('is a share of votes, with the difference', () => {
    const scored = ['a', 'a', 'b', 'b'].map((questionId, i) => ({
      questionId,
      judge: i === 3 ? null : 1,
      other: i % 2,
    }))
    const { judge, other, difference } = agreementOf(scored)
    expect([judge.share, judge.n, other.share, other.n]).toEqual([1, 3, 0.5, 4])
    expect(difference).toEqual({ share: 0.5, interval: null })
  })

  it.each([
    [0.1, 0, 1],
    [-0.1, 0, 0],
    [0.1, 0.1, 0.5],
    [0, 0, 0.5],
  ])('log-odds %d with a band of %d decide %d', (odds, band, decision) => {
    expect(decide(odds, band)).toBe(decision)
  })
})

describe.skipIf(!hasSharedData)('the shipped fit, on the published answers and votes', async () => {
  const shipped = loadJudgeWeights() as FitDocument
  const inputs = hasSharedData ? await readInputs(sharedPath()) : smallInputs()
  const ballots = ballotsOf(inputs)
  const comparisons = compareAnswers(ballots, measureAnswers(inputs))

  it('was made from these files', () => {
    expect(shipped.inputs).toEqual(inputs.hashes)
  })

  it('is measured on 1,409 expert votes without ties', () => {
    const own = ballots.filter((b) => b.voter === 'expert' && !b.isStandIn)
    expect(own).toHaveLength(1761)
    expect(own.filter((b) => b.won !== 0.5)).toHaveLength(1409)
    expect(shipped.agreement.features.n).toBe(1409)
  })

  it('has the weights that these votes give', () => {
    const { weights } = fitModel(comparisons, settingsOf(shipped.settings))
    const found = featureNames.flatMap((name: FeatureName, i) =>
      weights[i] === 0 ? [] : [[name, Math.round((weights[i] ?? 0) * 1e4) / 1e4]],
    )
    expect(Object.fromEntries(found)).toEqual(shipped.weights)
  })

  it('agrees with experts on held-out questions as often as it says', () => {
    const models = shipped.fold_settings.map((stored, fold) =>
      fitModel(
        comparisons.filter((c) => outerFoldOf(c) !== fold),
        settingsOf(stored),
      ),
    )
    const points = comparisons.flatMap((comparison) => {
      const model = models[outerFoldOf(comparison)]
      if (model === undefined) throw new Error('a fold without settings')
      const verdict = decide(oddsOf(model, comparison), 0)
      return comparison.ballots
        .filter((b) => b.voter === 'expert' && !b.isStandIn && b.won !== 0.5)
        .map((b) => (verdict === 0.5 ? 0.5 : verdict === b.won ? 1 : 0))
    })
    const share = points.reduce((sum: number, point) => sum + point, 0) / points.length
    expect(share).toBeCloseTo(shipped.agreement.features.share, 4)
  })

  it('keeps what was promised: 0.78, and more than the longer answer', () => {
    const forced = shipped.cross_validated.all['forced']
    expect(forced?.features.share).toBeGreaterThanOrEqual(0.78)
    expect(forced?.difference.interval?.[0]).toBeGreaterThan(0)
    expect(forced?.longest.share).toBeCloseTo(0.7264, 4)
  })

  it('holds no text of an answer', () => {
    expect(readFileSync(packageFile('data', 'judge_features.json'), 'utf8').length).toBeLessThan(
      40_000,
    )
  })
})

function settingsOf(stored: StoredSettings): Settings {
  return {
    ridge: stored.ridge,
    gpt4Weight: stored.gpt4_weight,
    kept: stored.features_kept,
    firstTurnShare: stored.first_turn_share,
  }
}
