import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerSchema } from '../../../src/domain/answer.ts'
import { questionSchema } from '../../../src/domain/question.ts'
import { suiteManifestSchema } from '../../../src/domain/suite.ts'
import { hasSharedData, sharedPath } from '../../support/shared-data.ts'
import { ladderSets, rowsOf } from './mt-fresh.ts'

const categories = [
  'writing',
  'roleplay',
  'reasoning',
  'math',
  'coding',
  'extraction',
  'stem',
  'humanities',
]
const referenceCategories = ['reasoning', 'math', 'coding', 'extraction']
const faultKinds = [
  'wrong_result',
  'wrong_step',
  'constraint_missed',
  'ignores_turn',
  'off_point',
  'broken_code',
  'invented_fact',
  'thin',
  'unexplained_step',
  'incomplete',
  'padding',
]

const questions = rowsOf('question.jsonl')
const categoryOf = new Map(questions.map((q) => [q.question_id, q.category]))
const setFile = (set: string) => `model_answer/ladder-${set}.jsonl`

/** Turn texts of a set with the question they answer. */
function textsOf(set: string) {
  return rowsOf(setFile(set)).flatMap((row) =>
    (row.choices[0]?.turns ?? []).map((text, index) => ({
      id: row.question_id,
      turn: index + 1,
      text,
    })),
  )
}

/** Runs of `length` words, in lower case, without punctuation. */
function runsOf(text: string, length: number): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
  return words.slice(length - 1).map((_, index) => words.slice(index, index + length).join(' '))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const half = sorted.length / 2
  return sorted.length % 2 === 0 ? (at(half - 1) + at(half)) / 2 : at(Math.floor(half))
}

describe('mt_fresh', () => {
  it('has 80 questions of two turns, ten a category, in order of their ids', () => {
    expect(questions.map((q) => q.question_id)).toEqual(
      Array.from({ length: 80 }, (_, index) => 1001 + index),
    )
    expect(questions.map((q) => q.category)).toEqual(
      categories.flatMap((category) => Array.from({ length: 10 }, () => category)),
    )
    for (const question of questions) {
      expect(questionSchema.parse(question).turns).toHaveLength(2)
      expect(question.turns.every((turn) => turn.trim() === turn && turn.length > 20)).toBe(true)
    }
  })

  it('has a verified reference of two turns for each question of the four categories', () => {
    const rows = rowsOf('reference_answer/verified.jsonl')
    expect(rows.map((row) => categoryOf.get(row.question_id))).toEqual(
      referenceCategories.flatMap((category) => Array.from({ length: 10 }, () => category)),
    )
    for (const row of rows) expect(answerSchema.parse(row).choices[0]?.turns).toHaveLength(2)
  })

  it('has a manifest that names its baseline, references and licence', () => {
    const text = readFileSync(new URL('../../../data/mt_fresh/suite.json', import.meta.url), 'utf8')
    expect(suiteManifestSchema.parse(JSON.parse(text))).toMatchObject({
      baseline: 'ladder-fair',
      references: 'verified',
      reference_categories: referenceCategories,
      licence: 'CC BY 4.0',
    })
  })

  it('begins no two questions with the same five words', () => {
    const openings = questions.map((q) => runsOf(q.turns[0] ?? '', 5)[0])
    expect(new Set(openings).size).toBe(80)
  })

  it.skipIf(!hasSharedData)(
    'shares no run of eight words with the questions others published',
    () => {
      const files = ['mt_bench', 'mt_bench_corrected', 'vicuna_bench']
      const theirs = new Set(
        files.flatMap((file) => {
          const lines = readFileSync(sharedPath('data', file, 'question.jsonl'), 'utf8').split('\n')
          return lines
            .filter((line) => line !== '')
            .flatMap((line) => (JSON.parse(line) as { turns: string[] }).turns)
            .flatMap((turn) => runsOf(turn, 8))
        }),
      )
      expect(theirs.size).toBeGreaterThan(5000)
      const shared = questions.flatMap((q) =>
        q.turns.flatMap((turn) => runsOf(turn, 8)).filter((run) => theirs.has(run)),
      )
      expect(shared).toEqual([])
    },
  )
})

describe('the answer ladder', () => {
  it.each(ladderSets)('ladder-%s answers five questions a category, both turns', (set) => {
    const rows = rowsOf(setFile(set))
    expect(rows).toHaveLength(40)
    for (const row of rows) {
      const answer = answerSchema.parse(row)
      expect(answer.model_id).toBe(`ladder-${set}`)
      expect(answer.choices[0]?.turns.filter((turn) => turn.trim() !== '')).toHaveLength(2)
    }
    const count = (category: string) =>
      rows.filter((row) => categoryOf.get(row.question_id) === category).length
    expect(categories.map(count)).toEqual(categories.map(() => 5))
  })

  it.each(ladderSets)('ladder-%s labels a fault for each turn, and strong none', (set) => {
    for (const row of rowsOf(setFile(set))) {
      const turns = (row.fault ?? []).map((fault) => fault.turn)
      if (set === 'strong') expect(row.fault).toEqual([])
      else expect([...new Set(turns)].sort()).toEqual([1, 2])
      for (const { kind, phrase } of row.fault ?? []) {
        expect(faultKinds).toContain(kind)
        expect(phrase.length).toBeGreaterThan(8)
      }
    }
  })

  it('does not give its order away by length: medians of strong, fair and weak within 15 %', () => {
    const medians = ['strong', 'fair', 'weak'].map((set) =>
      median(textsOf(set).map(({ text }) => text.length)),
    )
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.15)
  })

  it('does not let longest-wins be right on more than 60 % of strong–weak pairs', () => {
    const weak = textsOf('weak')
    const longer = textsOf('strong').filter(
      ({ text }, index) => text.length > (weak[index]?.text.length ?? 0),
    )
    expect(longer.length / weak.length).toBeLessThanOrEqual(0.6)
    expect(longer.length / weak.length).toBeGreaterThanOrEqual(0.4)
  })

  it('pads fair answers by half of their length, give or take', () => {
    const fair = textsOf('fair')
    const ratios = textsOf('padded').map(
      ({ text }, index) => text.length / (fair[index]?.text.length ?? Number.NaN),
    )
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1.35)
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.65)
    expect(Math.abs(median(ratios) - 1.5)).toBeLessThan(0.06)
  })

  it.each(ladderSets)('ladder-%s shares no run of twelve words between two questions', (set) => {
    const seen = new Map<string, number>()
    const shared: string[] = []
    for (const { id, text } of textsOf(set)) {
      for (const run of runsOf(text, 12)) {
        if ((seen.get(run) ?? id) !== id) shared.push(run)
        seen.set(run, id)
      }
    }
    expect(shared).toEqual([])
  })
})
