import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Question, QuestionId } from '../../src/domain/question.ts'
import { type Vote, voteSchema } from '../../src/domain/votes/vote.ts'
import { UserError } from '../../src/errors.ts'
import { readAll } from '../../src/io/files/read-jsonl.ts'
import { loadAnswers, loadQuestions, loadReferences } from '../../src/io/workspace/load-suite.ts'

/** The turns of each model's answers, by question. */
export type AnswersByModel = ReadonlyMap<string, ReadonlyMap<QuestionId, readonly string[]>>

/** All that the fit reads. */
export type Inputs = {
  questions: ReadonlyMap<QuestionId, Question>
  references: ReadonlyMap<QuestionId, readonly string[]>
  answers: AnswersByModel
  humanVotes: readonly Vote[]
  gpt4Votes: readonly Vote[]
  /** SHA-256 of each file by its path in the folder. */
  hashes: Readonly<Record<string, string>>
}

const files = {
  questions: 'data/mt_bench/question.jsonl',
  references: 'data/mt_bench/reference_answer/gpt-4.jsonl',
  humanVotes: 'votes/human.jsonl',
  gpt4Votes: 'votes/gpt4_pair.jsonl',
}
const answersFolder = 'data/mt_bench/model_answer'

/**
 * Reads questions, references, answers and votes from a folder laid out like the published data.
 * @throws UserError where one is missing or wrong
 */
export async function readInputs(dir: string): Promise<Inputs> {
  const path = (file: string) => join(dir, ...file.split('/'))
  const missing = [...Object.values(files), answersFolder].find((file) => !existsSync(path(file)))
  if (missing !== undefined) {
    throw new UserError(`${path(missing)} is not there: set MTBENCH_TEST_DATA to the folder`)
  }
  const answerFiles = readdirSync(path(answersFolder))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
  const questions = await loadQuestions(path(files.questions))
  return {
    questions: new Map(questions.map((question) => [question.question_id, question])),
    references: await loadReferences(path(files.references)),
    answers: new Map(
      await Promise.all(answerFiles.map((name) => turnsByQuestion(path(answersFolder), name))),
    ),
    humanVotes: (await readAll(path(files.humanVotes), voteSchema)).records,
    gpt4Votes: (await readAll(path(files.gpt4Votes), voteSchema)).records,
    hashes: hashesOf(
      [...Object.values(files), ...answerFiles.map((n) => `${answersFolder}/${n}`)],
      {
        path,
      },
    ),
  }
}

async function turnsByQuestion(folder: string, name: string) {
  const modelId = name.slice(0, -'.jsonl'.length)
  const { answers } = await loadAnswers(join(folder, name), modelId)
  const turns = [...answers].map(([id, answer]) => [id, answer.choices[0]?.turns ?? []] as const)
  return [modelId, new Map(turns)] as const
}

function hashesOf(
  names: readonly string[],
  { path }: { path: (file: string) => string },
): Record<string, string> {
  return Object.fromEntries(
    [...names].sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path(file)))
        .digest('hex'),
    ]),
  )
}
