import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillTemplate, placeholdersOf } from '../../../src/domain/prompts/template.ts'
import { UserError } from '../../../src/errors.ts'

describe('placeholdersOf', () => {
  it.each([
    ['no placeholder', []],
    ['{b} then {a} then {b}', ['b', 'a']],
    ['{{not}} but {this}', ['this']],
    ['{{{inner}}}', ['inner']],
    ['{}', ['']],
    ['{ question }', [' question ']],
  ])('of %j are %j', (template, names) => {
    expect(placeholdersOf(template)).toEqual(names)
  })

  it.each(['{', '}', 'a { b', '{a', 'a}', '{{a}', '{a}}', '{a{b}}'])(
    'refuses the lone brace in %j',
    (template) => {
      expect(() => placeholdersOf(template)).toThrow(UserError)
    },
  )
})

describe('fillTemplate', () => {
  it.each([
    ['{a}-{b}-{a}', '1-2-1'],
    ['{{a}}', '{a}'],
    ['{{{a}}}', '{1}'],
    ['f() {{ return {a} }}', 'f() { return 1 }'],
    ['plain', 'plain'],
  ])('makes %j into %j', (template, text) => {
    expect(fillTemplate(template, { a: '1', b: '2' })).toBe(text)
  })

  it.each(['{c}', '{}', '{toString}', '{__proto__}'])(
    'refuses %s, for which there is no value',
    (template) => {
      expect(() => fillTemplate(template, { a: '1' })).toThrow(UserError)
    },
  )

  it('fills in an empty text', () => {
    expect(fillTemplate('<{a}>', { a: '' })).toBe('<>')
  })

  it('never scans what is filled in', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('{', '}', '{a}', '{b}', '{{', '}}', '$&', '$1', '$`', '\\', 'x'),
    })
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(fillTemplate('1{a}2{b}3{a}4', { a, b })).toBe(`1${a}2${b}3${a}4`)
      }),
    )
  })

  it('gives any text back whose braces were doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '\n') }), (text) => {
        const template = text.replace(/[{}]/g, '$&$&')
        expect(placeholdersOf(template)).toEqual([])
        expect(fillTemplate(template, {})).toBe(text)
      }),
    )
  })
})
