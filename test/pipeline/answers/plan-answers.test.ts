import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../src/domain/answer.ts'
import type { Question, QuestionId } from '../../../src/domain/question.ts'
import { generateAnswers } from '../../../src/pipeline/answers/generate-answers.ts'
import {
  type AnswerSettings,
  categoryTemperature,
  defaultAnswerSettings,
  planAnswers,
} from '../../../src/pipeline/answers/plan-answers.ts'
import {
  answerOf,
  countedEvents,
  endpointOf,
  fakeClock,
  lastContent,
  questionOf,
  replyOf,
} from '../../support/records.ts'

type Options = Parameters<typeof planAnswers>[0]
const hash = (text: string) => `#${text}`

function planOf(
  more: Partial<Omit<Options, 'existing' | 'settings'>> & {
    existing?: readonly Answer[]
    settings?: Partial<AnswerSettings>
  } = {},
) {
  const { existing = [], settings, ...others } = more
  return planAnswers({
    endpoint: endpointOf(),
    baseUrl: 'http://h/v1',
    questions: [questionOf(1)],
    keepStale: false,
    hash,
    ...others,
    existing: new Map(existing.map((answer) => [answer.question_id, answer])),
    settings: { ...defaultAnswerSettings, ...settings },
  })
}

/** An answer as this plan's own run would store it. */
function storedBy(more: Parameters<typeof planOf>[0] = {}, turns?: string[]): Answer {
  const [task] = planOf(more).tasks
  if (task?.source === undefined) throw new Error('nothing to ask')
  return { ...answerOf(1, turns === undefined ? {} : { turns }), source: task.source }
}

describe('categoryTemperature', () => {
  // FastChat, llm_judge/common.py: temperature_config; 0.7 for any other category.
  it.each([
    ['writing', 0.7],
    ['roleplay', 0.7],
    ['extraction', 0],
    ['math', 0],
    ['coding', 0],
    ['reasoning', 0],
    ['stem', 0.1],
    ['humanities', 0.1],
    ['arena-hard-200', 0],
    ['knowledge', 0.7],
    ['constructor', 0.7],
  ])('of %s is %d', (category, expected) => {
    expect(categoryTemperature(questionOf(1, { category }))).toBe(expected)
  })

  it('is what the question asks for, where it does', () => {
    expect(
      categoryTemperature(questionOf(1, { category: 'math', required_temperature: 0.3 })),
    ).toBe(0.3)
  })
})

