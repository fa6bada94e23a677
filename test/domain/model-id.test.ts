import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDistinctFiles, fileNameOf, modelIdOfFile } from '../../src/domain/model-id.ts'
import { UserError } from '../../src/errors.ts'

describe('fileNameOf', () => {
  it.each([
    ['gpt-4', 'gpt-4'],
    ['lab/Model-7B', 'lab__Model-7B'],
    ['a/b/c', 'a__b__c'],
    ['llama3:8b', 'llama3_8b'],
    ['a\\b<c>d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
    ['name with spaces', 'name with spaces'],
    ['a..b', 'a..b'],
    ['context', 'context'],
    ['über', 'über'],
  ])('of %s is %s', (id, name) => {
    expect(fileNameOf(id)).toBe(name)
  })

  it.each([
    ['..'],
    ['.'],
    ['../secret'],
    ['a/../../b'],
    ['a\\..\\b'],
    ['./a'],
    ['/etc/passwd'],
    ['\\\\host\\share'],
    ['C:\\models'],
    ['c:/models'],
    [''],
    ['   '],
    ['a\nb'],
    ['a\u0000'],
    ['a\u001b[31m'],
    ['a\u007f'],
    ['con'],
    ['NUL'],
    ['com1.txt'],
    ['LPT9'],
    ['ends.'],
    ['ends '],
    ['x'.repeat(201)],
    ['é'.repeat(101)],
    ['/'.repeat(3)],
    [`a${'/b'.repeat(80)}`],
  ])('refuses %j', (id) => {
    expect(() => fileNameOf(id)).toThrow(UserError)
  })

  it('is a plain file name that every file system takes, or the id is refused', () => {
    const unit = fc.constantFrom(...'ab./\\:*?"<>| \n', 'é', '日', '😀')
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 120 }), (id) => {
        let name: string
        try {
          name = fileNameOf(id)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
          return
        }
        expect(name).not.toMatch(/[/\\:*?"<>|\n]/)
        expect(['.', '..', '']).not.toContain(name)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('checkDistinctFiles', () => {
  it('takes ids that have a file each', () => {
    expect(() => checkDistinctFiles(['a', 'b', 'a/b'])).not.toThrow()
  })

  it.each([
    [['Alder', 'alder'], /"Alder" and "alder" share/],
    [['a:b', 'a*b'], /"a:b" and "a\*b" share the file name "a_b"/],
    [['a/b', 'A__B'], /share/],
    [['alder', 'birch', 'alder'], /"alder" is given twice/],
    [['alder', '..'], /refused/],
  ])('refuses %j', (ids, message) => {
    expect(() => checkDistinctFiles(ids)).toThrow(message)
    expect(() => checkDistinctFiles(ids)).toThrow(UserError)
  })
})

describe('modelIdOfFile', () => {
  it.each([
    ['the one id whose file name this is', 'lab__M-7B', ['lab/M-7B'], 'lab/M-7B'],
    ['the same plain name', 'gpt-4', ['gpt-4'], 'gpt-4'],
    ['the file where the records say otherwise', 'heron-v1.3', ['heron-v1.2'], 'heron-v1.3'],
    ['the file where records differ', 'lab__M', ['lab/M', 'other'], 'lab__M'],
    ['the file where letter case differs', 'heron', ['Heron'], 'heron'],
    ['the file where there are no records', 'heron', [], 'heron'],
    ['the file where the id is refused', 'a_b', ['a/../b'], 'a_b'],
  ])('is %s', (_, file, ids, expected) => {
    expect(modelIdOfFile(file, new Set(ids))).toBe(expected)
  })
})
