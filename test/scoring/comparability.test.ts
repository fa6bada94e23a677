import { describe, expect, it } from 'vitest'
import { comparabilityOf, createKeyIndex, judgeLabels } from '../../src/scoring/comparability.ts'

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

describe('lists of questions that differ', () => {
  const use = (suite: string, question: { id: string; hash: string } | null) => ({
    judge: 'owl',
    models: ['alder'],
    key: { ...full, suite },
    question,
  })

  it('are comparable where every judged question is the same in both', () => {
    const { key, conflicts } = comparabilityOf([
      use('s1', { id: '1', hash: 'a' }),
      use('s2', { id: '1', hash: 'a' }),
      use('s2', { id: '2', hash: 'b' }),
    ])
    expect(conflicts).toEqual([])
    expect(key.suite).toBe('s1+s2')
  })

  it('are not where a question has two texts', () => {
    const { key, conflicts } = comparabilityOf([
      use('s1', { id: '1', hash: 'a' }),
      use('s2', { id: '1', hash: 'other' }),
    ])
    expect(conflicts).toEqual([{ judge: 'owl', part: 'suite', values: ['s1', 's2'] }])
    expect(key.suite).toBeNull()
  })

  it('are not where some row does not tell its question', () => {
    const uses = [use('s1', null), use('s2', { id: '1', hash: 'a' })]
    expect(comparabilityOf(uses).conflicts).toHaveLength(1)
  })

  it('give no label of their own', () => {
    const keys = createKeyIndex(undefined)
    const first = keys.indexOf({ ...full, question: 'a' }, 1)
    keys.indexOf({ ...full, suite: 's2', question: 'b' }, 2)
    expect(keys.labelOf(first)).toBe('')
    keys.indexOf({ ...full, suite: 's2', question: 'changed' }, 1)
    expect(keys.labelOf(first)).toBe('suite=s1')
  })

  it('name a judge’s keys only where that judge’s judgments are not comparable', () => {
    const other = { judge: 'hawk', models: ['alder'], key: { ...full, judge: 'j2' } }
    const labelOf = judgeLabels([use('s1', null), use('s2', null), other])
    expect(labelOf('owl', { ...full, suite: 's2' })).toBe('suite=s2')
    expect(labelOf('hawk', other.key)).toBe('')
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
