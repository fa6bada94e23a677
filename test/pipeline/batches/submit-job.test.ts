import { describe, expect, it } from 'vitest'
import type { BatchJob, BatchState } from '../../../src/domain/batches/batch-job.ts'
import { ChatError } from '../../../src/domain/calls/chat.ts'
import type { BatchService, BatchStore } from '../../../src/pipeline/batches/batch-service.ts'
import { followJob } from '../../../src/pipeline/batches/follow-job.ts'
import { settleJob, submitJob } from '../../../src/pipeline/batches/submit-job.ts'
import { defaultRetryRules } from '../../../src/pipeline/calls/with-retries.ts'
import { jobOf } from '../../support/batch-jobs.ts'
import { fakeClock } from '../../support/records.ts'

class Crash extends Error {}

type World = {
  disk: Map<string, BatchJob>
  results: Map<string, { output: string; errors: string }>
  files: Map<string, string>
  batches: { fileId: string; jobId: string; state: BatchState }[]
}

const newWorld = (): World => ({
  disk: new Map(),
  results: new Map(),
  files: new Map(),
  batches: [],
})

/** Provider and disk of a world, with `at` called before and after the effect of each step. */
function toolsOf(world: World, at: (step: string) => void = () => undefined) {
  const step = async <T>(name: string, effect: () => T): Promise<T> => {
    at(`${name} before`)
    const value = effect()
    at(`${name} after`)
    return value
  }
  const batchAt = (id: string): BatchState => {
    const found = world.batches.find(({ state }) => state.batchId === id)
    if (found === undefined) throw new ChatError('no such batch', { kind: 'endpoint', status: 404 })
    return found.state
  }
  const service: BatchService = {
    upload: ({ text }) =>
      step('upload', () => {
        const id = `file-${world.files.size + 1}`
        world.files.set(id, text)
        return id
      }),
    create: ({ fileId, jobId }) =>
      step('create', () => {
        const state: BatchState = {
          batchId: `batch-${world.batches.length + 1}`,
          status: 'validating',
          counts: null,
          outputFileId: null,
          errorFileId: null,
          problems: [],
        }
        world.batches.push({ fileId, jobId, state })
        return state
      }),
    find: ({ jobId }) =>
      step('find', () => world.batches.find((batch) => batch.jobId === jobId)?.state),
    look: (id) => step('look', () => batchAt(id)),
    cancel: (id) => step('cancel', () => batchAt(id)),
    download: (id) => step('download', () => world.files.get(id) ?? ''),
    remove: (id) => step('remove', () => void world.files.delete(id)),
  }
  const store: BatchStore = {
    write: (job) => step(`write ${job.stage}`, () => void world.disk.set(job.id, job)),
    readInput: async () => '{}\n',
    writeResults: (id, texts) => step('results', () => void world.results.set(id, texts)),
  }
  const clock = fakeClock()
  const retries = { ...defaultRetryRules, clock, random: () => 0.5, onRetry: () => undefined }
  return { service, store, retries, clock, signal: new AbortController().signal }
}

/** What a command does: settles what an earlier one left, and submits where nothing is under way. */
async function command(world: World, id: string, at?: (step: string) => void): Promise<void> {
  const tools = toolsOf(world, at)
  const jobs = []
  for (const job of world.disk.values()) jobs.push(await settleJob(job, tools))
  if (jobs.some((job) => job.stage === 'submitted')) return
  const job = jobOf({ id })
  await tools.store.write(job)
  await submitJob(job, tools)
}

/** The steps of a submission that nothing disturbs. */
async function stepsOf(): Promise<string[]> {
  const steps: string[] = []
  await command(newWorld(), '00000001', (step) => void steps.push(step))
  return steps
}

