import { describe, expect, it } from 'vitest'
import { defaultBaseline } from '../../src/domain/default-baseline.ts'
import {
  checkSuiteName,
  chooseReferences,
  defaultReferenceCategories,
  suiteManifestSchema,
} from '../../src/domain/suite.ts'
import { UserError } from '../../src/errors.ts'

describe('defaults', () => {
  it('are FastChat’s', () => {
    expect(defaultBaseline).toBe('gpt-3.5-turbo')
    expect(defaultReferenceCategories).toEqual(['math', 'reasoning', 'coding', 'arena-hard-200'])
  })
})

describe('suiteManifestSchema', () => {
  it.each([
    [{}],
    [{ version: '1', licence: 'MIT', baseline: 'b', references: 'r', reference_categories: ['x'] }],
    [{ homepage: 'https://example.org' }],
  ])('reads %j', (manifest) => {
    expect(suiteManifestSchema.parse(manifest)).toEqual(manifest)
  })

  it('refuses categories that are no list', () => {
    expect(suiteManifestSchema.safeParse({ reference_categories: 'math' }).success).toBe(false)
  })
})

describe('checkSuiteName', () => {
  it.each(['mt_bench', 'MT-bench.v2', '7'])('takes %j', (name) => {
    expect(checkSuiteName(name)).toBe(name)
  })

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '-x', '.hidden', 'a b', 'a\n', 'é'])(
    'refuses %j',
    (name) => {
      expect(() => checkSuiteName(name)).toThrow(UserError)
    },
  )
})

describe('chooseReferences', () => {
  const all = { flag: 'f', judgeFile: 'j', manifest: { references: 'm' } }
  const none = { flag: undefined, judgeFile: 'j', manifest: {} }

  it.each([
    ['the flag first', all, ['f', 'j', 'm', 'gpt-4'], 'f'],
    ['then the judge’s own', { ...all, flag: undefined }, ['m', 'j', 'gpt-4'], 'j'],
    ['then suite.json’s', { ...all, flag: undefined }, ['gpt-4', 'm'], 'm'],
    ['then gpt-4', { ...all, flag: undefined }, ['x', 'gpt-4'], 'gpt-4'],
    ['then the only one', none, ['x'], 'x'],
    ['none of several strangers', none, ['x', 'y'], undefined],
    ['none where there is none', none, [], undefined],
  ])('takes %s', (_, options, available, expected) => {
    expect(chooseReferences({ ...options, available })).toBe(expected)
  })

  it('refuses a flag that names none, and says which there are', () => {
    const options = { ...all, flag: 'zebra' }
    expect(() => chooseReferences({ ...options, available: ['x', 'y'] })).toThrow(/there are: x, y/)
    expect(() => chooseReferences({ ...options, available: [] })).toThrow(/there are none/)
  })
})
