import type { ComparabilityKey } from '../domain/judgment.ts'
import { keyParts } from '../domain/judgment-fields.ts'
import type { QuestionId } from '../domain/question.ts'

export type KeyPart = (typeof keyParts)[number]

/** A key with all its parts; null where a part is not known. */
export type ResultKey = Readonly<Record<KeyPart, string | null>>

/** A question as it was judged; `hash` of its text and reference. */
export type JudgedQuestion = { id: string; hash: string }

/** Rows that count: whose they are, and the key they carry. */
export type KeyUse = {
  judge: string
  models: readonly string[]
  key: ResultKey
  /** Null or left out where the rows do not tell. */
  question?: JudgedQuestion | null
}

/** Keys as small numbers, so that a million rows share a few of them. */
export type KeyIndex = {
  indexOf: (key: ComparabilityKey | undefined, questionId?: QuestionId) => number
  keyAt: (index: number) => ResultKey
  questionAt: (index: number) => JudgedQuestion | null
  /** A key as text: the parts in which the keys seen so far are not comparable. */
  labelOf: (index: number) => string
}

/** @param parser the parser that reads all texts again; undefined where the stored verdicts count */
export function createKeyIndex(parser: string | undefined): KeyIndex {
  const keys: { key: ResultKey; question: JudgedQuestion | null }[] = []
  const known = new Map<string, number>()
  let told: { keys: number; parts: KeyPart[] } = { keys: 0, parts: [] }
  let last: {
    row: ComparabilityKey | undefined
    id: QuestionId | undefined
    index: number
  } | null = null
  const keyAt = (index: number) => keys[index]?.key ?? unknownKey
  function find(row: ComparabilityKey | undefined, question: JudgedQuestion | null): number {
    const parts = keyParts.map((part) => row?.[part] ?? '')
    const text =
      question === null ? parts.join('\n') : [...parts, question.id, question.hash].join('\n')
    const index = known.get(text)
    if (index !== undefined) return index
    const key = { ...completeKey(row), ...(parser === undefined ? {} : { parser }) }
    known.set(text, keys.push({ key, question }) - 1)
    return keys.length - 1
  }

  return {
    // Rows of one key come one after the other and may share the object; without one, all are alike.
    indexOf: (row, questionId) => {
      const isSame = last?.row === row && (row === undefined || last?.id === questionId)
      if (last !== null && isSame) return last.index
      const index = find(row, judgedQuestion(row, questionId))
      last = { row, id: questionId, index }
      return index
    },
    keyAt,
    questionAt: (index) => keys[index]?.question ?? null,
    labelOf: (index) => {
      if (told.keys !== keys.length) told = { keys: keys.length, parts: partsThatDiffer(keys) }
      return told.parts.map((part) => `${part}=${keyAt(index)[part] ?? 'unknown'}`).join(' ')
    },
  }
}

/** The parts in which rows are not comparable. */
function partsThatDiffer(
  keys: readonly { key: ResultKey; question: JudgedQuestion | null }[],
): KeyPart[] {
  const isOfOneText = haveOneText(keys.map((key) => key.question))
  return keyParts
    .filter((part) => !(isOfOneText && isListPart(part)))
    .filter((part) => new Set(keys.map(({ key }) => key[part])).size > 1)
}

function judgedQuestion(
  key: ComparabilityKey | undefined,
  questionId: QuestionId | undefined,
): JudgedQuestion | null {
  if (key?.question === undefined || questionId === undefined) return null
  return { id: JSON.stringify(questionId), hash: key.question }
}

/** Parts that are hashes of whole lists: another question in the list changes them. */
function isListPart(part: KeyPart): boolean {
  return part === 'suite' || part === 'references'
}

/** Whether every row tells the text of its question, and no question has two. */
function haveOneText(questions: readonly (JudgedQuestion | null | undefined)[]): boolean {
  const texts = new Map<string, string>()
  return questions.every((question) => {
    if (question == null) return false
    const { id, hash } = question
    const text = texts.get(id) ?? hash
    texts.set(id, text)
    return text === hash
  })
}

const unknownKey: ResultKey = {
  judge: null,
  prompts: null,
  references: null,
  suite: null,
  parser: null,
}

function completeKey(row: ComparabilityKey | undefined): ResultKey {
  return {
    judge: row?.judge ?? null,
    prompts: row?.prompts ?? null,
    references: row?.references ?? null,
    suite: row?.suite ?? null,
    parser: row?.parser ?? null,
  }
}

/** A part of which the rows of one judge hold several values. */
export type KeyConflict = { judge: string; part: KeyPart; values: string[] }

export type Comparability = {
  /**
   * The parts that all rows share; null where a part is unknown to some row, or judges differ in it.
   * Lists that differ, but not in what was judged, are joined: `s1+s2`.
   */
  key: ResultKey
  /** Different known values under one judge: such rows are not comparable. */
  conflicts: KeyConflict[]
  /** Parts that some row does not tell. */
  unknown: KeyPart[]
}

/** Whether rows may stand in one result. Judges are told apart by name, so that each has a key of its own. */
export function comparabilityOf(uses: readonly KeyUse[]): Comparability {
  const judges = [...new Set(uses.map((use) => use.judge))]
  const isOfOneText = haveOneText(uses.map((use) => use.question))
  const shared = (part: KeyPart) => {
    const values = [...new Set(uses.map((use) => use.key[part]))]
    const known = values.filter((value) => value !== null)
    if (known.length < values.length) return null
    if (known.length > 1 && !(isOfOneText && isListPart(part))) return null
    return known.length === 0 ? null : known.sort().join('+')
  }
  return {
    key: {
      judge: shared('judge'),
      prompts: shared('prompts'),
      references: shared('references'),
      suite: shared('suite'),
      parser: shared('parser'),
    },
    conflicts: judges.flatMap((judge) =>
      conflictsOf(
        judge,
        uses.filter((use) => use.judge === judge),
      ),
    ),
    unknown: keyParts.filter((part) => uses.some((use) => use.key[part] === null)),
  }
}

/** Names a judge's key by the parts in which its judgments are not comparable; empty where they are. */
export function judgeLabels(uses: readonly KeyUse[]): (judge: string, key: ResultKey) => string {
  const { conflicts } = comparabilityOf(uses)
  return (judge, key) =>
    conflicts
      .filter((conflict) => conflict.judge === judge)
      .map(({ part }) => `${part}=${key[part] ?? 'unknown'}`)
      .join(' ')
}

/** Lists of questions or references that differ are no conflict while what was judged is the same. */
function conflictsOf(judge: string, uses: readonly KeyUse[]): KeyConflict[] {
  const isOfOneText = haveOneText(uses.map((use) => use.question))
  return keyParts.flatMap((part) => {
    if (isOfOneText && isListPart(part)) return []
    const values = [...new Set(uses.map((use) => use.key[part]))].filter((v) => v !== null).sort()
    return values.length > 1 ? [{ judge, part, values }] : []
  })
}
