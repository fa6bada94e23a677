import { describe, expect, it } from 'vitest'
import { type Answer, answerSchema } from '../../src/domain/answer.ts'
import { keyText } from '../../src/domain/identity.ts'
import { singleJudgmentSchema } from '../../src/domain/judgment.ts'
import { promptNameOf } from '../../src/domain/judgment-fields.ts'
import { gamesOf, type Match, matchKey, turnsShown } from '../../src/domain/match.ts'
import { type JudgePrompt, judgePromptSchema } from '../../src/domain/prompts/prompt.ts'
import { answersInPrompt } from '../../src/domain/prompts/prompt-markers.ts'
import { questionSchema } from '../../src/domain/question.ts'
import { UserError } from '../../src/errors.ts'
import { hasSharedData, sharedRows } from '../support/shared-data.ts'

const question = { question_id: 7, category: 'math', turns: ['Q1?', 'Q2?'] }

function answerOf(model: string, ...choices: string[][]): Answer {
  return {
    question_id: 7,
    model_id: model,
    choices: choices.map((turns, index) => ({ index, turns })),
  }
}

function promptOf(type: 'single' | 'pairwise', name: string, template: string): JudgePrompt {
  const output_format = type === 'single' ? '[[rating]]' : '[[A]]'
  return { name, type, system_prompt: 'Be fair.', prompt_template: template, output_format }
}

function only<T>(list: readonly T[]): T {
  const [first] = list
  if (first === undefined || list.length > 1) throw new Error('not one')
  return first
}

const common = {
  question,
  choice: 0,
  repeat: 0,
  reference: ['R1', 'R2'],
  priorTurnFailed: false,
} as const

const single = {
  ...common,
  mode: 'single',
  models: ['alder'],
  answers: [answerOf('alder', ['a1', 'a2'], ['b1', 'b2'])],
  turn: 1,
  prompt: promptOf('single', 's', '{question}|{answer}'),
} satisfies Match

const pair = {
  ...common,
  mode: 'pair',
  models: ['birch', 'alder'],
  answers: [answerOf('birch', ['b1', 'b2']), answerOf('alder', ['a1', 'a2'])],
  turn: 1,
  prompt: promptOf('pairwise', 'p', '{question}|{answer_a}|{answer_b}'),
} satisfies Match

describe('gamesOf a grade', () => {
  it('is one game that shows turn 1 only', () => {
    expect(gamesOf(single)).toEqual([
      {
        systemPrompt: 'Be fair.',
        userPrompt: 'Q1?|a1',
        shown: ['a1'],
        subject: {
          mode: 'single',
          turn: 1,
          questions: ['Q1?'],
          category: 'math',
          answers: [['a1']],
          reference: ['R1', 'R2'],
        },
      },
    ])
  })

  it('shows both turns in turn 2', () => {
    const template = '{question_1}|{answer_1}|{question_2}|{answer_2}|{ref_answer_1}|{ref_answer_2}'
    const prompt = promptOf('single', 's-multi-turn', template)
    const [game] = gamesOf({ ...single, turn: 2, prompt })
    expect(game?.userPrompt).toBe('Q1?|a1|Q2?|a2|R1|R2')
    expect(game?.shown).toEqual(['a1', 'a2'])
    expect(game?.subject).toMatchObject({
      turn: 2,
      questions: ['Q1?', 'Q2?'],
      answers: [['a1', 'a2']],
    })
  })

  it('shows the choice that the match is about', () => {
    expect(gamesOf({ ...single, choice: 1 })[0]?.userPrompt).toBe('Q1?|b1')
  })

  it('keeps white space, and fills in what looks like a placeholder as it is', () => {
    const answers = [answerOf('alder', [' {question} {{x}}\n'])] as const
    expect(gamesOf({ ...single, answers })[0]?.userPrompt).toBe('Q1?| {question} {{x}}\n')
  })

  it('shows an empty text for a turn that is not there', () => {
    const answers = [answerOf('alder', [])] as const
    expect(gamesOf({ ...single, answers })[0]?.userPrompt).toBe('Q1?|')
  })

  it.each([
    ['{ref_answer_1}', { reference: undefined }],
    ['{question_2}', {}],
    ['{answer_a}', {}],
  ])('fails rather than leave %s unfilled', (template, fields) => {
    const prompt = promptOf('single', 's', template)
    expect(() => gamesOf({ ...single, ...fields, prompt })).toThrow(UserError)
  })

  it('has no reference in its subject where there is none', () => {
    const [game] = gamesOf({ ...single, reference: undefined })
    expect(game?.subject).not.toHaveProperty('reference')
  })
})

