import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { type Answer, answerSchema } from '../../domain/answer.ts'
import { checkDistinctFiles, fileNameOf, modelIdOfFile } from '../../domain/model-id.ts'
import {
  checkPrompt,
  type JudgePrompt,
  judgePromptSchema,
  type PromptSet,
} from '../../domain/prompts/prompt.ts'
import { type Question, type QuestionId, questionSchema } from '../../domain/question.ts'
import { type SuiteManifest, suiteManifestSchema } from '../../domain/suite.ts'
import { messageOf, UserError } from '../../errors.ts'
import { problemOf, readJsonl } from '../files/read-jsonl.ts'
import { answerFiles, ownAnswerNames, suiteManifestFile, type Workspace } from './workspace.ts'

/**
 * A suite's questions in file order.
 * @throws UserError for a bad line, an empty file or an id that stands twice
 */
export async function loadQuestions(file: string): Promise<Question[]> {
  const lineOf = new Map<QuestionId, number>()
  const questions: Question[] = []
  await readJsonl(file, questionSchema, {
    onRecord: (question, line) => {
      const before = lineOf.get(question.question_id)
      if (before !== undefined) {
        throw new UserError(
          `${file}:${line}: question_id: ${question.question_id} stands already on line ${before}`,
        )
      }
      lineOf.set(question.question_id, line)
      questions.push(question)
    },
  })
  if (questions.length === 0) throw new UserError(`${file}: holds no question`)
  return questions
}

/** `suite.json` of a suite, or an empty manifest where it has none. */
export async function loadManifest(workspace: Workspace): Promise<SuiteManifest> {
  const file = suiteManifestFile(workspace)
  return file === undefined ? {} : readJson(file, suiteManifestSchema)
}

/**
 * A JSON document checked by a schema.
 * @throws UserError naming file and field
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file}: ${messageOf(error)}`, { cause: error })
  }
  const result = schema.safeParse(value)
  if (!result.success) throw new UserError(`${file}: ${problemOf(result.error)}`)
  return result.data
}

/** One model's answers by question: the last line of a question is the one that counts. */
export type AnswerSet = {
  modelId: string
  file: string
  answers: ReadonlyMap<QuestionId, Answer>
  /** Lines that a later line of the same question replaces. */
  superseded: number
  torn: boolean
  bytes: number
}

/** Reads one answers file; its name, without ending, decides the model where its records differ. */
export async function loadAnswers(file: string, name: string): Promise<AnswerSet> {
  const answers = new Map<QuestionId, Answer>()
  const ids = new Set<string>()
  let rows = 0
  const summary = await readJsonl(file, answerSchema, {
    onRecord: (answer) => {
      rows++
      ids.add(answer.model_id)
      answers.set(answer.question_id, answer)
    },
  })
  const modelId = modelIdOfFile(name, ids)
  return {
    modelId,
    file,
    answers,
    superseded: rows - answers.size,
    torn: summary.torn,
    bytes: summary.bytes,
  }
}

/**
 * The answers of these models; where undefined of all in the workspace, else of those shipped.
 * @throws UserError for a model without an answers file or whose answers belong to another suite,
 * and for two ids that map to one file
 */
export async function loadModels(
  workspace: Workspace,
  options: { models: readonly string[] | undefined; questions: readonly Question[] },
): Promise<AnswerSet[]> {
  const files = answerFiles(workspace)
  const ids = options.models === undefined ? undefined : [...new Set(options.models)]
  checkDistinctFiles(ids ?? [])
  const wanted =
    ids === undefined
      ? defaultNames(workspace, [...files.keys()])
      : ids.map((id) => {
          const name = fileNameOf(id)
          if (files.has(name)) return name
          throw new UserError(
            `no answers of model ${JSON.stringify(id)} in suite ${workspace.bench}; ${haveModels([...files.keys()])}`,
          )
        })
  if (wanted.length === 0) {
    throw new UserError(
      `no answers in suite ${workspace.bench}: make some with mtbench gen-answers --bench ${workspace.bench} --model <id>`,
    )
  }
  const known = new Set(options.questions.map((q) => q.question_id))
  const sets: AnswerSet[] = []
  for (const name of wanted) {
    const set = await loadAnswers(files.get(name) ?? '', name)
    if (set.answers.size > 0 && ![...set.answers.keys()].some((id) => known.has(id))) {
      throw new UserError(
        `${set.file}: answers of another suite (none of its question ids is in ${workspace.bench})`,
      )
    }
    sets.push(set)
  }
  return sets
}

/** The workspace's own models; those that the package ships where it has none. */
function defaultNames(workspace: Workspace, all: readonly string[]): readonly string[] {
  const own = ownAnswerNames(workspace)
  return own.length > 0 ? own : all
}

function haveModels(names: readonly string[]): string {
  return names.length === 0 ? 'there are none' : `there are: ${names.join(', ')}`
}

/** Reference answers by question: the turns of their first choice. */
export async function loadReferences(file: string): Promise<Map<QuestionId, string[]>> {
  const references = new Map<QuestionId, string[]>()
  await readJsonl(file, answerSchema, {
    onRecord: (answer) => references.set(answer.question_id, answer.choices[0]?.turns ?? []),
  })
  return references
}

/**
 * The judge prompts of a file by name, each checked.
 * @throws UserError naming file, line and placeholder
 */
export async function loadPrompts(file: string): Promise<PromptSet> {
  const set = new Map<string, JudgePrompt>()
  await readJsonl(file, judgePromptSchema, {
    onRecord: (prompt, line) => {
      try {
        set.set(prompt.name, checkPrompt(prompt))
      } catch (error) {
        throw new UserError(`${file}:${line}: ${messageOf(error)}`, { cause: error })
      }
    },
  })
  if (set.size === 0) throw new UserError(`${file}: holds no judge prompt`)
  return set
}
