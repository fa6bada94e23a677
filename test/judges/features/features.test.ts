import { describe, expect, it } from 'vitest'
import type { Subject } from '../../../src/domain/calls/chat.ts'
import { type FeatureName, features, seenOf } from '../../../src/judges/features/features.ts'

type Side = { answer: string; question?: string; first?: string; reference?: string }

function figure(name: FeatureName, side: Side): number {
  const { answer, question = 'Why?', first, reference } = side
  const turn = first === undefined ? 1 : 2
  const both = <T>(one: T, two: T) => (turn === 1 ? [one] : [two, one])
  const subject: Subject = {
    mode: 'single',
    turn,
    questions: both(question, 'First?'),
    category: 'math',
    answers: [both(answer, first ?? '')],
    ...(reference === undefined ? {} : { reference: both(reference, '') }),
  }
  return features[name].measure(seenOf(subject, { side: 0, turn }))
}

const long = Array.from({ length: 120 }, (_, i) => `word${i}`).join(' ')

const rows: [name: FeatureName, better: Side, worse: Side][] = [
  ['content', { answer: 'wind carries vapour' }, { answer: 'it is the wind' }],
  ['prose', { answer: 'One is here. Two is there.' }, { answer: 'One is here. One is here.' }],
  ['variety', { answer: 'a b c d' }, { answer: 'a a a a' }],
  ['paragraphs', { answer: 'a\n\nb' }, { answer: 'a\nb' }],
  ['items', { answer: '- a\n- b' }, { answer: 'a\nb' }],
  ['connectives', { answer: 'therefore it dries' }, { answer: 'it dries' }],
  ['codeWhole', { answer: '```\nf(1)\n```' }, { answer: '```\nf(1\n```' }],
  ['form', { answer: 'a,b,c', question: 'As CSV' }, { answer: 'abc', question: 'As CSV' }],
  ['json', { answer: '{"a":1}', question: 'As JSON' }, { answer: '{a:1', question: 'As JSON' }],
  [
    'onTopic',
    { answer: 'the towel', question: 'Why towel?' },
    { answer: 'no', question: 'Why towel?' },
  ],
  [
    'ownWords',
    { answer: 'because of the wind alone', question: 'so why does it dry now' },
    { answer: 'so why does it dry now', question: 'so why does it dry now' },
  ],
  [
    'newTurn',
    { answer: 'another one than it was', first: 'this is my one answer' },
    { answer: 'this is my one answer', first: 'this is my one answer' },
  ],
  ['noRepeats', { answer: 'a b c d e f g h' }, { answer: 'a b c d a b c d' }],
  [
    'noDuplicates',
    { answer: 'The wind is strong. A towel dries fast.' },
    { answer: 'The wind is strong. The wind is strong.' },
  ],
  ['finished', { answer: `${long} end.` }, { answer: `${long} en` }],
  ['finished', { answer: 'ok' }, { answer: '```\nx' }],
  ['plain', { answer: 'Here it is.' }, { answer: 'As an AI language model, no.' }],
  ['noApology', { answer: 'It is 4.' }, { answer: 'I apologize, it is 4.' }],
  ['sound', { answer: 'fine' }, { answer: 'aaaaaaaaaaaaaa' }],
  ['sound', { answer: 'fine' }, { answer: 'fine\n### Human: and now?' }],
  ['sameScript', { answer: 'fine' }, { answer: 'fine и ещё' }],
  [
    'referenceFound',
    { answer: 'the area is 3', reference: 'area 3' },
    { answer: 'three', reference: 'area 3' },
  ],
  [
    'referenceOnly',
    { answer: 'area 3', reference: 'area 3' },
    { answer: 'area 3 or perhaps more', reference: 'area 3' },
  ],
  [
    'numbersFound',
    { answer: '6, then 3', reference: '6 / 2 = 3' },
    { answer: '3', reference: '6 then 3' },
  ],
  ['finalNumber', { answer: 'It is 3.', reference: '3' }, { answer: 'It is 4.', reference: '3' }],
  ['noOtherNumbers', { answer: '3', reference: '3' }, { answer: '3 or 5', reference: '3' }],
  [
    'sameDecision',
    { answer: 'Yes.', reference: 'Yes, so it is.' },
    { answer: 'No.', reference: 'Yes, so it is.' },
  ],
]

describe('features', () => {
  it.each(rows)('%s is higher for the better answer', (name, better, worse) => {
    expect(figure(name, better)).toBeGreaterThan(figure(name, worse))
  })

  it('say nothing about a reference where there is none', () => {
    const names: FeatureName[] = ['referenceFound', 'referenceOnly', 'numbersFound', 'finalNumber']
    expect(names.map((name) => figure(name, { answer: 'It is 3.' }))).toEqual([0, 0, 0, 0])
  })

  it('say nothing about a first turn where there is none', () => {
    expect(figure('newTurn', { answer: 'a b c d e' })).toBe(0)
  })
})
