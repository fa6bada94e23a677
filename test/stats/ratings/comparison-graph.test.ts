import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { findComparisonProblem } from '../../../src/stats/ratings/comparison-graph.ts'

/** Matrix from pairs "i beat j". */
function matrixOf(models: number, wins: [number, number][]) {
  const scores = new Float64Array(models * models)
  for (const [i, j] of wins) scores[i * models + j] = at(scores, i * models + j) + 1
  return { models, scores }
}

test('models that each lead somewhere have no problem', () => {
  expect(
    findComparisonProblem(
      matrixOf(3, [
        [0, 1],
        [1, 2],
        [2, 0],
      ]),
    ),
  ).toBeNull()
  expect(findComparisonProblem(matrixOf(1, []))).toBeNull()
})

test('a model that never loses is said, with the groups in order of strength', () => {
  expect(
    findComparisonProblem(
      matrixOf(3, [
        [0, 1],
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toEqual({
    kind: 'separated',
    groups: [[0], [1, 2]],
    neverWin: [],
    neverLose: [0],
  })
})

test('a model that never wins is said', () => {
  expect(
    findComparisonProblem(
      matrixOf(3, [
        [0, 1],
        [1, 0],
        [0, 2],
        [1, 2],
      ]),
    ),
  ).toEqual({
    kind: 'separated',
    groups: [[0, 1], [2]],
    neverWin: [2],
    neverLose: [],
  })
})

test('groups can be separated although everyone won and lost', () => {
  const matrix = matrixOf(4, [
    [0, 1],
    [1, 0],
    [2, 3],
    [3, 2],
    [0, 2],
  ])
  expect(findComparisonProblem(matrix)).toMatchObject({
    kind: 'separated',
    groups: [
      [0, 1],
      [2, 3],
    ],
    neverWin: [],
    neverLose: [],
  })
})

test('groups that never met are disconnected, as is a model without battles', () => {
  const matrix = matrixOf(5, [
    [0, 1],
    [1, 0],
    [2, 3],
    [3, 2],
  ])
  expect(findComparisonProblem(matrix)?.kind).toBe('disconnected')
  const groups = findComparisonProblem(matrix)?.groups ?? []
  expect(groups.map((group) => group.join()).sort()).toEqual(['0,1', '2,3', '4'])
})

test('no later group won anything from an earlier one', () => {
  const pair = fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 5 }))
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const matrix = matrixOf(
        6,
        pairs.map(([i, step]) => [i, (i + step) % 6]),
      )
      const problem = findComparisonProblem(matrix)
      const groups = problem?.groups ?? [[0, 1, 2, 3, 4, 5]]
      expect(groups.flat().sort()).toEqual([0, 1, 2, 3, 4, 5])
      for (const [place, later] of groups.entries()) {
        for (const i of later) {
          for (const j of groups.slice(0, place).flat()) expect(matrix.scores[i * 6 + j]).toBe(0)
        }
      }
    }),
  )
})
