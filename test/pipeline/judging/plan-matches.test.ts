import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../src/domain/answer.ts'
import type { Judgment } from '../../../src/domain/judgment.ts'
import { gamesOf } from '../../../src/domain/match.ts'
import type { JudgePrompt, PromptSet } from '../../../src/domain/prompts/prompt.ts'
import type { Question } from '../../../src/domain/question.ts'
import { UserError } from '../../../src/errors.ts'
import { judgeMatches, judgmentOfEmpty } from '../../../src/pipeline/judging/judge-matches.ts'
import { indexJudgment, type JudgmentIndex } from '../../../src/pipeline/judging/judgment-index.ts'
import {
  defaultMatchSettings,
  type MatchInput,
  type MatchSettings,
  planMatches,
} from '../../../src/pipeline/judging/plan-matches.ts'
import {
  answerOf,
  countedEvents,
  fakeClock,
  judgeSetup,
  modelsOf,
  pairRow,
  questionOf,
  replyOf,
  singleRow,
  smallPrompts,
} from '../../support/records.ts'

const hash = (text: string) => `#${text}`

type More = Partial<Omit<MatchInput, 'stored' | 'settings' | 'models'>> & {
  answers?: readonly Answer[]
  stored?: readonly Judgment[]
  settings?: Partial<MatchSettings>
}

function planOf(more: More = {}) {
  const { answers = [answerOf(1)], stored = [], settings, ...others } = more
  const index: JudgmentIndex = new Map()
  for (const row of stored) indexJudgment(index, row, hash)
  return planMatches({
    questions: [questionOf(1)],
    partialModels: new Set<string>(),
    prompts: smallPrompts,
    references: new Map(),
    referenceCategories: ['math'],
    judge: 'j',
    hash,
    ...others,
    models: modelsOf(answers),
    stored: index,
    settings: { ...defaultMatchSettings, mode: 'single', baseline: undefined, ...settings },
  })
}

type Plan = ReturnType<typeof planOf>
const turnOnly = (turn: 1 | 2) => ({ turns: [turn] })
const todoOf = (plan: Plan) =>
  plan.todo.map(({ match, reason }) => [match.models.join('/'), match.turn, reason])

/** Rows as a run over everything that this plan leaves to do would store them. */
async function judgedBy(plan: Plan): Promise<Judgment[]> {
  const saved: Judgment[] = []
  const isPair = plan.todo.some(({ match }) => match.mode === 'pair')
  await judgeMatches({
    matches: plan.todo.map(({ match }) => match),
    judge: judgeSetup,
    chat: async () => replyOf(isPair ? 'Hm. [[A]]' : 'Hm. [[8]]'),
    width: 3,
    save: async (judgment) => void saved.push(JSON.parse(JSON.stringify(judgment))),
    clock: fakeClock(),
    signal: new AbortController().signal,
    events: countedEvents(),
  })
  return saved
}

