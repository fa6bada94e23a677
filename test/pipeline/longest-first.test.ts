import { expect, it } from 'vitest'
import { longestFirst } from '../../src/pipeline/longest-first.ts'

it('puts the longest first, and leaves equal ones as they came', () => {
  const tasks = ['bb', 'a', 'cc', 'dddd', 'e']
  expect(longestFirst(tasks, (task) => task.length)).toEqual(['dddd', 'bb', 'cc', 'a', 'e'])
  expect(tasks[0]).toBe('bb')
})
