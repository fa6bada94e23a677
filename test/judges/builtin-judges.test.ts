import { describe, expect, it } from 'vitest'
import {
  builtinNameOf,
  builtinNames,
  createBuiltinJudge,
  describeBuiltin,
} from '../../src/judges/builtin-judges.ts'
import { someWeights, textOf } from './subjects.ts'

describe('the built-in judges', () => {
  it('are found by their ids', () => {
    expect(builtinNames.map((name) => builtinNameOf(`builtin:${name}`))).toEqual([...builtinNames])
  })

  it.each(['builtin:', 'builtin:feature', 'builtin:Features', 'features'])(
    'do not have %s, and say which there are',
    (id) => {
      expect(() => builtinNameOf(id)).toThrow(
        'there are: builtin:features, builtin:longest, builtin:random, builtin:tie',
      )
    },
  )

  it.each(builtinNames)('%s judges', async (name) => {
    const judge = createBuiltinJudge(name, someWeights)
    expect(await textOf(judge, { answers: [['a'], ['b']] })).toMatch(/\[\[[ABC]\]\]$/)
  })

  it.each(builtinNames)('%s is described in one line', (name) => {
    expect(describeBuiltin(name, someWeights)).toMatch(/^builtin:[^\n]+\.$/)
  })

  it('say how well they agree with experts', () => {
    expect(describeBuiltin('features', someWeights)).toContain(
      'agrees with 80.0 % (77.0–83.0) of the paper',
    )
    expect(describeBuiltin('longest', someWeights)).toContain('agrees with 72.6 % of the paper')
  })
})
