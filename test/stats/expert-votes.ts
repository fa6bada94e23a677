import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Battles } from '../../src/stats/ratings/battles.ts'

const { MTBENCH_TEST_DATA } = process.env
const folder = MTBENCH_TEST_DATA ?? join(import.meta.dirname, '../../../shared')
const file = join(folder, 'votes/human.jsonl')

/** Whether the votes lie in the folder MTBENCH_TEST_DATA, or in ../shared beside the repository. */
export const hasExpertVotes = existsSync(file)

type Vote = {
  judge: string
  model_a: string
  model_b: string
  question_id: number
  turn: number
  winner: string
}

/** Votes of `expert_*`, once per individual, question, turn and pair; clusters are questions. */
export function readExpertVotes(): { models: string[]; battles: Battles; cluster: Int32Array } {
  const seen = new Set<string>()
  const votes = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Vote => JSON.parse(line))
    .filter((vote) => vote.judge.startsWith('expert_'))
    .filter((vote) => {
      const pair = [vote.model_a, vote.model_b].sort()
      const key = JSON.stringify([vote.judge, vote.question_id, vote.turn, ...pair])
      return !seen.has(key) && seen.add(key)
    })
  const models = [...new Set(votes.flatMap((vote) => [vote.model_a, vote.model_b]))].sort()
  const questions = [...new Set(votes.map((vote) => vote.question_id))].sort((a, b) => a - b)
  const outcomeOf = (winner: string) => (winner === 'model_a' ? 2 : winner === 'model_b' ? 0 : 1)
  return {
    models,
    battles: {
      models: models.length,
      first: Int32Array.from(votes, (vote) => models.indexOf(vote.model_a)),
      second: Int32Array.from(votes, (vote) => models.indexOf(vote.model_b)),
      outcome: Uint8Array.from(votes, (vote) => outcomeOf(vote.winner)),
    },
    cluster: Int32Array.from(votes, (vote) => questions.indexOf(vote.question_id)),
  }
}