describe('who is judged', () => {
  const answers = ['b', 'B', 'a'].map((model) => answerOf(1, { model }))

  it('in mode single: each model, in code-unit order, on both turns', () => {
    expect(todoOf(planOf({ answers }))).toEqual([
      ['B', 1, 'new'],
      ['a', 1, 'new'],
      ['b', 1, 'new'],
      ['B', 2, 'new'],
      ['a', 2, 'new'],
      ['b', 2, 'new'],
    ])
  })

  it('in mode pairwise-all: all pairs, the first before the second in code-unit order', () => {
    const plan = planOf({ answers, settings: { mode: 'pairwise-all', ...turnOnly(1) } })
    expect(todoOf(plan).map(([models]) => models)).toEqual(['B/a', 'B/b', 'a/b'])
  })

  it('in mode pairwise-baseline: each other model first, the baseline second', () => {
    const settings = { mode: 'pairwise-baseline', baseline: 'a', ...turnOnly(1) } as const
    expect(todoOf(planOf({ answers, settings })).map(([models]) => models)).toEqual(['B/a', 'b/a'])
  })

  it('in mode pairwise-baseline: nobody where there is no baseline', () => {
    expect(planOf({ answers, settings: { mode: 'pairwise-baseline' } }).todo).toEqual([])
  })

  it('on the turns that are asked for', () => {
    expect(todoOf(planOf({ settings: turnOnly(2) }))).toEqual([['m', 2, 'new']])
  })

  it('on turn 1 alone where the question has one turn', () => {
    const questions = [questionOf(1, { turns: ['one?'] })]
    expect(todoOf(planOf({ questions }))).toEqual([['m', 1, 'new']])
  })

  it('on turns 1 and 2 where the question has more, the rest counted', () => {
    const questions = [questionOf(1, { turns: ['a', 'b', 'c', 'd'] }), questionOf(2)]
    const plan = planOf({ questions, answers: [answerOf(1), answerOf(2)] })
    expect(plan.todo).toHaveLength(4)
    expect(plan.turnsNotJudged).toBe(2)
  })

  it('not where an answer is missing, which is listed', () => {
    const questions = [questionOf(1), questionOf(2)]
    const some = [
      answerOf(1, { model: 'a' }),
      answerOf(1, { model: 'b' }),
      answerOf(2, { model: 'b' }),
    ]
    const single = planOf({ questions, answers: some, settings: turnOnly(1) })
    expect(single.todo).toHaveLength(3)
    expect(single.missingAnswers).toEqual([{ model: 'a', questionId: 2 }])
    const pairs = planOf({
      questions,
      answers: some,
      settings: { mode: 'pairwise-all', ...turnOnly(1) },
    })
    expect(pairs.todo).toHaveLength(1)
  })

  it('not where an answer is missing on purpose, which is not listed', () => {
    const questions = [questionOf(1), questionOf(2)]
    const answers = [answerOf(1, { model: 'a' })]
    const plan = planOf({ questions, answers, partialModels: new Set(['a']) })
    expect(plan.missingAnswers).toEqual([])
    expect(plan.todo).toHaveLength(2)
  })

  it('not for answers without a question', () => {
    expect(planOf({ questions: [], answers: [answerOf(7)] }).todo).toEqual([])
  })
})

describe('choices and repeats', () => {
  const choices = [3, 1, 2].map((index) => ({ index, turns: [`c${index}`, 'x'] }))
  const placesOf = (plan: Plan) => plan.todo.map(({ match }) => [match.choice, match.repeat])

  it.each<[name: string, settings: Partial<MatchSettings>, expected: number[][]]>([
    ['the first choice by its index', {}, [[1, 0]]],
    [
      'all choices',
      { choices: 'all' },
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    ],
    [
      'repeats of each',
      { choices: 'all', repeats: 2 },
      [
        [1, 0],
        [1, 1],
        [2, 0],
        [2, 1],
        [3, 0],
        [3, 1],
      ],
    ],
  ])('are planned: %s', (_, settings, expected) => {
    const answers = [answerOf(1, { choices })]
    expect(placesOf(planOf({ answers, settings: { ...turnOnly(1), ...settings } }))).toEqual(
      expected,
    )
  })

  it('show the judge the choice that is meant', () => {
    const plan = planOf({ answers: [answerOf(1, { choices })], settings: turnOnly(1) })
    expect(plan.todo.flatMap(({ match }) => gamesOf(match)).map((g) => g.userPrompt)).toEqual([
      'Q q1 one? A c1',
    ])
  })

  it('of a pair are those that both answers have', () => {
    const answers = [
      answerOf(1, { model: 'a', choices }),
      answerOf(1, { model: 'b', choices: choices.filter((c) => c.index !== 1) }),
    ]
    const settings = { mode: 'pairwise-all', choices: 'all', ...turnOnly(1) } as const
    expect(placesOf(planOf({ answers, settings }))).toEqual([
      [2, 0],
      [3, 0],
    ])
  })

  it('are each planned once though a file numbers two alike', () => {
    const twice = [0, 0].map((index) => ({ index, turns: ['x', 'y'] }))
    const answers = [answerOf(1, { choices: twice })]
    expect(placesOf(planOf({ answers, settings: { choices: 'all', ...turnOnly(1) } }))).toEqual([
      [0, 0],
    ])
  })

  it('that are stored already are not asked for again when more are wanted', async () => {
    const answers = [answerOf(1, { choices })]
    const stored = await judgedBy(planOf({ answers }))
    const plan = planOf({ answers, stored, settings: { choices: 'all', repeats: 2 } })
    expect(plan.done).toBe(2)
    expect(plan.todo).toHaveLength(10)
  })
})

