import { UserError } from '../../errors.ts'
import { baseUrlOf } from '../../io/endpoint/api-key.ts'
import { openAppender } from '../../io/files/append-jsonl.ts'
import { purposesOfJudgment } from '../../pipeline/calls/purpose.ts'
import { judgeMatches } from '../../pipeline/judging/judge-matches.ts'
import { builtinOf } from '../calls/builtin.ts'
import { cacheOf } from '../judging/judge-flags.ts'
import { loadStored } from '../judging/judge-inputs.ts'
import {
  contestantIds,
  openJudging,
  planContestants,
  recordLowest,
  type Save,
} from '../judging/judging.ts'
import type { Ui } from '../ui.ts'
import type { BatchWork } from './batch-work.ts'
import { type BatchJudgeFlags, keptJudgeFlags } from './stored-flags.ts'
import { nothingUnderWay } from './under-way.ts'

/** Matches under way at once; no call waits behind them. */
const width = 64

/**
 * The judgments of one judge as work for batches.
 * @throws UserError for a built-in judge, and as `openJudging`
 */
export async function judgeWork(flags: BatchJudgeFlags, ui: Ui): Promise<BatchWork> {
  const judging = { ...(await openJudging(flags, ui)), flags, underWay: nothingUnderWay }
  const { judge, setup, suite, kind, mode, file } = judging
  if (builtinOf(judge.id) !== undefined) {
    throw new UserError(`${judge.id} needs no batch: it calls nobody; leave --batch out`)
  }
  const { judge: judgeHash = null, parser = null } = setup.key
  return {
    command: 'judge',
    workspace: suite.workspace,
    endpoint: judge,
    baseUrl: baseUrlOf(judge, ui.env),
    // By name: which models are judged by default may change before the batch is collected.
    settings: keptJudgeFlags({ ...flags, models: await contestantIds(judging) }),
    cache: cacheOf(flags),
    problemOf: () => undefined,
    manifest: {
      command: `judge-${mode}`,
      hashes: { ...suite.hashes, judge: judgeHash, parser },
    },
    file,
    run: async ({ chat, isDry, onSaved }) => {
      const appender = isDry ? undefined : await openAppender(file)
      const save: Save = async (judgment) => {
        await appender?.append(judgment)
        onSaved(purposesOfJudgment(judgment))
      }
      try {
        const { stored } = await loadStored(suite.workspace, { id: setup.id, kind })
        const plan = await planContestants(judging, stored)
        if (!isDry) await recordLowest(judging, { plan, save, tape: undefined })
        return await judgeMatches({
          matches: plan.todo.map(({ match }) => match),
          judge: setup,
          chat,
          width,
          save,
          clock: ui.clock,
          signal: ui.signal,
          events: { onDone: () => undefined, onFailure: () => undefined },
          again: 'cut',
        })
      } finally {
        await appender?.close()
      }
    },
  }
}
