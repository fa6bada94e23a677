import type { z } from 'zod'
import { answerSchema } from '../../domain/answer.ts'
import { anyQuestionSchema } from '../../domain/catalogue/arena-question.ts'
import type { RecordKind } from '../../domain/catalogue/catalogue-entry.ts'
import { judgmentSchema } from '../../domain/judgment.ts'
import { judgePromptSchema } from '../../domain/prompts/prompt.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { voteSchema } from '../../domain/votes/vote.ts'
import { UserError } from '../../errors.ts'
import { type ReadSummary, readJsonl } from '../files/read-jsonl.ts'
import { loadPrompts } from '../workspace/load-suite.ts'

const schemas: Readonly<Record<RecordKind, z.ZodType<object>>> = {
  questions: anyQuestionSchema,
  answers: answerSchema,
  references: answerSchema,
  prompts: judgePromptSchema,
  judgments: judgmentSchema,
  votes: voteSchema,
}

/** What a file holds whose every record is as it should be. */
export type CheckedFile = ReadSummary & { questionIds: ReadonlySet<QuestionId> }

/**
 * Reads a whole file of one kind of record, as a stream.
 * @throws UserError `file:line: field: problem` for the first record that is wrong, a last line
 * that is cut off, or a file without records
 */
export async function checkRecords(path: string, kind: RecordKind): Promise<CheckedFile> {
  const lineOf = new Map<QuestionId, number>()
  const summary = await readJsonl(path, schemas[kind], {
    onRecord: (record, line) => {
      if (!('question_id' in record)) return
      const id = record.question_id as QuestionId
      const before = lineOf.get(id)
      if (kind === 'questions' && before !== undefined) {
        throw new UserError(`${path}:${line}: question_id: ${id} stands already on line ${before}`)
      }
      lineOf.set(id, line)
    },
  })
  if (summary.torn) throw new UserError(`${path}:${summary.rows + 1}: the last line is cut off`)
  if (summary.rows === 0) throw new UserError(`${path}: holds no ${kind}`)
  if (kind === 'prompts') await loadPrompts(path)
  return { ...summary, questionIds: new Set(lineOf.keys()) }
}

/** The questions of a file in our form, whichever of the known forms it has. */
export async function readQuestions(path: string): Promise<Question[]> {
  await checkRecords(path, 'questions')
  const questions: Question[] = []
  await readJsonl(path, anyQuestionSchema, { onRecord: (question) => questions.push(question) })
  return questions
}
