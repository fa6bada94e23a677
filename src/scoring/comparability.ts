import type { ComparabilityKey } from '../domain/judgment.ts'
import { keyParts } from '../domain/judgment-fields.ts'

export type KeyPart = (typeof keyParts)[number]

/** A key with all its parts; null where a part is not known. */
export type ResultKey = Readonly<Record<KeyPart, string | null>>

/** Rows that count: whose they are, and the key they carry. */
export type KeyUse = { judge: string; models: readonly string[]; key: ResultKey }

/** Keys as small numbers, so that a million rows share a few of them. */
export type KeyIndex = {
  indexOf: (key: ComparabilityKey | undefined) => number
  keyAt: (index: number) => ResultKey
  /** A key as text: the parts in which the keys seen so far differ. */
  labelOf: (index: number) => string
}

/** @param parser the parser that reads all texts again; undefined where the stored verdicts count */
export function createKeyIndex(parser: string | undefined): KeyIndex {
  const keys: ResultKey[] = []
  const known = new Map<string, number>()
  let last: { row: ComparabilityKey | undefined; index: number } | undefined
  const keyAt = (index: number) => keys[index] ?? unknownKey

  function find(row: ComparabilityKey | undefined): number {
    const text = keyParts.map((part) => row?.[part] ?? '').join('\n')
    const index = known.get(text)
    if (index !== undefined) return index
    const key = { ...completeKey(row), ...(parser === undefined ? {} : { parser }) }
    known.set(text, keys.push(key) - 1)
    return keys.length - 1
  }

  return {
    // Rows of one key come one after the other, and share the object.
    indexOf: (row) => {
      if (last === undefined || last.row !== row) last = { row, index: find(row) }
      return last.index
    },
    keyAt,
    labelOf: (index) => {
      const differing = keyParts.filter((part) => new Set(keys.map((key) => key[part])).size > 1)
      return differing.map((part) => `${part}=${keyAt(index)[part] ?? 'unknown'}`).join(' ')
    },
  }
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
  /** The parts that all rows share; null where a part is unknown to some row, or judges differ in it. */
  key: ResultKey
  /** Different known values under one judge: such rows are not comparable. */
  conflicts: KeyConflict[]
  /** Parts that some row does not tell. */
  unknown: KeyPart[]
}

/** Whether rows may stand in one result. Judges are told apart by name, so that each has a key of its own. */
export function comparabilityOf(uses: readonly KeyUse[]): Comparability {
  const judges = [...new Set(uses.map((use) => use.judge))]
  const shared = (part: KeyPart) => {
    const values = new Set(uses.map((use) => use.key[part]))
    const [only] = values
    return values.size === 1 ? (only ?? null) : null
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

function conflictsOf(judge: string, uses: readonly KeyUse[]): KeyConflict[] {
  return keyParts.flatMap((part) => {
    const values = [...new Set(uses.map((use) => use.key[part]))].filter((v) => v !== null).sort()
    return values.length > 1 ? [{ judge, part, values }] : []
  })
}
