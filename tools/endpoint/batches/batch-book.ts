import type { Book } from '../exchange.ts'

export type StoredFile = {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly text: string
  /** Epoch seconds. */
  readonly created: number
}

/** What a batch's file asks for, or what is wrong with it. */
export type CheckedInput =
  | { readonly requests: readonly BatchRequest[] }
  | { readonly errors: readonly InputError[] }

export type BatchRequest = { readonly customId: string; readonly body: Record<string, unknown> }
export type InputError = { readonly code: string; readonly line: number | null; message: string }

export type Batch = {
  readonly id: string
  readonly fileId: string
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly input: CheckedInput
  /** Where its requests are counted. */
  readonly book: Book
  /** Epoch seconds. */
  readonly created: number
  /** Milliseconds since the endpoint started. */
  readonly createdMs: number
  /** The share of its time at which it was cancelled. */
  cancelledAt: number | null
  /** What came of it, once it has ended. */
  end: BatchEnd | null
}

export type BatchEnd = {
  readonly status: 'completed' | 'expired' | 'cancelled' | 'failed'
  readonly completed: number
  readonly failed: number
  readonly outputFileId: string | null
  readonly errorFileId: string | null
}

/** Files and batches that there are, in the order in which they came. */
export type BatchBook = {
  readonly files: Map<string, StoredFile>
  readonly batches: Map<string, Batch>
  nextId(kind: 'file' | 'batch'): string
}

export function createBatchBook(): BatchBook {
  let ids = 0
  return {
    files: new Map(),
    batches: new Map(),
    nextId: (kind) => {
      ids += 1
      return kind === 'file' ? `file-${ids}` : `batch_${ids}`
    },
  }
}

/** Now, in epoch seconds. */
export function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
