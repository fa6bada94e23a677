import type { QuestionId } from '../../domain/question.ts'
import { questionsToCome } from '../../pipeline/answers/plan-answers.ts'
import { plural } from '../../report/plural.ts'
import {
  answersToCome,
  estimateRow,
  preflightAnswers,
  preflightJudgments,
  preflightLines,
} from '../calls/preflight.ts'
import type { SummaryFlags } from '../flags.ts'
import { loadStored } from '../judging/judge-inputs.ts'
import { planJudging } from '../judging/judging.ts'
import { writeSummary } from '../summary.ts'
import type { RunWork } from './contestants.ts'

/** Says what the whole run would call: the plan that it would make if every answer came. */
export async function sayPreflight(work: RunWork, output: SummaryFlags): Promise<void> {
  const { answering, judging, contestants } = work
  const { judge, setup, mode, kind, suite, ui } = judging
  const { stored, known } = await loadStored(suite.workspace, { id: judge.id, kind })
  const models = answersOf(work)
  const { baseline } = contestants
  const { todo, done } = planJudging(judging, {
    questions: answering.questions,
    models,
    baseline,
    stored,
  })
  const calls = todo.reduce((sum, { match }) => sum + match.models.length, 0)
  ui.stderr.write(
    `${plural(todo.length, 'match', 'matches')} would be judged (${plural(calls, 'call')}), ${done} done\n`,
  )
  const rows = [
    ...(await preflightAnswers(answering)),
    await preflightJudgments(todo, { judge, kind, known, ui, answering }),
  ]
  for (const line of preflightLines(rows, ui)) ui.stderr.write(`${line}\n`)
  await writeSummary(
    output,
    {
      command: 'run-plan',
      key: setup.key,
      settings: { models: answering.flags.model, judge: judge.id, mode },
      rows: rows.map((row) => ({ model: row.model, what: row.what, estimate: estimateRow(row) })),
      leftOut: {},
      warnings: [],
    },
    ui,
  )
}

/** By model the answers that stand, and marks for those to come. */
function answersOf({ answering, contestants }: RunWork) {
  const { questions, planned, flags } = answering
  return new Map(
    contestants.models.map((model) => {
      const own = planned.find(({ endpoint }) => endpoint.id === model)
      const pending = own === undefined ? new Set<QuestionId>() : questionsToCome(own.plan)
      const standing = (id: QuestionId) => {
        if (own !== undefined) return pending.has(id) ? undefined : own.stored.get(id)
        return contestants.baselineAnswers.find((answer) => answer.question_id === id)
      }
      const options = { model, numChoices: flags.numChoices, stored: standing }
      return [model, answersToCome(questions, options)]
    }),
  )
}
