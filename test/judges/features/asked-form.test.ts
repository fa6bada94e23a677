import { describe, expect, it } from 'vitest'
import { checkForm, holdsJson } from '../../../src/judges/features/asked-form.ts'
import { takeApart } from '../../../src/judges/features/text.ts'

const rows: [question: string, kept: string, broken: string][] = [
  ['Answer in fewer than five words.', 'Just four words here.', 'This one has six words here.'],
  ['Use at most 2 sentences.', 'One. Two.', 'One. Two. Three.'],
  ['Say it in exactly two lines.', 'a\nb', 'a\nb\nc'],
  ['List three impacts.', '1. a\n2. b\n3. c', '1. a\n2. b'],
  ['Return it as JSON.', 'Here: {"a": 1}', 'a: 1, b'],
  ['Use the YAML format.', 'a: 1\nb: 2', 'nothing of the sort'],
  ['As CSV, please.', 'a,b,c\n1,2,3', 'a b c'],
  ['Write a Python function.', '```python\ndef f(): pass\n```', 'def f(): pass'],
  ['Print it on a single line.', 'all here', 'one\ntwo'],
  ['Start every sentence with the letter A.', 'All is. And was.', 'All is. It was.'],
  ['Use only four-word sentences.', 'She came home late.', 'She came home.'],
  ['Write a poem.', 'A line\nand one\nand one', 'It is prose, and all on one line.'],
  ['What budget would it need?', 'About $300.', 'Not much.'],
]

describe('the form that a question asks for', () => {
  it.each(rows)('%s', (question, kept, broken) => {
    expect(checkForm(question, takeApart(kept))).toEqual({ met: 1, violated: 0 })
    expect(checkForm(question, takeApart(broken))).toEqual({ met: 0, violated: 1 })
  })

  it('is nothing where the question asks for none', () => {
    const answer = takeApart('The wind takes the vapour away.')
    expect(checkForm('Why does a towel dry in wind?', answer)).toEqual({ met: 0, violated: 0 })
  })

  it('takes a number for no JSON', () => {
    expect(holdsJson(takeApart('12'))).toBe(false)
    expect(holdsJson(takeApart('```json\n[1, 2]\n```'))).toBe(true)
  })
})