describe('references', () => {
  const math = questionOf(1, { category: 'math' })
  const references = new Map([[1, ['r1', 'r2']]])
  const promptsOf = (plan: Plan) =>
    plan.todo.flatMap(({ match }) => gamesOf(match).map((game) => game.userPrompt))

  it('are shown in the categories that have them, and only there', () => {
    expect(promptsOf(planOf({ questions: [math], references }))).toEqual([
      'Q q1 one? R r1 A m 1 one',
      'Q q1 one? q1 two? R r1 r2 A m 1 one m 1 two',
    ])
    const plain = planOf({ references })
    expect(promptsOf(plain)[0]).toBe('Q q1 one? A m 1 one')
    expect(plain.todo[0]?.match.reference).toBeUndefined()
  })

  it('are taken from the question where the file has none', () => {
    const own = { ...math, reference: ['own', 'own2'] }
    expect(promptsOf(planOf({ questions: [own] }))[0]).toContain('R own A')
    expect(promptsOf(planOf({ questions: [own], references }))[0]).toContain('R r1 A')
  })

  it.each<
    [name: string, question: Question, given: ReadonlyMap<number, string[]>, turns: number[]]
  >([
    ['there are none', math, new Map(), []],
    ['the question’s own are empty', { ...math, reference: ['', ''] }, new Map(), []],
    ['there is one for turn 1 only', math, new Map([[1, ['r1']]]), [1]],
  ])(
    'that are missing are listed once and what needs them is left out: %s',
    (_, question, given, turns) => {
      const plan = planOf({ questions: [question], references: given })
      expect(plan.missingReferences).toEqual([1])
      expect(plan.todo.map(({ match }) => match.turn)).toEqual(turns)
    },
  )

  it('that are missing in other categories are no matter', () => {
    expect(planOf().missingReferences).toEqual([])
  })

  it('are shown in any category where its prompt asks for them', () => {
    const name = 'single-v1'
    const own = {
      ...promptNamed(name),
      prompt_template: 'Q {question} R {ref_answer_1} A {answer}',
    }
    const prompts: PromptSet = new Map([...smallPrompts, [name, own]])
    const settings = turnOnly(1)
    expect(promptsOf(planOf({ prompts, references, settings }))).toEqual([
      'Q q1 one? R r1 A m 1 one',
    ])
    expect(planOf({ prompts, settings }).missingReferences).toEqual([1])
  })
})

function promptNamed(name: string): JudgePrompt {
  const prompt = smallPrompts.get(name)
  if (prompt === undefined) throw new Error(`no prompt ${name}`)
  return prompt
}

describe('before the first call', () => {
  it('a prompt that is not there is an error that names those there are', () => {
    const prompts = new Map([...smallPrompts].filter(([name]) => name !== 'single-v1'))
    expect(() => planOf({ prompts })).toThrow(UserError)
    expect(() => planOf({ prompts })).toThrow(/"single-v1"; there are: single-math-v1/)
  })

  it('a placeholder that nothing fills is an error', () => {
    const own = { ...promptNamed('single-v1'), prompt_template: '{question} {answer_2}' }
    const prompts = new Map([...smallPrompts, ['single-v1', own]])
    expect(() => planOf({ prompts, settings: turnOnly(1) })).toThrow(/\{answer_2\}/)
  })
})

