import { describe, expect, it } from 'vitest'
import {
  listJobs,
  lockJobs,
  newJobId,
  openBatchStore,
} from '../../../src/io/batches/batch-store.ts'
import { jobOf } from '../../support/batch-jobs.ts'
import { smallWorkspace } from '../../support/small-workspace.ts'

describe('the store of batches', () => {
  it('lists jobs, the oldest first, and passes over all other files', async () => {
    const { dir, write } = smallWorkspace()
    const store = openBatchStore(dir)
    await store.write(jobOf({ id: '0000000b', created: '2026-01-01T00:00:00.000Z' }))
    await store.write(jobOf({ id: '0000000a', created: '2026-01-02T00:00:00.000Z' }))
    await store.writeInput('0000000a', '{}\n')
    write('batches/notes.json', 'no job')
    write('batches/0000000a.json.7-ff.tmp', 'a draft that a crash left')
    expect((await listJobs(dir)).map((job) => job.id)).toEqual(['0000000b', '0000000a'])
  })

  it('holds none where there is no folder', async () => {
    expect(await listJobs(smallWorkspace().dir)).toEqual([])
  })

  it.each([
    { field: 'id', value: '../../x' },
    { field: 'endpoint.base_url', value: 'http://user:word@127.0.0.1/v1' },
    { field: 'requests', value: 0 },
  ])('refuses a job with a wrong $field, naming file and field', async ({ field, value }) => {
    const { dir, write } = smallWorkspace()
    const job = jobOf()
    const wrong =
      field === 'endpoint.base_url'
        ? { ...job, endpoint: { ...job.endpoint, base_url: value } }
        : { ...job, [field]: value }
    write('batches/0000000a.json', JSON.stringify(wrong))
    await expect(listJobs(dir)).rejects.toThrow(`0000000a.json: ${field}: `)
  })

  it('gives ids that no job has', () => {
    const ids = new Set(Array.from({ length: 50 }, () => newJobId(smallWorkspace().dir)))
    expect(ids.size).toBe(50)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}$/)
  })

  it('is worked on by one at a time', async () => {
    const { dir } = smallWorkspace()
    const first = await lockJobs(dir)
    let hasSecond = false
    const second = lockJobs(dir).then((lock) => {
      hasSecond = true
      return lock
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(hasSecond).toBe(false)
    await first.release()
    await (await second).release()
  })
})
