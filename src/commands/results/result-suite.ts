import { basename } from 'node:path'
import { fileNameOf } from '../../domain/model-id.ts'
import { UserError } from '../../errors.ts'
import { loadManifest, loadQuestions } from '../../io/workspace/load-suite.ts'
import { judgmentFiles, openWorkspace, type Workspace } from '../../io/workspace/workspace.ts'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import { thoseThere } from '../short-list.ts'
import type { ResultFlags } from './result-source.ts'

/**
 * The suite that results are about, and the workspace's judgments of it where no files are named.
 * @throws UserError where there are none of the mode
 */
export async function openSuite(flags: ResultFlags, mode: JudgeMode) {
  const workspace = openWorkspace(flags.dir, flags.bench)
  const questions = await loadQuestions(workspace.questionsFile)
  const { baseline } = await loadManifest(workspace)
  const files = flags.inputFile ?? filesIn(workspace, flags, mode)
  return { workspace, questions, baseline, files }
}

function filesIn(workspace: Workspace, flags: ResultFlags, mode: JudgeMode): string[] {
  const kind = mode === 'single' ? 'single' : 'pair'
  const names = flags.judgeModel?.map((id) => `${fileNameOf(id)}_${kind}.jsonl`)
  const files = judgmentFiles(workspace, kind)
    .filter((file) => names?.some((name) => file.endsWith(name)) ?? true)
    .reverse()
  if (files.length > 0) return files
  const whose = flags.judgeModel === undefined ? '' : ` of ${flags.judgeModel.join(', ')}`
  const others = judgmentFiles(workspace, kind).map((file) => basename(file, `_${kind}.jsonl`))
  const have = others.length === 0 ? '' : ` (${thoseThere(others)})`
  throw new UserError(
    `no ${kind} judgments${whose} in suite ${flags.bench}${have}: make some with mtbench judge --bench ${flags.bench} --mode ${mode} --judge-model <id>`,
  )
}
