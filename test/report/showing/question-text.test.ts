import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { questionText } from '../../../src/report/showing/question-text.ts'
import type { QuestionView, Said } from '../../../src/report/showing/question-view.ts'
import { createStyle } from '../../../src/report/terminal/style.ts'
import { obeyedIn, withoutColours } from '../../support/terminal-text.ts'

/** Any text, often one that would do something to a terminal. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[31m',
        '\u001b]0;t\u0007',
        '\u009b2J',
        '\u202e',
        '\u0001',
        '\u0002',
        '\r',
        '\n',
        'word ',
        '»',
      ),
    )
    .map((parts) => parts.join('')),
)

const said: fc.Arbitrary<Said> = fc
  .tuple(hostile, fc.nat(40), fc.nat(40), fc.option(hostile))
  .map(([text, start, length, how]) => ({
    text,
    span: start + length <= text.length && length > 0 ? [start, start + length] : null,
    how,
  }))

const place = {
  judge: hostile,
  prompt: fc.option(hostile),
  turn: fc.constantFrom(1, 2),
  choice: fc.nat(2),
  repeat: fc.nat(2),
  outcome: fc.constantFrom(null, 'ok' as const, 'unparsed' as const),
  superseded: fc.nat(2),
}

const game = fc.record({
  winner: fc.constantFrom('model_1' as const, 'model_2' as const, 'tie' as const, 'error' as const),
  said,
})

const views: fc.Arbitrary<QuestionView> = fc.record({
  bench: hostile,
  question_id: fc.oneof(fc.nat(), hostile),
  category: fc.option(hostile),
  turns: fc.array(hostile, { maxLength: 2 }),
  references: fc.array(fc.record({ name: hostile, turns: fc.array(hostile) }), { maxLength: 1 }),
  answers: fc.array(
    fc.record({ model: hostile, choice: fc.nat(2), turns: fc.array(hostile, { maxLength: 2 }) }),
    { maxLength: 2 },
  ),
  grades: fc.array(fc.record({ ...place, model: hostile, score: fc.option(fc.double()), said }), {
    maxLength: 2,
  }),
  pairs: fc.array(
    fc.record({ ...place, model_1: hostile, model_2: hostile, games: fc.tuple(game, game) }),
    { maxLength: 1 },
  ),
})

describe('questionText', () => {
  it('does nothing to a terminal but colour, whoever wrote names, answers and judgments', () => {
    fc.assert(
      fc.property(views, fc.boolean(), fc.constantFrom(20, 80, Infinity), (view, colour, width) => {
        const text = questionText(view, { style: createStyle(colour), width })
        expect(obeyedIn(colour ? withoutColours(text) : text)).toEqual([])
      }),
    )
  })

  it('marks what the parser matched where the line is broken within it, too', () => {
    const view: QuestionView = {
      bench: 'small',
      question_id: 1,
      category: 'writing',
      turns: [],
      references: [],
      answers: [],
      grades: [
        {
          judge: 'owl',
          prompt: null,
          turn: 1,
          choice: 0,
          repeat: 0,
          outcome: 'ok',
          superseded: 0,
          model: 'alder',
          score: 8,
          said: { text: 'So then: Rating: [[8]].', span: [9, 22], how: null },
        },
      ],
      pairs: [],
    }
    const text = questionText(view, { style: createStyle(false), width: 24 })
    expect(text.split('\n').slice(-2)).toEqual(['    So then: »Rating:', '    [[8]]«.'])
  })
})