describe('a stored judgment', () => {
  const prompt = 'Q q1 one? A m 1 one'
  const settings = turnOnly(1)

  it.each<[name: string, rows: Judgment[], expected: Partial<Plan>]>([
    [
      'of the same prompt is done',
      [singleRow({ user_prompt: prompt })],
      { done: 1, unverified: 0 },
    ],
    [
      'without its prompt is done, and counted',
      [singleRow({ user_prompt: undefined })],
      { done: 1, unverified: 1 },
    ],
    [
      'that could not be read is done',
      [singleRow({ user_prompt: prompt, score: -1, judgment: 'hm' })],
      { done: 1 },
    ],
    [
      'that was filtered is done',
      [singleRow({ user_prompt: prompt, score: -1, judgment: '', outcome: 'content_filter' })],
      { done: 1 },
    ],
    [
      'is superseded by a later one of today’s prompt',
      [singleRow({ user_prompt: 'old' }), singleRow({ user_prompt: prompt })],
      { done: 1 },
    ],
    [
      'stands although a failed call came later',
      [singleRow({ user_prompt: prompt }), singleRow({ judgment: '$ERROR$', score: -1 })],
      { done: 1 },
    ],
  ])('%s', (_, stored, expected) => {
    expect(planOf({ stored, settings })).toMatchObject({ todo: [], keptStale: 0, ...expected })
  })

  it.each<[name: string, rows: Judgment[], reason: string]>([
    ['of another prompt is stale', [singleRow()], 'stale'],
    [
      'of today’s prompt is superseded by a later one of another',
      [singleRow({ user_prompt: prompt }), singleRow()],
      'stale',
    ],
    [
      'of a failed call is not done',
      [singleRow({ user_prompt: prompt, judgment: '$ERROR$', score: -1 })],
      'failed before',
    ],
    ['of another judge does not count', [singleRow({ user_prompt: prompt, judge: 'k' })], 'new'],
    ['of another turn does not count', [singleRow({ user_prompt: prompt, turn: 2 })], 'new'],
    ['of another choice does not count', [singleRow({ user_prompt: prompt, choice: 1 })], 'new'],
    [
      'of a question with a like id does not count',
      [singleRow({ user_prompt: prompt, question_id: '1' })],
      'new',
    ],
  ])('%s', (_, stored, reason) => {
    expect(planOf({ stored, settings })).toMatchObject({ done: 0, todo: [{ reason }] })
  })

  it('that is stale is left and counted where that is asked for', () => {
    const plan = planOf({ stored: [singleRow()], settings: { ...settings, keepStale: true } })
    expect(plan).toMatchObject({ todo: [], done: 1, keptStale: 1, unverified: 0 })
  })

  it('that failed is asked for again though stale ones are kept', () => {
    const stored = [singleRow({ judgment: '$ERROR$', score: -1 })]
    const plan = planOf({ stored, settings: { ...settings, keepStale: true } })
    expect(plan.todo).toMatchObject([{ reason: 'failed before' }])
  })

  it('that could not be read is asked for again where that is asked for', () => {
    const retry = { ...settings, retryUnparsed: true }
    const unread = singleRow({ user_prompt: prompt, score: -1, judgment: 'hm' })
    expect(planOf({ stored: [unread], settings: retry }).todo).toMatchObject([
      { reason: 'unparsed before' },
    ])
    expect(planOf({ stored: [singleRow({ user_prompt: prompt })], settings: retry }).done).toBe(1)
  })
})

