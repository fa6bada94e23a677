import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import { plural } from '../../report/plural.ts'
import { shortList } from '../short-list.ts'

/** What is missing before a judge can begin, as lines; empty where nothing is. */
export function problemsOf(plan: MatchPlan): string[] {
  const byModel = new Map<string, string[]>()
  for (const { model, questionId } of plan.missingAnswers) {
    byModel.set(model, [...(byModel.get(model) ?? []), String(questionId)])
  }
  const answers = [...byModel].map(
    ([model, ids]) => `${model}: no answer to ${plural(ids.length, 'question')}: ${shortList(ids)}`,
  )
  const references = plan.missingReferences.map(String)
  return references.length === 0
    ? answers
    : [
        ...answers,
        `no reference answer to ${plural(references.length, 'question')}: ${shortList(references)}`,
      ]
}

/** What a plan comes to: before the first call, and all that `--dry-run` says. */
export function planLines(
  plan: MatchPlan,
  options: { dryRun: boolean; emptyAnswers: 'skip' | 'lowest' },
): string[] {
  const calls = plan.todo.reduce((sum, { match }) => sum + match.models.length, 0)
  const stale = plan.todo.filter(({ reason }) => reason === 'stale')
  const empty = plan.empty.filter((e) => !e.isRecorded)
  const unverified = plan.unverified > 0 ? ` (${plan.unverified} without their prompt)` : ''
  const would = options.dryRun ? 'would be judged' : 'to judge'
  return [
    ...problemsOf(plan),
    ...(stale.length > 0
      ? [
          `${plural(stale.length, 'judgment is', 'judgments are')} stale and made anew: ${shortList(stale.map(({ match }) => placeOf(match)))}`,
        ]
      : []),
    ...(plan.keptStale > 0
      ? [`${plural(plan.keptStale, 'stale judgment is', 'stale judgments are')} left`]
      : []),
    ...(empty.length > 0
      ? [
          `${plural(empty.length, 'match', 'matches')} with an empty answer, ${options.emptyAnswers === 'lowest' ? 'given the lowest result without a call' : 'not judged'}: ${shortList(empty.map((e) => `${e.emptyModels.join(' and ')}, question ${e.match.question.question_id}, turn ${e.match.turn}`))}`,
        ]
      : []),
    ...(plan.turnsNotJudged > 0
      ? [`${plural(plan.turnsNotJudged, 'turn')} beyond the second not judged`]
      : []),
    ...(options.dryRun ? breakdown(plan) : []),
    ...(plan.underWay > 0
      ? [
          `${plural(plan.underWay, 'match is', 'matches are')} under way in batches: mtbench batch status`,
        ]
      : []),
    `${plural(plan.todo.length, 'match', 'matches')} ${would} (${plural(calls, 'call')}), ${plan.done} done${unverified}`,
  ]
}

function placeOf(match: MatchPlan['todo'][number]['match']): string {
  return `${match.models.join(' / ')}, question ${match.question.question_id}, turn ${match.turn}`
}

/** Calls by model and by prompt. */
function breakdown(plan: MatchPlan): string[] {
  const byModel = new Map<string, number>()
  const byPrompt = new Map<string, number>()
  const add = (map: Map<string, number>, name: string, n: number) =>
    map.set(name, (map.get(name) ?? 0) + n)
  for (const { match } of plan.todo) {
    for (const model of match.models) add(byModel, model, match.models.length)
    add(byPrompt, match.prompt.name, match.models.length)
  }
  const lines = (title: string, map: Map<string, number>) =>
    [...map]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, n]) => `  ${title} ${name}: ${plural(n, 'call')}`)
  return [...lines('model', byModel), ...lines('prompt', byPrompt)]
}
