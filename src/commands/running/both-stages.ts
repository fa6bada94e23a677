import type { Answer } from '../../domain/answer.ts'
import { openAppender } from '../../io/files/append-jsonl.ts'
import { questionsToCome } from '../../pipeline/answers/plan-answers.ts'
import type { JudgmentIndex } from '../../pipeline/judging/judgment-index.ts'
import { createMatchFeed, type MatchFeed } from '../../pipeline/judging/match-feed.ts'
import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import { answerQuestions } from '../answers/answering.ts'
import type { Stage } from '../calls/stage.ts'
import { loadStored } from '../judging/judge-inputs.ts'
import { askMatches, planJudging, recordLowest } from '../judging/judging.ts'
import type { RunWork } from './contestants.ts'

/** What the two stages did. */
export type BothDone = {
  answers: RunCounts
  judged: RunCounts
  empty: MatchPlan['empty']
  /** Results given without a call. */
  lowest: number
}

/** Answers and judges at once: a question is judged as soon as its answers are on the disk. */
export async function bothStages(work: RunWork, stage: Stage): Promise<BothDone> {
  const { answering, judging } = work
  const { suite, judge, kind } = judging
  const appender = await openAppender(judging.file)
  const { tape } = stage
  const save = tape?.saving('judgment', appender.append) ?? appender.append
  try {
    const { stored } = await loadStored(suite.workspace, { id: judge.id, kind })
    const plans: MatchPlan[] = []
    const feed = feedOf(work, { stored, stage, plans })
    offerStored(work, feed)
    const onAnswer = (answer: Answer) => feed.offer(answer.model_id, answer)
    const working = [
      answerQuestions(answering, { ...stage, onAnswer }).finally(feed.matches.close),
      askMatches(judging, { ...stage, matches: feed.matches, save }),
    ] as const
    // Where one fails the other is waited for: nothing is under way when the files are closed.
    await Promise.allSettled(working)
    const [answers, judged] = await Promise.all(working)
    judged.notRun += feed.matches.waiting()
    const empty = plans.flatMap((plan) => plan.empty)
    const lowest = await recordLowest(judging, { plan: { empty }, save, tape })
    return { answers, judged, empty, lowest }
  } finally {
    await appender.close()
  }
}

function feedOf(
  { answering, judging, contestants }: RunWork,
  context: { stored: JudgmentIndex; stage: Stage; plans: MatchPlan[] },
): MatchFeed {
  const { stored, stage, plans } = context
  const { baseline } = contestants
  return createMatchFeed({
    questions: answering.questions,
    models: contestants.models,
    isSingle: judging.mode === 'single',
    plan: (question, models) =>
      planJudging(judging, { questions: [question], models, baseline, stored }),
    onPlan: (plan) => {
      plans.push(plan)
      for (let i = 0; i < plan.done + plan.empty.length; i++) stage.progress.step()
    },
  })
}

/** Offers the answers that stand already, and the baseline's. */
function offerStored({ answering, contestants }: RunWork, feed: MatchFeed): void {
  for (const { endpoint, plan, stored } of answering.planned) {
    const pending = questionsToCome(plan)
    for (const [questionId, answer] of stored) {
      if (!pending.has(questionId)) feed.offer(endpoint.id, answer)
    }
  }
  for (const answer of contestants.baselineAnswers) feed.offer(contestants.baseline ?? '', answer)
}
