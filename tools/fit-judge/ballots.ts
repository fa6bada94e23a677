import { judgeModelOf } from '../../src/domain/judgment-fields.ts'
import type { QuestionId } from '../../src/domain/question.ts'
import type { Vote } from '../../src/domain/votes/vote.ts'
import type { Inputs } from './inputs.ts'

/** Who voted: the paper's experts, its authors, or GPT-4. */
export type Voter = 'expert' | 'author' | 'gpt4'

/** One vote on two answers that are at hand, the models in code-unit order. */
export type Ballot = {
  voter: Voter
  questionId: QuestionId
  category: string
  turn: 1 | 2
  first: string
  second: string
  /** What the first model won: 1, 0.5 for a tie, 0. */
  won: 0 | 0.5 | 1
  /** True where the vote was on another version of a model than the answers are of. */
  isStandIn: boolean
}

/** The votes are on the left model's answers, which were not published; the right one's were. */
export const standIns: ReadonlyMap<string, string> = new Map([
  ['vicuna-13b-v1.2', 'vicuna-13b-v1.3'],
])

/** All votes on answers that are at hand; each individual counts once a question, turn and pair. */
export function ballotsOf(inputs: Inputs): Ballot[] {
  const seen = new Set<string>()
  const ballots: Ballot[] = []
  for (const vote of [...inputs.humanVotes, ...inputs.gpt4Votes]) {
    const ballot = ballotOf(vote, inputs)
    if (ballot === undefined) continue
    const { questionId, turn, first, second } = ballot
    const key = JSON.stringify([judgeModelOf(vote), questionId, turn, first, second])
    if (!seen.has(key)) ballots.push(ballot)
    seen.add(key)
  }
  return ballots
}

function ballotOf(vote: Vote, inputs: Inputs): Ballot | undefined {
  const question = inputs.questions.get(vote.question_id)
  const a = standIns.get(vote.model_a) ?? vote.model_a
  const b = standIns.get(vote.model_b) ?? vote.model_b
  const hasAnswer = (model: string) => inputs.answers.get(model)?.has(vote.question_id) === true
  if (question === undefined || !hasAnswer(a) || !hasAnswer(b)) return undefined
  return {
    voter: voterOf(judgeModelOf(vote)),
    questionId: vote.question_id,
    category: question.category,
    turn: vote.turn === 1 ? 1 : 2,
    ...(a < b
      ? { first: a, second: b, won: pointsOf(vote, 'model_a') }
      : { first: b, second: a, won: pointsOf(vote, 'model_b') }),
    isStandIn: a !== vote.model_a || b !== vote.model_b,
  }
}

function pointsOf(vote: Vote, side: 'model_a' | 'model_b'): Ballot['won'] {
  if (vote.winner !== 'model_a' && vote.winner !== 'model_b') return 0.5
  return vote.winner === side ? 1 : 0
}

function voterOf(judge: string): Voter {
  if (judge.startsWith('expert_')) return 'expert'
  return judge.startsWith('author_') ? 'author' : 'gpt4'
}
