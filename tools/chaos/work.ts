import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyText } from '../../src/domain/identity.ts'

export const workNames = ['judge', 'pairs', 'answers', 'run'] as const
type WorkName = (typeof workNames)[number]

export const bench = 'chaos'
const judge = 'j'
/** Names that the endpoint is asked for. */
export const models = { judge: 'judge-model', target: 'target-model' } as const

/** A command, and what is to be in the workspace when it is done. */
export type Work = {
  name: WorkName
  calls: number
  /** What it writes, roughly, in bytes. */
  writes: number
  /** The command line without the place. @param url the endpoint's base URL */
  argv: (url: string) => string[]
  /** Files of the workspace that records are written to. */
  files: readonly { path: string; of: 'answer' | 'judgment'; records: number }[]
  /** Keys of all records, each of which is to be there once. */
  expected: readonly string[]
}

const ownAnswers = { path: `data/${bench}/model_answer/m.jsonl`, of: 'answer' } as const
const grades = { path: `judgments/${bench}/${judge}_single.jsonl`, of: 'judgment' } as const
const pairs = { path: `judgments/${bench}/${judge}_pair.jsonl`, of: 'judgment' } as const

/** A workload of so many calls; its suite is written by `writeSuite`. */
export function workOf(name: WorkName, { calls }: { calls: number }): Work {
  const isHalf = name === 'pairs' || name === 'run'
  const questions = Math.ceil(calls / (isHalf ? 4 : 2))
  const some = ['--question-end', String(questions)]
  const by = (url: string) => ['--judge-model', `${judge}=${models.judge}@${url}`]
  const own = (url: string) => ['--model', `m=${models.target}@${url}`]
  const ids = Array.from({ length: questions }, (_, index) => index + 1)
  const graded = (model: string) => judgmentKeys(ids, { model })
  const works: Record<WorkName, Omit<Work, 'name' | 'calls' | 'writes'>> = {
    judge: {
      argv: (url) => ['judge', ...by(url), '--models', 'a', ...some],
      files: [{ ...grades, records: 2 * questions }],
      expected: graded('a'),
    },
    pairs: {
      argv: (url) => ['judge', '--mode', 'pairwise-all', ...by(url), ...some],
      files: [{ ...pairs, records: 2 * questions }],
      expected: judgmentKeys(ids, { models: ['a', 'b'] }),
    },
    answers: {
      argv: (url) => ['gen-answers', ...own(url), ...some],
      files: [{ ...ownAnswers, records: questions }],
      expected: ids.map(answerKey),
    },
    run: {
      argv: (url) => ['run', ...own(url), ...by(url), ...some],
      files: [
        { ...ownAnswers, records: questions },
        { ...grades, records: 2 * questions },
      ],
      expected: [...ids.map(answerKey), ...graded('m')],
    },
  }
  const made = questions * (isHalf ? 4 : 2)
  return { name, calls: made, writes: made * writesPerCall[name], ...works[name] }
}

/** Bytes that a call leads to: records, and a page of the disk for each reply that is kept. */
const writesPerCall: Readonly<Record<WorkName, number>> = {
  judge: 5500,
  pairs: 5500,
  answers: 450,
  run: 3000,
}

/** The key of an answer's record, among those of judgments. */
export function answerKey(questionId: number | string): string {
  return `answer ${questionId}`
}

/** The first turn of a question. */
export function firstTurn(questionId: number | string): string {
  return `Question ${questionId}: what is heavier, a pound of «Äpfel» or 𝟙 kg of feathers?`
}

/** Writes questions for works of so many calls, and the answers that are judged. */
export async function writeSuite(dir: string, { calls }: { calls: number }): Promise<void> {
  const home = join(dir, 'data', bench)
  const ids = Array.from({ length: Math.ceil(calls / 2) }, (_, index) => index + 1)
  const questions = ids.map((id) => ({
    question_id: id,
    category: id % 2 === 0 ? 'stem' : 'humanities',
    turns: [firstTurn(id), `And question ${id} once more, in one word?`],
  }))
  const answers = (model: string) =>
    ids.map((id) => ({
      question_id: id,
      model_id: model,
      choices: [{ index: 0, turns: [1, 2].map((turn) => textOf({ model, id, turn })) }],
    }))
  await mkdir(join(home, 'model_answer'), { recursive: true })
  await writeFile(join(home, 'question.jsonl'), jsonl(questions))
  for (const model of ['a', 'b']) {
    await writeFile(join(home, 'model_answer', `${model}.jsonl`), jsonl(answers(model)))
  }
}

function judgmentKeys(
  ids: readonly number[],
  of: { model: string } | { models: readonly [string, string] },
): string[] {
  return ids.flatMap((questionId) =>
    [1, 2].map((turn) => keyText({ questionId, judge, turn, choice: 0, repeat: 0, ...of })),
  )
}

function textOf(of: { model: string; id: number; turn: number }): string {
  const words = `${of.model} says at turn ${of.turn} to question ${of.id}: 重さ, weight. `
  return words.repeat(1 + ((of.id * 7 + of.turn) % 6))
}

function jsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
