import { closeSync, openSync, readSync } from 'node:fs'

/** Bytes that are looked at for a file's first line. */
const peekBytes = 256 * 1024

/** What a JSONL file holds, by the fields of its first line; undefined where that cannot be told. */
export type RecordKind = 'single' | 'pair' | 'vote' | 'answer'

const tellingFields = [
  ['pair', 'g1_winner'],
  ['single', 'score'],
  ['vote', 'winner'],
  ['answer', 'choices'],
] as const

/** Looks at a file's first line, without checking it. */
export function peekKind(file: string): RecordKind | undefined {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(peekBytes)
    const read = readSync(handle, bytes, 0, peekBytes, 0)
    const [line = ''] = bytes.toString('utf8', 0, read).split('\n', 1)
    return tellingFields.find(([, field]) => line.includes(`"${field}":`))?.[0]
  } finally {
    closeSync(handle)
  }
}