describe('gamesOf a pair', () => {
  it('shows model_1 first in game 1 and model_2 first in game 2', () => {
    expect(gamesOf(pair).map((game) => game.userPrompt)).toEqual(['Q1?|b1|a1', 'Q1?|a1|b1'])
    expect(gamesOf(pair).map((game) => game.shown)).toEqual([
      ['b1', 'a1'],
      ['a1', 'b1'],
    ])
    expect(gamesOf(pair)[1]?.subject.answers).toEqual([['a1'], ['b1']])
  })

  it('fills the numbered placeholders of turn 2', () => {
    const template = '{answer_a_1}{answer_a_2}{answer_b_1}{answer_b_2}'
    const prompt = promptOf('pairwise', 'p-multi-turn', template)
    const games = gamesOf({ ...pair, turn: 2, prompt })
    expect(games.map((game) => game.userPrompt)).toEqual(['b1b2a1a2', 'a1a2b1b2'])
  })

  it('has its games swapped where its models are', () => {
    const swapped: Match = {
      ...pair,
      models: ['alder', 'birch'],
      answers: [pair.answers[1], pair.answers[0]],
    }
    expect(gamesOf(swapped)).toEqual(gamesOf(pair).reverse())
    expect(keyText(matchKey(swapped, 'owl'))).toBe(keyText(matchKey(pair, 'owl')))
  })
})

describe('matchKey', () => {
  it('holds question, model, judge, turn, choice and repeat', () => {
    expect(matchKey({ ...single, choice: 1, repeat: 3 }, 'owl')).toEqual({
      questionId: 7,
      model: 'alder',
      judge: 'owl',
      turn: 1,
      choice: 1,
      repeat: 3,
    })
    expect(matchKey(pair, 'owl')).toMatchObject({ models: ['birch', 'alder'], choice: 0 })
  })
})

describe('turnsShown', () => {
  it('is empty for a choice that is not there', () => {
    expect(turnsShown(single.answers[0], 5)).toEqual([])
  })
})

describe.skipIf(!hasSharedData)('prompts that FastChat stored for an official answer file', () => {
  const model = 'vicuna-7b-v1.3'
  const read = () => {
    const questions = sharedRows('data', 'mt_bench', 'question.jsonl').map((row) =>
      questionSchema.parse(row),
    )
    const prompts = sharedRows('data', 'judge_prompts.jsonl').map((row) =>
      judgePromptSchema.parse(row),
    )
    const answersOf = (...path: string[]) =>
      new Map(
        sharedRows('data', 'mt_bench', ...path)
          .map((row) => answerSchema.parse(row))
          .map((answer) => [answer.question_id, answer]),
      )
    const answers = answersOf('model_answer', `${model}.jsonl`)
    const references = answersOf('reference_answer', 'gpt-4.jsonl')
    return sharedRows('judgments', 'medusa_gpt-4_single.jsonl')
      .map((row) => singleJudgmentSchema.parse(row))
      .filter((row) => row.model === model)
      .map((row) => {
        const question = questions.find((q) => q.question_id === row.question_id)
        const prompt = prompts.find((p) => p.name === promptNameOf(row))
        const answer = answers.get(row.question_id)
        if (question === undefined || prompt === undefined || answer === undefined) {
          throw new Error(`question ${row.question_id} lacks something`)
        }
        const game = only(
          gamesOf({
            ...single,
            question,
            prompt,
            answers: [answer],
            turn: row.turn === 1 ? 1 : 2,
            reference: prompt.name.includes('math')
              ? references.get(row.question_id)?.choices[0]?.turns
              : undefined,
          }),
        )
        return { stored: String(row.user_prompt), game }
      })
  }

  it('equal ours, character by character, wherever they show the same answers (121 of 160)', () => {
    const rows = read()
    expect(rows).toHaveLength(160)
    const same = rows.filter(({ stored, game }) =>
      game.shown.every((text) => stored.includes(text)),
    )
    expect(same).toHaveLength(121)
    for (const { stored, game } of same) expect(game.userPrompt).toBe(stored)
  })

  it('give the shown answers back between their markers', () => {
    for (const { game } of read()) expect(answersInPrompt(game.userPrompt)).toEqual(game.shown)
  })
})
