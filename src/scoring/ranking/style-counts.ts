import type { BattleRow } from '../../domain/votes/battle.ts'
import { UserError } from '../../errors.ts'

/** What style control looks at, in both answers of a battle. */
export const styleFeatureNames = ['length', 'headers', 'lists', 'bold'] as const

/** Counts of all battles, row by row in the order of `styleFeatureNames`. */
export type StyleCounts = { first: Int32Array; second: Int32Array }

/**
 * Style of both answers: from `conv_metadata` as arenas publish it (tokens, headers, lists, bold), else
 * counted in the assistant's turns of `conversation_a` and `conversation_b`, code blocks aside; length is
 * then in words. FastChat's patterns.
 * @throws UserError where a row has neither
 */
export function styleCountsOf(row: BattleRow): { first: number[]; second: number[] } {
  const metadata = row['conv_metadata']
  if (isRecord(metadata))
    return { first: published(metadata, 'a'), second: published(metadata, 'b') }
  const [a, b] = [row['conversation_a'], row['conversation_b']]
  if (Array.isArray(a) && Array.isArray(b)) return { first: counted(a), second: counted(b) }
  throw new UserError(
    '--style needs conv_metadata, or conversation_a and conversation_b, in each row',
  )
}

function published(metadata: Record<string, unknown>, side: 'a' | 'b'): number[] {
  const fields = [
    `sum_assistant_${side}_tokens`,
    `header_count_${side}`,
    `list_count_${side}`,
    `bold_count_${side}`,
  ]
  return fields.map((field) => {
    const sum = total(metadata[field])
    if (sum !== null) return sum
    throw new UserError(`--style: conv_metadata of a row has no number ${field}`)
  })
}

/** A count, or the sum of counts by kind (`{h1: 2, h2: 1}`). */
function total(value: unknown): number | null {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (!isRecord(value)) return null
  return Object.values(value).reduce<number>((sum, one) => sum + Number(one ?? 0), 0)
}

const patterns = [/\S+/g, /^#{1,6}\s/gm, /^\s*(?:\d+\.|[-*+])\s/gm, /\*\*[^*\n]+\*\*|__[^_\n]+__/g]

function counted(conversation: readonly unknown[]): number[] {
  const text = conversation
    .map((turn) => (isRecord(turn) && turn['role'] === 'assistant' ? String(turn['content']) : ''))
    .join('\n')
  const withoutCode = text.replace(/```[^`]*```/g, '')
  return patterns.map(
    (pattern, index) => [...(index === 0 ? text : withoutCode).matchAll(pattern)].length,
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
