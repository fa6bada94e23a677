import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { singleJudgmentSchema } from '../../../src/domain/judgment.ts'
import { readAll } from '../../../src/io/files/read-jsonl.ts'
import { type EndpointProcess, startEndpointProcess } from '../endpoint-process.ts'
import { bench, makeWorkspace } from '../judged-workspace.ts'
import type { Bench } from '../measurement.ts'
import { type ChildReport, cliPath } from '../run-child.ts'

/** A judge's run over made-up answers, against an endpoint of its own. */
export type JudgingRun = {
  endpoint: EndpointProcess
  /** Grades so many models' answers anew, so many at once. */
  judge: (options: JudgeOptions) => Promise<ChildReport>
  /** The prompts of the last run, in a file of JSON. */
  savePrompts: () => Promise<string>
  close: () => Promise<void>
}

type JudgeOptions = {
  models: number
  width: number
  /** Judgments of each match; each is asked for. */
  repeats?: number
  sampleMs?: number
}

/** Makes the workspace and starts the endpoint with these flags. */
export async function openJudgingRun(
  { folder, run }: Bench,
  options: { models: number; endpointFlags: readonly string[] },
): Promise<JudgingRun> {
  const ids = await makeWorkspace(folder, options.models)
  const endpoint = await startEndpointProcess(options.endpointFlags)
  const place = ['--dir', folder, '--bench', bench, '--quiet']
  return {
    endpoint,
    judge: async ({ models, width, repeats = 1, sampleMs = 0 }) => {
      await forget(folder)
      const judge = ['--judge-model', `judge@${endpoint.url}`, '--concurrency', String(width)]
      const chosen = ['--models', ...ids.slice(0, models), '--repeats', String(repeats)]
      return run([cliPath, 'judge', ...judge, ...chosen, ...place], { sampleMs })
    },
    savePrompts: async () => {
      const stored = join(folder, 'judgments', bench, 'judge_single.jsonl')
      const { records } = await readAll(stored, singleJudgmentSchema)
      const file = join(folder, 'prompts.json')
      await writeFile(file, JSON.stringify(records.map((record) => record.user_prompt)))
      return file
    },
    close: endpoint.close,
  }
}

/** Removes what a run has written, so that the next one does all of it again. */
async function forget(folder: string): Promise<void> {
  for (const name of ['judgments', 'cache']) {
    await rm(join(folder, name), { recursive: true, force: true })
  }
}
