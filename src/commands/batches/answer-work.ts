import { baseUrlOf } from '../../io/endpoint/api-key.ts'
import { openAppender } from '../../io/files/append-jsonl.ts'
import { shortHash } from '../../io/hash.ts'
import { answersFile } from '../../io/workspace/workspace.ts'
import { generateAnswers, whyNoAnswer } from '../../pipeline/answers/generate-answers.ts'
import { purposesOfAnswer } from '../../pipeline/calls/purpose.ts'
import {
  type Answering,
  type AnsweringFlags,
  planAnswering,
  planModel,
} from '../answers/answering.ts'
import type { Ui } from '../ui.ts'
import type { BatchWork } from './batch-work.ts'
import { keptAnswerFlags } from './stored-flags.ts'

/** Questions under way at once; no call waits behind them. */
const width = 64

/** The answers of models as work for batches, one piece a model. */
export async function answerWorks(flags: AnsweringFlags, ui: Ui): Promise<BatchWork[]> {
  const answering = { ...(await planAnswering(flags, ui)), underWay: new Map() }
  return answering.planned.map(({ endpoint, word }) => {
    const own = { ...flags, model: [word] }
    return {
      command: 'gen-answers',
      workspace: answering.workspace,
      endpoint,
      baseUrl: baseUrlOf(endpoint, ui.env),
      settings: keptAnswerFlags(own),
      cache: undefined,
      problemOf: whyNoAnswer,
      manifest: { command: 'gen-answers', hashes: { suite: answering.suiteHash } },
      file: answersFile(answering.workspace, endpoint.id),
      run: (options) => runAnswers(answering, { endpoint, ...options }),
    }
  })
}

async function runAnswers(
  answering: Answering,
  options: Parameters<BatchWork['run']>[0] & { endpoint: BatchWork['endpoint'] },
) {
  const { endpoint, chat, isDry, onSaved } = options
  const { workspace, flags, ui } = answering
  const appender = isDry ? undefined : await openAppender(answersFile(workspace, endpoint.id))
  try {
    const { plan } = await planModel(endpoint, answering)
    return await generateAnswers({
      tasks: plan.tasks,
      chat,
      width,
      systemPrompt: flags.systemPrompt,
      save: async (answer) => {
        await appender?.append(answer)
        onSaved(purposesOfAnswer(answer))
      },
      hash: shortHash,
      clock: ui.clock,
      signal: ui.signal,
      events: { onDone: () => undefined, onFailure: () => undefined },
    })
  } finally {
    await appender?.close()
  }
}