describe('planAnswers', () => {
  it('asks what has no answer, with parameters and source', () => {
    const plan = planOf()
    expect(plan).toMatchObject({ done: 0, stale: [], unverified: 0 })
    expect(plan.tasks).toEqual([
      {
        endpoint: endpointOf(),
        question: questionOf(1),
        params: { temperature: 0.7, max_tokens: 1024 },
        source: {
          question: '#["q1 one?","q1 two?"]',
          model: 'vendor/m',
          base_url: 'http://h/v1',
          params: { temperature: 0.7, max_tokens: 1024 },
        },
        missing: [0],
        kept: [],
      },
    ])
  })

  it.each<[name: string, more: Parameters<typeof planOf>[0], expected: object]>([
    ['the flag’s temperature', { settings: { temperature: 1 } }, { temperature: 1 }],
    [
      'the question’s temperature before the config’s',
      {
        questions: [questionOf(1, { required_temperature: 0.3 })],
        endpoint: endpointOf({ params: { temperature: 0.9 } }),
      },
      { temperature: 0.3 },
    ],
    [
      'the config’s temperature before the category’s',
      { endpoint: endpointOf({ params: { temperature: 0.9, top_p: 0.5 } }) },
      { temperature: 0.9, top_p: 0.5 },
    ],
    ['the flag’s token limit', { settings: { maxTokens: 5 } }, { max_tokens: 5 }],
  ])('sends %s', (_, more, expected) => {
    expect(planOf(more).tasks[0]?.params).toMatchObject(expected)
  })

  it('takes an answer made from the same as done', () => {
    expect(planOf({ existing: [storedBy()] })).toMatchObject({ tasks: [], done: 1, unverified: 0 })
  })

  it('takes an answer that does not say what it was made from as done, and counts it', () => {
    expect(planOf({ existing: [answerOf(1)] })).toMatchObject({ tasks: [], done: 1, unverified: 1 })
  })

  it('does not mind in what order the parameters stand', () => {
    const stored = storedBy()
    const params = Object.fromEntries(Object.entries(stored.source?.params ?? {}).reverse())
    const existing = [{ ...stored, ...(stored.source && { source: { ...stored.source, params } }) }]
    expect(planOf({ existing }).done).toBe(1)
  })

  const changes: [what: string, now: Parameters<typeof planOf>[0]][] = [
    ['question text', { questions: [questionOf(1, { turns: ['q1 one?', 'q1 else?'] })] }],
    ['model', { endpoint: endpointOf({ model: 'vendor/m2' }) }],
    ['server: was http://h/v1, is http://other/v1', { baseUrl: 'http://other/v1' }],
    ['system prompt', { settings: { systemPrompt: 'be brief' } }],
    ['parameters', { settings: { maxTokens: 5 } }],
    ['parameters', { endpoint: endpointOf({ params: { top_p: 0.5 } }) }],
  ]
  it.each(changes)('asks anew and lists what was made from another %s', (what, now) => {
    const plan = planOf({ ...now, existing: [storedBy()] })
    expect(plan.stale).toEqual([{ model: 'm', questionId: 1, what }])
    expect(plan.tasks).toMatchObject([{ missing: [0], kept: [] }])
    expect(plan.done).toBe(0)
  })

  it.each(changes)('leaves what was made from another %s where that is asked for', (_, now) => {
    const plan = planOf({ ...now, existing: [storedBy()], keepStale: true })
    expect(plan).toMatchObject({ tasks: [], done: 1 })
  })

  it.each<[name: string, turns: string[]]>([
    ['a failed turn', ['x', '$ERROR$']],
    ['a failed turn in another word', ['ERROR', 'x']],
    ['too few turns', ['x']],
  ])('asks anew what has %s, though nothing else has changed', (_, turns) => {
    const plan = planOf({ existing: [storedBy({}, turns)] })
    expect(plan).toMatchObject({ done: 0, stale: [], tasks: [{ missing: [0], kept: [] }] })
  })

  it('asks only for the choices that are missing', () => {
    const stored = storedBy()
    const choices = [
      { index: 2, turns: ['a', 'b'] },
      { index: 0, turns: ['c', 'd'] },
      { index: 1, turns: ['e', '$ERROR$'] },
    ]
    const [task] = planOf({ existing: [{ ...stored, choices }], settings: { numChoices: 4 } }).tasks
    expect(task?.missing).toEqual([1, 3])
    expect(task?.kept.map((choice) => choice.index)).toEqual([2, 0])
  })

  it('takes more choices than are wanted as done', () => {
    const choices = [0, 1, 2].map((index) => ({ index, turns: ['a', 'b'] }))
    expect(planOf({ existing: [{ ...storedBy(), choices }] }).done).toBe(1)
  })

  it('does not pass kept choices of unknown or stale origin off as made from today’s', () => {
    const settings = { numChoices: 2 }
    const foreign = planOf({ existing: [answerOf(1)], settings })
    expect(foreign.tasks).toMatchObject([{ missing: [1], kept: [{ index: 0 }] }])
    expect(foreign.tasks[0]?.source).toBeUndefined()
    const stored = storedBy()
    const stale = planOf({ existing: [stored], settings, baseUrl: 'http://o/v1', keepStale: true })
    expect(stale.tasks[0]?.source).toEqual(stored.source)
  })

  it('finds everything done after its own answers are stored (law)', async () => {
    const questions = fc.uniqueArray(
      fc.record({
        question_id: fc.oneof(fc.nat(99), fc.string({ minLength: 1, maxLength: 3 })),
        category: fc.constantFrom('writing', 'math', 'other'),
        turns: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
      }),
      { selector: (question: Question) => question.question_id, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(
        questions,
        fc.integer({ min: 1, max: 3 }),
        fc.nat(9),
        async (asked, numChoices, ends) => {
          const settings = { ...defaultAnswerSettings, numChoices }
          const existing = new Map<QuestionId, Answer>()
          const plan = () =>
            planAnswers({
              endpoint: endpointOf(),
              baseUrl: 'http://h/v1',
              questions: asked,
              existing,
              settings,
              keepStale: false,
              hash,
            })
          const run = async (tasks: ReturnType<typeof plan>['tasks']) => {
            const counts = await generateAnswers({
              tasks,
              chat: async (request) => replyOf(`re: ${lastContent(request)}`),
              width: 2,
              systemPrompt: undefined,
              save: async (answer) => {
                existing.set(answer.question_id, JSON.parse(JSON.stringify(answer)))
              },
              hash,
              clock: fakeClock(),
              signal: new AbortController().signal,
              events: countedEvents(),
            })
            return counts.done
          }
          const first = plan().tasks
          expect(await run(first.slice(0, ends))).toBe(Math.min(ends, first.length))
          const second = plan()
          expect(second.tasks.length + second.done).toBe(asked.length)
          expect(second.done).toBe(Math.min(ends, first.length))
          await run(second.tasks)
          expect(plan()).toEqual({
            tasks: [],
            done: asked.length,
            underWay: [],
            stale: [],
            unverified: 0,
          })
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })
})
