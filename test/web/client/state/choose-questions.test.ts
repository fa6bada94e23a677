import { describe, expect, it } from 'vitest'
import type { PageDocument } from '../../../../src/domain/page/page-document.ts'
import type { PageGrade, PageMatch } from '../../../../src/domain/page/page-records.ts'
import {
  chooseQuestions,
  flaggedPair,
  verdictFor,
} from '../../../../src/web/client/state/choose-questions.ts'
import { indexDocument } from '../../../../src/web/client/state/page-index.ts'
import { home, type Route } from '../../../../src/web/client/state/route.ts'

const reading = { span: null, how: null }
const judged = { judge: 0, turn: 1, choice: 0, repeat: 0, outcome: null, prompt: null }

function grade(question: number, model: number, score: number | null): PageGrade {
  return { ...judged, question, model, score, text: `score ${score}`, reading }
}

function match(question: number, more: Partial<PageMatch>): PageMatch {
  const game = { winner: 'a' as const, text: 'A it is', reading }
  const games: PageMatch['games'] = [game, game]
  const row = { question, a: 0, b: 1, games, winner: 'a' as const, position: 'consistent' as const }
  return { ...judged, ...row, ...more }
}

const results = { name: 'owl', single: null, pairs: null }

/** Question 0 has an order flip, 1 an unread grade, 2 a cut answer and people who disagree. */
const document: PageDocument = {
  schema: 'mtbench.page/1',
  version: '0',
  title: 't',
  bench: 'b',
  latest: null,
  settings: {},
  models: ['alder', 'birch', 'cedar'],
  single: null,
  pairs: null,
  judges: [results, { ...results, name: 'hawk' }],
  questions: [
    { id: 81, category: 'writing', turns: ['Why is the Sky blue?', 'More.'], reference: null },
    { id: 'x/2', category: 'math', turns: ['What is two and two?'], reference: ['Four.'] },
    { id: 83, category: 'math', turns: ['Sum?', 'Again?'], reference: null },
  ],
  answers: [
    {
      model: 2,
      question: 2,
      choice: 0,
      turns: ['five', 'six'],
      finish: ['stop', 'length'],
      tokens: [1, 2],
    },
  ],
  grades: [grade(0, 0, 7), grade(0, 1, 2), grade(1, 0, null), grade(2, 0, 5), grade(2, 1, 4)],
  matches: [match(0, { winner: 'tie', position: 'first' }), match(2, { a: 1, b: 2, turn: 2 })],
  votes: [],
  disagreements: ['grade' as const, 'match' as const].map((kind) => {
    const what = { judge: 0, kind, question: 2, turn: 2, a: 1, b: 2 }
    return { ...what, verdict: 'a' as const, people: 'b' as const }
  }),
  agreement: [],
  against: {
    name: 'before',
    changes: [
      {
        judge: 0,
        kind: 'grade',
        model: 0,
        other: 'alder',
        rows: [],
        moves: [
          { question: 1, n: 1, before: 3, now: 8 },
          { question: 0, n: 1, before: 9, now: 7 },
        ],
        left_out: {},
      },
    ],
    answers: [],
    grades: [],
    matches: [],
    inputs: [],
    warnings: [],
  },
  runs: [],
  inputs: [],
  warnings: [],
}

const index = indexDocument(document)

function idsOf(change: Partial<Route>) {
  return chooseQuestions(index, { ...home, ...change }).listed.map((one) => one.record.question.id)
}

describe('which questions are listed', () => {
  it.each<[string, Partial<Route>, (string | number)[]]>([
    ['everything at first', {}, [81, 'x/2', 83]],
    ['a category', { category: 'math' }, ['x/2', 83]],
    ['order flips', { flags: ['flip'] }, [81]],
    ['unread judgments', { flags: ['unparsed'] }, ['x/2']],
    ['unread ones of a model without', { flags: ['unparsed'], models: ['birch'] }, []],
    ['cut answers', { flags: ['truncated'] }, [83]],
    ['cut answers of the other turn', { flags: ['truncated'], turn: 1 }, []],
    ['where people disagree', { flags: ['people'] }, [83]],
    [
      'where people disagree on another pair',
      { flags: ['people'], models: ['alder', 'cedar'] },
      [],
    ],
    ['two flags at once', { flags: ['flip', 'people'] }, []],
    ['what changed', { flags: ['changed'] }, [81, 'x/2']],
    ['wins of the first chosen model', { verdict: 'win', models: ['birch'] }, [83]],
    ['its losses', { verdict: 'loss', models: ['cedar'] }, [83]],
    ['ties', { verdict: 'tie' }, [81]],
    ['another judge', { judge: 'hawk', flags: ['flip'] }, []],
    ['a search whatever the case', { search: ' SKY ' }, [81]],
    ['a search in judges’ words', { search: 'a it is' }, [81, 83]],
    ['the largest spread first', { sort: 'spread' }, [81, 83, 'x/2']],
    ['the largest change first, up or down', { sort: 'change' }, ['x/2', 81, 83]],
    ['most disagreement first', { sort: 'people' }, [83, 81, 'x/2']],
  ])('%s', (_name, change, ids) => {
    expect(idsOf(change)).toEqual(ids)
  })

  it('counts each flag as if it were the only one, and one pair of models once', () => {
    const choice = chooseQuestions(index, { ...home, flags: ['flip'] })
    const counts = { flip: 1, people: 1, unparsed: 1, truncated: 1, changed: 2 }
    expect(choice.flagCounts).toEqual(counts)
    const [last] = chooseQuestions(index, { ...home, flags: ['people'] }).listed
    expect(last?.counts.people).toBe(1)
  })

  it('shows the words around what was found', () => {
    const [first] = chooseQuestions(index, { ...home, search: 'blue' }).listed
    expect(first?.snippet).toContain('the Sky blue?')
  })

  it('finds the pair of models that a flag is about', () => {
    const [record] = index.records
    const third = index.records[2]
    if (record === undefined || third === undefined) throw new Error('no records')
    const of = { judge: 0, turn: null }
    expect(flaggedPair(record, { ...of, flags: ['flip'] })).toEqual([0, 1])
    expect(flaggedPair(third, { ...of, flags: ['people'] })).toEqual([1, 2])
    expect(flaggedPair(record, { ...of, flags: [] })).toBeNull()
  })

  it('reads a verdict from the side of a model', () => {
    expect(verdictFor({ winner: 'b', a: 3, b: 5 }, 5)).toBe('win')
    expect(verdictFor({ winner: 'b', a: 3, b: 5 }, 3)).toBe('loss')
    expect(verdictFor({ winner: 'error', a: 3, b: 5 }, 3)).toBe('unread')
  })
})
