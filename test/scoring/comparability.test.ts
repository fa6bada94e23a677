import { describe, expect, it } from 'vitest'
import { comparabilityOf, createKeyIndex } from '../../src/scoring/comparability.ts'

const full = { judge: 'j1', prompts: 'p1', references: 'r1', suite: 's1', parser: 'strict/1' }

describe('createKeyIndex', () => {
  it('gives equal keys one number, whatever else they hold', () => {
    const keys = createKeyIndex(undefined)
    expect(keys.indexOf(full)).toBe(keys.indexOf({ ...full, other: 'x' }))
    expect(keys.indexOf({ ...full, prompts: 'p2' })).toBe(1)
  })

  it('holds null for parts that a row does not tell', () => {
    const keys = createKeyIndex(undefined)
    expect(keys.keyAt(keys.indexOf(undefined))).toEqual({
      judge: null,
      prompts: null,
      references: null,
      suite: null,
      parser: null,
    })
  })

  it('takes the parser that reads again, not the one that has read', () => {
    const keys = createKeyIndex('fastchat/1')
    expect(keys.keyAt(keys.indexOf(full)).parser).toBe('fastchat/1')
    expect(keys.keyAt(keys.indexOf(undefined)).parser).toBe('fastchat/1')
  })

  it('labels a key by the parts in which the keys differ', () => {
    const keys = createKeyIndex(undefined)
    const [first, second] = [keys.indexOf(full), keys.indexOf({ ...full, prompts: 'p2' })]
    expect([keys.labelOf(first), keys.labelOf(second)]).toEqual(['prompts=p1', 'prompts=p2'])
  })
})

describe('comparabilityOf', () => {
  const use = (key: object, judge = 'owl') => ({
    judge,
    models: ['alder'],
    key: { ...full, ...key },
  })

  it('finds a key that all share', () => {
    expect(comparabilityOf([use({}), use({})])).toEqual({ key: full, conflicts: [], unknown: [] })
  })

  it('names the part and the values in which known parts differ', () => {
    const { key, conflicts } = comparabilityOf([use({ prompts: 'p2' }), use({})])
    expect(conflicts).toEqual([{ judge: 'owl', part: 'prompts', values: ['p1', 'p2'] }])
    expect(key.prompts).toBeNull()
  })

  it('does not take an unknown part for another one', () => {
    const { key, conflicts, unknown } = comparabilityOf([use({ suite: null }), use({})])
    expect(conflicts).toEqual([])
    expect(unknown).toEqual(['suite'])
    expect(key).toEqual({ ...full, suite: null })
  })

  it('lets each judge have a key of its own', () => {
    const { key, conflicts } = comparabilityOf([use({}), use({ judge: 'j2' }, 'hawk')])
    expect(conflicts).toEqual([])
    expect(key).toEqual({ ...full, judge: null })
  })
})
