import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UserError } from '../../../src/errors.ts'
import { openAppender } from '../../../src/io/files/append-jsonl.ts'
import { readAll } from '../../../src/io/files/read-jsonl.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function appendTo(path: string, records: readonly object[]): Promise<void> {
  const appender = await openAppender(path)
  for (const record of records) await appender.append(record)
  await appender.close()
}

describe('openAppender', () => {
  it('makes the folders and the file that are missing, and leaves no lock behind', async () => {
    const folder = temporaryFolder()
    await appendTo(folder.path('a', 'b', 'x.jsonl'), [{ n: 1 }, { n: 'é\u2028\n' }])
    expect(folder.read('a/b/x.jsonl')).toBe('{"n":1}\n{"n":"é\u2028\\n"}\n')
    expect(folder.names('a/b')).toEqual(['x.jsonl'])
  })

  it('leaves no empty file where nothing was appended, but one that was there', async () => {
    const folder = temporaryFolder()
    await appendTo(folder.path('new'), [])
    await appendTo(folder.write('old', ''), [])
    expect(folder.names('.')).toEqual(['old'])
  })

  it('keeps what stands in the file', async () => {
    const folder = temporaryFolder()
    const path = folder.write('x', '{"n":1}\r\n\n{"n":2}\n')
    await appendTo(path, [{ n: 3 }])
    expect(folder.read('x')).toBe('{"n":1}\r\n\n{"n":2}\n{"n":3}\n')
  })

  it.each<[name: string, before: string, after: string, torn: string | undefined]>([
    ['a missing final newline is added', '{"n":1}', '{"n":1}\n', undefined],
    ['also after a carriage return', '{"n":1}\r', '{"n":1}\r\n', undefined],
    ['also where a byte-order mark comes first', '\uFEFF{"n":1}', '\uFEFF{"n":1}\n', undefined],
    ['a torn line is moved away', '{"n":1}\n{"n":2,"te', '{"n":1}\n', '{"n":2,"te\n'],
    ['also where it is the only one', '{"n":', '', '{"n":\n'],
    ['also where it is no object yet', '{"n":1}\n\0\0\0', '{"n":1}\n', '\0\0\0\n'],
  ])('mends the tail: %s', async (_, before, after, torn) => {
    const folder = temporaryFolder()
    const path = folder.write('x', before)
    const appender = await openAppender(path)
    expect(folder.read('x')).toBe(after)
    expect(appender.openedBytes).toBe(Buffer.byteLength(after))
    await appender.append({ n: 9 })
    await appender.close()
    expect(folder.read('x')).toBe(`${after}{"n":9}\n`)
    expect(folder.names()).toEqual(torn === undefined ? ['x'] : ['x', 'x.torn'])
    if (torn !== undefined) expect(folder.read('x.torn')).toBe(torn)
  })

  it('moves a torn line of any length away byte for byte, after those moved before', async () => {
    const folder = temporaryFolder()
    const long = `{"text":"${'é'.repeat(100_000)}`
    const bytes = Buffer.from(`{"n":1}\n${long}`)
    folder.write('x.torn', '{"older\n')
    const path = folder.write('x', bytes.subarray(0, bytes.length - 1))
    await appendTo(path, [])
    expect(folder.read('x')).toBe('{"n":1}\n')
    expect(folder.read('x.torn')).toMatch(/^\{"older\n\{"text":"é+\uFFFD\n$/)
  })

  it('leaves no record out and none torn, wherever a crash cut the file (law)', async () => {
    const whole = Buffer.from('{"n":1,"text":"é"}\n{"n":2,"text":"😀"}\n{"n":3}\n')
    const schema = z.looseObject({ n: z.int() })
    const folder = temporaryFolder()
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        const path = folder.write('x', whole.subarray(0, cut))
        const before = await readAll(path, schema)
        await appendTo(path, [{ n: 9 }])
        const after = await readAll(path, schema)
        expect(after.records).toEqual([...before.records, { n: 9 }])
        expect(after.summary.torn).toBe(false)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('writes what is appended at once as whole lines, each once', async () => {
    const folder = temporaryFolder()
    const appender = await openAppender(folder.path('x'))
    const sizes = Array.from({ length: 200 }, (_, n) => ({ n, text: 'é'.repeat((n * 37) % 3000) }))
    const later = sizes.map(async (record) => {
      if (record.n % 3 === 0) await Promise.resolve()
      if (record.n % 7 === 0) await new Promise(setImmediate)
      await appender.append(record)
    })
    await Promise.all(later)
    await appender.close()
    const lines = folder
      .read('x')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.sort((a, b) => a.n - b.n)).toEqual(sizes)
  })

  it('has the line on disk when append settles, and all of them when close does', async () => {
    const folder = temporaryFolder()
    const appender = await openAppender(folder.path('x'))
    await appender.append({ n: 1 })
    expect(folder.read('x')).toBe('{"n":1}\n')
    const second = appender.append({ n: 2 })
    await appender.close()
    expect(folder.read('x')).toBe('{"n":1}\n{"n":2}\n')
    await second
  })

  it('fails an append after close and leaves the file as it is', async () => {
    const folder = temporaryFolder()
    const appender = await openAppender(folder.path('x'))
    await appender.append({ n: 1 })
    await appender.close()
    await expect(appender.append({ n: 2 })).rejects.toMatchObject({ name: 'StorageError' })
    expect(folder.read('x')).toBe('{"n":1}\n')
  })

  it('fails only the append of a record that is no JSON', async () => {
    const folder = temporaryFolder()
    const appender = await openAppender(folder.path('x'))
    const circle: { self?: object } = {}
    circle.self = circle
    await expect(appender.append(circle)).rejects.toThrow(TypeError)
    await appender.append({ n: 1 })
    await appender.close()
    expect(folder.read('x')).toBe('{"n":1}\n')
  })

  it('refuses a folder, and a path through a file, on one line', async () => {
    const folder = temporaryFolder()
    folder.write('file', '')
    mkdirSync(folder.path('folder'))
    for (const path of [folder.path('folder'), folder.path('file', 'x')]) {
      await expect(openAppender(path)).rejects.toThrow(UserError)
      await expect(openAppender(path)).rejects.toThrow(/cannot be written/)
    }
    expect(folder.names()).toEqual(['file', 'folder'])
  })

  it('is taken by the next in this process as soon as the first closes it', async () => {
    const folder = temporaryFolder()
    const first = await openAppender(folder.path('x'))
    const second = openAppender(folder.path('x'))
    await first.append({ n: 1 })
    await first.close()
    const opened = await second
    expect(opened.openedBytes).toBe(8)
    await opened.close()
  })
})

// A limit on the size of files makes a write stop half-way, as a full disk does.
describe.skipIf(process.platform === 'win32')('a write that fails half-way', () => {
  it('is taken back; everything after it fails too, and the lock is given back', () => {
    const folder = temporaryFolder()
    const path = folder.write('x', '{"n":1}\n')
    const script = `
      const { openAppender } = await import(process.env.MODULE)
      const appender = await openAppender(process.env.FILE)
      const said = []
      const tell = (e) => said.push(e.name + ': ' + e.message)
      await appender.append({ n: 2 }).catch(tell)
      await appender.append({ n: 3, text: 'x'.repeat(5000) }).catch(tell)
      await appender.append({ n: 4 }).catch(tell)
      await appender.close()
      console.log(JSON.stringify(said))`
    const module = new URL('../../../dist/io/files/append-jsonl.js', import.meta.url).href
    const run = spawnSync(
      'sh',
      ['-c', 'ulimit -f 2 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
      { env: { ...process.env, MODULE: module, FILE: path }, encoding: 'utf8' },
    )
    expect(run.stderr).toBe('')
    const said: string[] = JSON.parse(run.stdout)
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/^StorageError: .*x cannot be written: the file is as large as/)
    expect(said[1]).toBe(said[0])
    expect(folder.read('x')).toBe('{"n":1}\n{"n":2}\n')
    expect(folder.names()).toEqual(['x'])
  })
})