describe('a stored pair', () => {
  const answers = ['a', 'b'].map((model) => answerOf(1, { model }))
  const settings = { mode: 'pairwise-all', ...turnOnly(1) } as const
  const ab = 'Q q1 one? A a 1 one B b 1 one'
  const ba = 'Q q1 one? A b 1 one B a 1 one'
  const straight = pairRow({ g1_user_prompt: ab, g2_user_prompt: ba })
  const turned = pairRow({ model_1: 'b', model_2: 'a', g1_user_prompt: ba, g2_user_prompt: ab })

  it.each([
    ['in one direction', straight],
    ['in the other', turned],
  ])('is done %s', (_, row) => {
    expect(planOf({ answers, settings, stored: [row] })).toMatchObject({ done: 1, todo: [] })
  })

  it.each([
    ['game 1', { ...straight, g1_user_prompt: 'old' }],
    ['game 2', { ...straight, g2_user_prompt: 'old' }],
    ['its models, the prompts not', { ...straight, model_1: 'b', model_2: 'a' }],
  ])('is stale where %s has changed', (_, row) => {
    expect(planOf({ answers, settings, stored: [row] }).todo).toMatchObject([{ reason: 'stale' }])
  })

  it('counts for both pair modes', () => {
    for (const baseline of ['a', 'b']) {
      const other = { mode: 'pairwise-baseline', baseline, ...turnOnly(1) } as const
      expect(planOf({ answers, settings: other, stored: [straight] }).done).toBe(1)
    }
  })

  it('is judged anew in the order that new rows have', () => {
    const stale = { ...turned, g1_user_prompt: 'old' }
    expect(todoOf(planOf({ answers, settings, stored: [stale] }))).toEqual([['a/b', 1, 'stale']])
    const againstA = { mode: 'pairwise-baseline', baseline: 'a', ...turnOnly(1) } as const
    const other = { ...straight, g1_user_prompt: 'old' }
    expect(todoOf(planOf({ answers, settings: againstA, stored: [other] }))).toEqual([
      ['b/a', 1, 'stale'],
    ])
  })
})

describe('an empty turn', () => {
  const words = ['', ' \n', 'ERROR', '$ERROR$']

  it.each(words)('%j is not judged, and listed', (word) => {
    const plan = planOf({ answers: [answerOf(1, { turns: ['fine', word] })] })
    expect(todoOf(plan)).toEqual([['m', 1, 'new']])
    expect(plan.empty).toMatchObject([
      { emptyModels: ['m'], isRecorded: false, match: { turn: 2 } },
    ])
  })

  it.each(words)('%j before turn 2 is told to the judgment of turn 2', (word) => {
    const plan = planOf({ answers: [answerOf(1, { turns: [word, 'fine'] })] })
    expect(plan.todo).toMatchObject([{ match: { turn: 2, priorTurnFailed: true } }])
    expect(plan.empty).toMatchObject([{ match: { turn: 1, priorTurnFailed: false } }])
  })

  it.each(['ERROR ', 'error', 'ERROR: x', '.'])('is not %j', (word) => {
    const plan = planOf({ answers: [answerOf(1, { turns: [word, word] })] })
    expect(plan.empty).toEqual([])
    expect(plan.todo.some(({ match }) => match.priorTurnFailed)).toBe(false)
  })

  it('is one that the answer does not have', () => {
    const plan = planOf({ answers: [answerOf(1, { turns: ['fine'] })] })
    expect(plan.empty).toMatchObject([{ match: { turn: 2 } }])
  })

  it('of either model keeps a pair from the judge, and says whose it is', () => {
    const answers = [
      answerOf(1, { model: 'a', turns: ['', 'x'] }),
      answerOf(1, { model: 'b', turns: ['y', ''] }),
      answerOf(1, { model: 'c', turns: ['', ''] }),
    ]
    const plan = planOf({ answers, settings: { mode: 'pairwise-all' } })
    expect(plan.todo).toEqual([])
    expect(
      plan.empty.map((e) => [e.match.models.join('/'), e.match.turn, e.emptyModels.join()]),
    ).toEqual([
      ['a/b', 1, 'a'],
      ['a/c', 1, 'a,c'],
      ['b/c', 1, 'c'],
      ['a/b', 2, 'b'],
      ['a/c', 2, 'c'],
      ['b/c', 2, 'b,c'],
    ])
  })

  it('that has its lowest grade already is known as recorded', () => {
    const answers = [answerOf(1, { turns: ['', 'x'] })]
    const [empty] = planOf({ answers }).empty
    if (empty === undefined) throw new Error('nothing is empty')
    const row = judgmentOfEmpty(empty, { judge: judgeSetup, clock: fakeClock() })
    expect(planOf({ answers, stored: [row] }).empty).toMatchObject([{ isRecorded: true }])
    expect(planOf({ answers, stored: [singleRow()] }).empty).toMatchObject([{ isRecorded: false }])
  })

  it('that was filled since is judged', () => {
    const [empty] = planOf({ answers: [answerOf(1, { turns: ['', 'x'] })] }).empty
    if (empty === undefined) throw new Error('nothing is empty')
    const stored = [judgmentOfEmpty(empty, { judge: judgeSetup, clock: fakeClock() })]
    expect(planOf({ stored, settings: turnOnly(1) }).todo).toMatchObject([{ reason: 'stale' }])
  })
})