describe('submitting a job', () => {
  it('writes each stage before the step after it', async () => {
    expect((await stepsOf()).filter((step) => step.endsWith(' before'))).toEqual([
      'write written before',
      'upload before',
      'write creating before',
      'create before',
      'write submitted before',
    ])
  })

  it('makes exactly one batch wherever it crashes, once or twice in a row', async () => {
    const steps = await stepsOf()
    expect(steps).toHaveLength(10)
    for (let first = 0; first <= steps.length; first++) {
      for (let second = 0; second <= steps.length + 6; second++) {
        const world = newWorld()
        for (const [attempt, crashAt] of [first, second, Number.POSITIVE_INFINITY].entries()) {
          let step = 0
          await command(world, `0000000${attempt}`, () => {
            if (step++ === crashAt) throw new Crash()
          }).catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
        }
        const submitted = [...world.disk.values()].filter((job) => job.stage === 'submitted')
        const where = `crashes at steps ${first} and ${second}`
        expect(world.batches, where).toHaveLength(1)
        expect(submitted, where).toHaveLength(1)
        expect(submitted[0]?.batch_id, where).toBe('batch-1')
      }
    }
  })

  it.each(['create before', 'create after'])(
    'makes exactly one batch where the connection is lost at "%s"',
    async (place) => {
      const world = newWorld()
      let losses = 0
      await command(world, '00000001', (step) => {
        if (step === place && losses++ < 2) throw new ChatError('reset', { kind: 'retry' })
      })
      expect(world.batches).toHaveLength(1)
      expect(world.disk.get('00000001')).toMatchObject({ stage: 'submitted', batch_id: 'batch-1' })
    },
  )

  it('leaves a job whose creation stays in doubt to the next command', async () => {
    const world = newWorld()
    const lost = command(world, '00000001', (step) => {
      if (step === 'create after') throw new ChatError('reset', { kind: 'retry' })
      if (step === 'find before') throw new ChatError('reset', { kind: 'retry' })
    })
    await expect(lost).rejects.toThrow('after 16 tries')
    expect(world.disk.get('00000001')?.stage).toBe('creating')
    await command(world, '00000002')
    expect([...world.disk.values()].map((job) => job.stage)).toEqual(['submitted'])
    expect(world.batches).toHaveLength(1)
  })

  it.each([
    { place: 'upload before', status: 404 },
    { place: 'create before', status: 400 },
  ])('drops a job that is refused at "$place", and its file', async ({ place, status }) => {
    const world = newWorld()
    const refused = command(world, '00000001', (step) => {
      if (step === place) throw new ChatError('no', { kind: 'endpoint', status })
    })
    await expect(refused).rejects.toThrow('no')
    expect(world.disk.get('00000001')).toMatchObject({ stage: 'dropped', problems: ['no'] })
    expect(world.files.size).toBe(0)
  })

  it('says what to do where a server lists no batches and one is in doubt', async () => {
    const world = newWorld()
    const tools = toolsOf(world, () => {
      throw new ChatError('not there', { kind: 'endpoint', status: 404 })
    })
    const job = jobOf({ stage: 'creating', file_id: 'file-1' })
    await expect(settleJob(job, tools)).rejects.toThrow('batch cancel 0000000a --forget')
  })
})

describe('following a job', () => {
  const submitted = jobOf({ stage: 'submitted', batch_id: 'batch-1', file_id: 'file-1' })

  function worldWith(state: Partial<BatchState>): World {
    const world = newWorld()
    const base = { counts: null, outputFileId: null, errorFileId: null, problems: [] }
    const batch = { batchId: 'batch-1', status: 'in_progress', ...base, ...state }
    world.batches.push({ fileId: 'file-1', jobId: '0000000a', state: batch })
    world.files.set('out', 'output')
    world.files.set('err', 'errors')
    return world
  }

  it('keeps what the provider says, and when', async () => {
    const counts = { total: 3, completed: 1, failed: 0 }
    const job = await followJob(submitted, toolsOf(worldWith({ counts })))
    expect(job).toMatchObject({ stage: 'submitted', status: 'in_progress', counts })
    expect(job.looked_at).toBe('2023-11-14T22:13:20.000Z')
  })

  it.each(['completed', 'expired', 'cancelled', 'failed'])(
    'brings both files of a batch that is %s before it says so',
    async (status) => {
      const world = worldWith({ status, outputFileId: 'out', errorFileId: 'err' })
      const steps: string[] = []
      const job = await followJob(
        submitted,
        toolsOf(world, (step) => void steps.push(step)),
      )
      expect(job.stage).toBe('downloaded')
      expect(world.results.get(job.id)).toEqual({ output: 'output', errors: 'errors' })
      expect(steps.indexOf('results after')).toBeLessThan(steps.indexOf('write downloaded before'))
    },
  )

  it('can be broken off anywhere, and brings the same the next time', async () => {
    const world = worldWith({ status: 'completed', outputFileId: 'out' })
    for (let crashAt = 0; crashAt < 10; crashAt++) {
      let step = 0
      const tools = toolsOf(world, () => {
        if (step++ === crashAt) throw new Crash()
      })
      await followJob(submitted, tools).catch((error: unknown) =>
        expect(error).toBeInstanceOf(Crash),
      )
    }
    const job = await followJob(submitted, toolsOf(world))
    expect(job.stage).toBe('downloaded')
    expect(world.results.get(job.id)).toEqual({ output: 'output', errors: '' })
  })
})
