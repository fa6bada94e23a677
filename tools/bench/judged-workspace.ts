import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadQuestions } from '../../src/io/workspace/load-suite.ts'
import { openWorkspace } from '../../src/io/workspace/workspace.ts'

/** The suite that everything is measured on: it ships with the package. */
export const bench = 'mt_fresh'

/** Grades that a model's answers to the suite lead to: 80 questions of two turns. */
export const gradesPerModel = 160

const words = 'the answer to this is that some part of it holds while another does not'.split(' ')

/**
 * Makes a workspace with so many models' answers to the embedded suite, each turn of 150 words,
 * about what models write; no two are the same, so that nothing is served from a store.
 * @returns the models' ids
 */
export async function makeWorkspace(folder: string, models: number): Promise<string[]> {
  const answers = join(folder, 'data', bench, 'model_answer')
  await mkdir(answers, { recursive: true })
  const questions = await loadQuestions(openWorkspace(folder, bench).questionsFile)
  const ids = Array.from({ length: models }, (_, index) => `model-${index + 1}`)
  for (const model of ids) {
    const lines = questions.map(({ question_id, turns }) => {
      const texts = turns.map((_, turn) => textOf(`${model} ${question_id} ${turn}`))
      const choices = [{ index: 0, turns: texts }]
      return JSON.stringify({ question_id, answer_id: 'a', model_id: model, choices, tstamp: 0 })
    })
    await writeFile(join(answers, `${model}.jsonl`), `${lines.join('\n')}\n`)
  }
  return ids
}

function textOf(head: string): string {
  return [head, ...Array.from({ length: 150 }, (_, at) => words[at % words.length])].join(' ')
}
