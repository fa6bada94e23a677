import { basename } from 'node:path'
import type { Answer } from '../../domain/answer.ts'
import { fileNameOf } from '../../domain/model-id.ts'
import type { QuestionId } from '../../domain/question.ts'
import { chooseReferences } from '../../domain/suite.ts'
import { loadAnswers, loadManifest, loadReferences } from '../../io/workspace/load-suite.ts'
import {
  answerFiles,
  ownAnswerNames,
  referenceFiles,
  type Workspace,
} from '../../io/workspace/workspace.ts'

/** The answers of the judged models, and where no models are chosen of all in the workspace. */
export async function readPageAnswers(
  workspace: Workspace,
  options: { judged: readonly string[]; chosen: readonly string[] | undefined },
): Promise<{ answers: Map<string, ReadonlyMap<QuestionId, Answer>>; warnings: string[] }> {
  const files = answerFiles(workspace)
  const wanted = new Set(options.judged.map(fileNameOf))
  if (options.chosen === undefined) for (const name of ownAnswerNames(workspace)) wanted.add(name)
  const answers = new Map<string, ReadonlyMap<QuestionId, Answer>>()
  const warnings: string[] = []
  for (const [name, file] of files) {
    if (!wanted.has(name)) continue
    const set = await loadAnswers(file, name)
    answers.set(set.modelId, set.answers)
    if (set.torn) warnings.push(`${basename(file)}: its last line is torn and was left out`)
  }
  const without = options.judged.filter((model) => !answers.has(model))
  if (without.length > 0) {
    warnings.push(`answers that are not at hand, of models that were judged: ${without.join(', ')}`)
  }
  return { answers, warnings }
}

/** The reference answers that the first judge was shown, by question. */
export async function readPageReferences(
  workspace: Workspace,
  judge: string,
): Promise<ReadonlyMap<QuestionId, readonly string[]>> {
  const files = referenceFiles(workspace)
  const name = chooseReferences({
    flag: undefined,
    judgeFile: fileNameOf(judge),
    manifest: await loadManifest(workspace),
    available: [...files.keys()],
  })
  const path = name === undefined ? undefined : files.get(name)
  return path === undefined ? new Map() : loadReferences(path)
}
