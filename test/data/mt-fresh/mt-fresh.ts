import { readFileSync } from 'node:fs'

/** One answer of a ladder set: its turns, and what is wrong with each. */
export type LadderAnswer = {
  turns: string[]
  fault: { turn: number; kind: string; phrase: string }[]
}

export const ladderSets = ['strong', 'fair', 'weak', 'padded'] as const
export type LadderSet = (typeof ladderSets)[number]

type Row = {
  question_id: number
  category: string
  turns: string[]
  choices: { turns: string[] }[]
  fault?: LadderAnswer['fault']
}

const files = new Map<string, Row[]>()

/** The records of a file of the suite, read once. */
export function rowsOf(file: string): Row[] {
  const known = files.get(file)
  if (known !== undefined) return known
  const url = new URL(`../../../data/mt_fresh/${file}`, import.meta.url)
  const rows = readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
  files.set(file, rows)
  return rows
}

function rowOf(file: string, id: number): Row {
  const row = rowsOf(file).find((r) => r.question_id === id)
  if (row === undefined) throw new Error(`${file} has no question ${id}`)
  return row
}

export function question(id: number): { category: string; turns: string[] } {
  return rowOf('question.jsonl', id)
}

/** The turns of a reference answer. */
export function reference(id: number): string[] {
  return rowOf('reference_answer/verified.jsonl', id).choices[0]?.turns ?? []
}

export function ladder(set: LadderSet, id: number): LadderAnswer {
  const row = rowOf(`model_answer/ladder-${set}.jsonl`, id)
  return { turns: row.choices[0]?.turns ?? [], fault: row.fault ?? [] }
}
