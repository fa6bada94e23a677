/** What one batch may hold. */
export type BatchLimits = { requests: number; bytes: number }

/** OpenAI's limits of a batch: 50,000 requests, 200 MB of input. */
export const defaultBatchLimits: BatchLimits = { requests: 50_000, bytes: 200_000_000 }
