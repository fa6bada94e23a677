import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BatchJob, batchJobSchema } from '../../domain/batches/batch-job.ts'
import { takeLock } from '../files/lock.ts'
import { writeDocument } from '../files/write-document.ts'
import { readJson } from '../workspace/load-suite.ts'

/** How long one process waits for another that works on the same jobs. */
const lockWaitMs = 5000

const jobFile = /^[0-9a-f]{8}\.json$/

/** Where a workspace keeps its batches. */
export function batchFolder(dir: string): string {
  return join(dir, 'batches')
}

/** Files of one job: its state, what was sent, and what came back. */
export function jobFiles(dir: string, id: string) {
  const path = (name: string) => join(batchFolder(dir), `${id}.${name}`)
  return {
    state: path('json'),
    input: path('input.jsonl'),
    output: path('output.jsonl'),
    errors: path('errors.jsonl'),
  }
}

/**
 * The jobs of a workspace, the oldest first.
 * @throws UserError for a state file that cannot be read, naming file and field
 */
export async function listJobs(dir: string): Promise<BatchJob[]> {
  const folder = batchFolder(dir)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => jobFile.test(name)) : []
  const jobs: BatchJob[] = []
  for (const name of names) jobs.push(await readJson(join(folder, name), batchJobSchema))
  return jobs.sort((a, b) => (a.created + a.id < b.created + b.id ? -1 : 1))
}

/** Keeps jobs as files; each write is whole and flushed before it settles. */
export function openBatchStore(dir: string) {
  return {
    write: (job: BatchJob): Promise<void> =>
      writeDocument(jobFiles(dir, job.id).state, JSON.stringify(job, null, 2)),
    writeInput: (id: string, text: string): Promise<void> =>
      writeDocument(jobFiles(dir, id).input, text),
    readInput: (id: string): Promise<string> => readFile(jobFiles(dir, id).input, 'utf8'),
    writeResults: async (id: string, results: { output: string; errors: string }) => {
      await writeDocument(jobFiles(dir, id).output, results.output)
      await writeDocument(jobFiles(dir, id).errors, results.errors)
    },
  }
}

/** Holds the jobs of a workspace: one process at a time changes them. */
export async function lockJobs(dir: string): Promise<{ release: () => Promise<void> }> {
  await mkdir(batchFolder(dir), { recursive: true })
  return takeLock(join(batchFolder(dir), 'jobs'), { waitMs: lockWaitMs })
}

/** An id that no job of the workspace has. */
export function newJobId(dir: string): string {
  for (;;) {
    const id = randomBytes(4).toString('hex')
    if (!existsSync(jobFiles(dir, id).state)) return id
  }
}
