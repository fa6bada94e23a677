import type { Answer } from '../../domain/answer.ts'
import type { Match } from '../../domain/match.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { createTaskFeed, type TaskFeed } from '../task-feed.ts'
import type { MatchPlan } from './plan-matches.ts'

/** Matches that can be judged as soon as their answers are there. */
export type MatchFeed = {
  matches: TaskFeed<Match>
  /** An answer that stands in its file: what it makes possible is planned and fed. */
  offer: (model: string, answer: Answer) => void
}

type Answers = ReadonlyMap<string, ReadonlyMap<QuestionId, Answer>>

/**
 * Plans each question as soon as the answers that its matches need are there.
 *
 * @param options.models models whose answers are needed; a grade needs one, a comparison all
 * @param options.plan the plan of one question with these answers
 * @param options.onPlan told of every plan, for what is done, empty or stale
 */
export function createMatchFeed(options: {
  questions: readonly Question[]
  models: readonly string[]
  isSingle: boolean
  plan: (question: Question, answers: Answers) => MatchPlan
  onPlan: (plan: MatchPlan) => void
}): MatchFeed {
  const { models, isSingle } = options
  const matches = createTaskFeed<Match>()
  const questions = new Map(options.questions.map((q) => [q.question_id, q]))
  const arrived = new Map<QuestionId, Map<string, Answer>>()

  function planned(question: Question, answers: ReadonlyMap<string, Answer>): void {
    const byModel = new Map(
      [...answers].map(([model, answer]) => [model, new Map([[question.question_id, answer]])]),
    )
    const plan = options.plan(question, byModel)
    options.onPlan(plan)
    for (const { match } of plan.todo) matches.push(match)
  }

  return {
    matches,
    offer: (model, answer) => {
      const question = questions.get(answer.question_id)
      if (question === undefined) return
      if (isSingle) {
        planned(question, new Map([[model, answer]]))
        return
      }
      const answers = arrived.get(answer.question_id) ?? new Map<string, Answer>()
      answers.set(model, answer)
      arrived.set(answer.question_id, answers)
      if (answers.size === models.length) planned(question, answers)
    },
  }
}