describe('a plan (laws)', () => {
  const settingsOf = fc.record({
    mode: fc.constantFrom('single', 'pairwise-baseline', 'pairwise-all'),
    baseline: fc.constantFrom('a', 'b'),
    choices: fc.constantFrom('first', 'all'),
    repeats: fc.integer({ min: 1, max: 2 }),
  })
  const inputOf = fc.record({
    questions: fc.uniqueArray(
      fc.record({
        question_id: fc.oneof(fc.nat(9), fc.constantFrom('1', '2', 'x')),
        category: fc.constantFrom('writing', 'math'),
        turns: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
        reference: fc.array(fc.constantFrom('r', 's'), { maxLength: 2 }),
      }),
      { selector: (question: Question) => question.question_id, maxLength: 4 },
    ),
    models: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'A'), { minLength: 1 }),
    text: fc.constantFrom('fine', '', '{answer}', '[[9]]'),
    settings: settingsOf,
  })

  it('has nothing to do after its own judgments are stored, in any order and after a stop', async () => {
    await fc.assert(
      fc.asyncProperty(inputOf, fc.nat(9), async ({ questions, models, text, settings }, stop) => {
        const answers = models.flatMap((model) =>
          questions.map((question) =>
            answerOf(question.question_id, {
              model,
              choices: [0, 1].map((index) => ({
                index,
                turns: question.turns.map((_, turn) => `${text}${turn === 0 ? '' : model}`),
              })),
            }),
          ),
        )
        const more = { questions, answers, settings }
        const first = planOf(more)
        const some = await judgedBy({ ...first, todo: first.todo.slice(0, stop) })
        const second = planOf({ ...more, stored: some })
        expect(second.done).toBe(some.length)
        expect(second.todo.length + second.done).toBe(first.todo.length)
        const rest = await judgedBy(second)
        const last = planOf({ ...more, stored: [...rest, ...some].reverse() })
        expect(last.todo).toEqual([])
        expect(last).toMatchObject({ done: first.todo.length, unverified: 0, keptStale: 0 })
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('is the same whatever the order of the models', () => {
    fc.assert(
      fc.property(inputOf, ({ questions, models, settings }) => {
        const answersOf = (names: readonly string[]) =>
          names.flatMap((model) => questions.map((q) => answerOf(q.question_id, { model })))
        const plan = (names: readonly string[]) =>
          todoOf(planOf({ questions, answers: answersOf(names), settings }))
        expect(plan([...models].reverse())).toEqual(plan(models))
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})
