import { openAppender } from '../../io/files/append-jsonl.ts'
import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import { emptyCounts, type RunCounts } from '../../pipeline/run-events.ts'
import type { Tape } from '../../pipeline/tapes/tape.ts'
import type { Session } from '../calls/session.ts'
import { openStage, whole } from '../calls/stage.ts'
import { openTape } from '../calls/tape.ts'
import type { EndpointFlags } from '../flags.ts'
import { cacheOf } from './judge-flags.ts'
import { askMatches, type Judging, lowestToRecord, recordLowest, type Save } from './judging.ts'

/** A judge with the flags that calling it takes. */
export type CallingJudge = Judging & { flags: Judging['flags'] & EndpointFlags }

/** What a judge did about one plan. */
export type Judged = {
  counts: RunCounts
  session?: Session
  lowest: number
  plan: MatchPlan
  tape?: Tape | undefined
}

/**
 * Has a plan's matches judged and appends each judgment as it lands, under the file's lock.
 * @param plans.replan makes the plan under the lock: a new one where another process wrote since the first
 */
export async function judgeAnswers(
  judging: CallingJudge,
  plans: { first: MatchPlan; replan: (openedBytes: number) => Promise<MatchPlan> },
): Promise<Judged> {
  const { flags, ui } = judging
  const { first } = plans
  if (first.todo.length + lowestToRecord(first, flags).length === 0) {
    return { counts: emptyCounts(), lowest: 0, plan: first }
  }
  const tape = await openTape(flags, { command: 'judge', ui })
  const appender = await openAppender(judging.file)
  const save = tape?.saving('judgment', appender.append) ?? appender.append
  try {
    const plan = await plans.replan(appender.openedBytes)
    const lowest = await recordLowest(judging, { plan, save, tape })
    const asked = await ask(judging, { plan, tape, save })
    await tape?.close()
    return { ...asked, lowest, plan, tape }
  } finally {
    await appender.close()
  }
}

async function ask(
  judging: CallingJudge,
  { plan, tape, save }: { plan: MatchPlan; tape: Tape | undefined; save: Save },
): Promise<Pick<Judged, 'counts' | 'session'>> {
  const { flags, ui, judge } = judging
  if (plan.todo.length === 0) return { counts: emptyCounts() }
  const total = plan.todo.length
  const options = { flags, ui, label: 'judgments', total, cache: cacheOf(flags), tape }
  const stage = await openStage([judge], options)
  const matches = plan.todo.map(({ match }) => match)
  const counts = await whole(askMatches(judging, { ...stage, matches, save }), stage, ui)
  return { counts, session: stage.session }
}
