import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Four questions of our own: two plain ones, one with a reference, one of a single turn. */
export const smallQuestions = [
  {
    question_id: 1,
    category: 'writing',
    turns: ['Write a haiku about a bicycle pump.', 'Now make every line start with the letter P.'],
  },
  {
    question_id: 2,
    category: 'stem',
    turns: [
      'Why does a wet towel dry faster in wind?',
      'What changes at twice the height above sea?',
    ],
  },
  {
    question_id: 3,
    category: 'math',
    turns: ['What is 17 squared minus 19?', 'And what are the prime factors of that?'],
  },
  { question_id: 4, category: 'humanities', turns: ['Name a cause of the tulip mania.'] },
]

const references = [
  {
    question_id: 3,
    model_id: 'gpt-4',
    choices: [{ index: 0, turns: ['289 - 19 = 270.', '270 = 2 * 3^3 * 5.'] }],
  },
]

export type SmallWorkspace = {
  dir: string
  path: (...parts: string[]) => string
  write: (file: string, text: string) => void
  /** Records of a JSONL file of the workspace. */
  read: <T = Record<string, unknown>>(file: string) => T[]
  /** A file of the workspace as it stands. */
  readText: (file: string) => string
  /** A JSON document of the workspace. */
  readJson: <T = Record<string, unknown>>(file: string) => T
  /** Number of lines of a file that end in a newline. */
  wholeLines: (file: string) => number
  writeAnswers: (model: string, turnsOf: (questionId: number, turn: number) => string) => void
}

/** A temporary workspace with the suite `small`, removed when the test ends. */
export function smallWorkspace(): SmallWorkspace {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = (...parts: string[]) => join(dir, ...parts)
  const write = (file: string, text: string) => {
    mkdirSync(dirname(path(file)), { recursive: true })
    writeFileSync(path(file), text)
  }
  write('data/small/question.jsonl', jsonl(smallQuestions))
  write('data/small/reference_answer/gpt-4.jsonl', jsonl(references))
  return {
    dir,
    path,
    write,
    read: <T>(file: string) =>
      readFileSync(path(file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T),
    readText: (file) => readFileSync(path(file), 'utf8'),
    readJson: <T>(file: string) => JSON.parse(readFileSync(path(file), 'utf8')) as T,
    wholeLines: (file) => readFileSync(path(file), 'utf8').split('\n').length - 1,
    writeAnswers: (model, turnsOf) => {
      const rows = smallQuestions.map((question) => ({
        question_id: question.question_id,
        model_id: model,
        choices: [
          {
            index: 0,
            turns: question.turns.map((_, index) => turnsOf(question.question_id, index + 1)),
          },
        ],
      }))
      write(`data/small/model_answer/${model}.jsonl`, jsonl(rows))
    },
  }
}

/** Records as JSONL. */
export function jsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
