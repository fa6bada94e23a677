import type { BatchJob, BatchState } from '../../domain/batches/batch-job.ts'

/**
 * A provider's files and batches, as far as they are used.
 * @throws ChatError from every function
 */
export type BatchService = {
  /** Uploads an input file; returns its id. */
  upload: (file: { name: string; text: string }) => Promise<string>
  /** Creates a batch of an uploaded file; the job's id is noted on it. */
  create: (of: { fileId: string; jobId: string }) => Promise<BatchState>
  /** The batch that was made of a job or its file, if there is one. */
  find: (of: { fileId: string; jobId: string }) => Promise<BatchState | undefined>
  look: (batchId: string) => Promise<BatchState>
  cancel: (batchId: string) => Promise<BatchState>
  /** The text of a file. */
  download: (fileId: string) => Promise<string>
  /** Removes an input file of which no batch was made. */
  remove: (fileId: string) => Promise<void>
}

/** Where jobs are kept: what is written is on the disk when the promise settles. */
export type BatchStore = {
  write: (job: BatchJob) => Promise<void>
  readInput: (id: string) => Promise<string>
  writeResults: (id: string, results: { output: string; errors: string }) => Promise<void>
}
