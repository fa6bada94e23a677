import { mkdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UserError } from '../../../src/errors.ts'
import { problemOf, readAll, readJsonl } from '../../../src/io/files/read-jsonl.ts'
import { sha256 } from '../../../src/io/hash.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const schema = z.looseObject({ n: z.int(), text: z.string().optional() })

async function readText(text: string | Uint8Array, options: { skipBadLines?: boolean } = {}) {
  const folder = temporaryFolder()
  const path = folder.write('x.jsonl', text)
  const read = await readAll(path, schema, options)
  expect(folder.names()).toEqual(['x.jsonl'])
  return { ...read, folder }
}

describe('readJsonl', () => {
  it.each<[name: string, text: string, numbers: number[]]>([
    ['lines', '{"n":1}\n{"n":2}\n', [1, 2]],
    ['a missing final newline', '{"n":1}\n{"n":2}', [1, 2]],
    ['CRLF', '{"n":1}\r\n{"n":2}\r\n', [1, 2]],
    ['CRLF without the last', '{"n":1}\r\n{"n":2}\r', [1, 2]],
    ['a byte-order mark', '\uFEFF{"n":1}\n{"n":2}\n', [1, 2]],
    ['a byte-order mark and no newline', '\uFEFF{"n":1}', [1]],
    ['blank lines', '\n{"n":1}\n\r\n  \n{"n":2}\n\n', [1, 2]],
    ['a last line of white space', '{"n":1}\n   ', [1]],
    ['nothing', '', []],
    ['nothing but newlines', '\n\n', []],
  ])('reads %s', async (_, text, numbers) => {
    const { records, summary } = await readText(text)
    expect(records.map(({ n }) => n)).toEqual(numbers)
    expect(summary).toMatchObject({ rows: numbers.length, torn: false, skipped: 0 })
  })

  it('keeps unknown fields, U+2028, escaped slashes and white space inside texts', async () => {
    const { records } = await readText('{"n":1,"text":" a\u2028b\\/c\\n ","more":[1]}\n')
    expect(records).toEqual([{ n: 1, text: ' a\u2028b/c\n ', more: [1] }])
  })

  it('says hash and size of the bytes as they stand in the file', async () => {
    const text = '\uFEFF{"n":1}\r\n{"text":"é'
    const { summary } = await readText(text)
    expect(summary.sha256).toBe(sha256(text))
    expect(summary.bytes).toBe(Buffer.byteLength(text))
  })

  it('gives each record its line, blank ones and bad ones counted', async () => {
    const folder = temporaryFolder()
    const path = folder.write('x', '\n{"n":1}\nbad\n\n{"n":2}')
    const lines: number[] = []
    await readJsonl(path, schema, { onRecord: (_, line) => lines.push(line), skipBadLines: true })
    expect(lines).toEqual([2, 5])
  })

  it.each(['{"n":', '{"n":2,"text":"caf\u00e9', '{', 'x', '\0\0\0\0'])(
    'leaves a torn last line (%j) out, says so, and changes nothing',
    async (torn) => {
      const text = `{"n":1}\n${torn}`
      const { records, summary, folder } = await readText(text)
      expect(records).toEqual([{ n: 1 }])
      expect(summary).toMatchObject({ rows: 1, torn: true, skipped: 0 })
      expect(folder.read('x.jsonl')).toBe(text)
    },
  )

  it('reads a last line that was cut inside a character as torn', async () => {
    const whole = Buffer.from('{"n":1}\n{"n":2,"text":"é"}\n')
    const { records, summary } = await readText(whole.subarray(0, whole.indexOf(0xc3) + 1))
    expect(records).toEqual([{ n: 1 }])
    expect(summary.torn).toBe(true)
  })

  it.each<[name: string, text: string, message: RegExp]>([
    ['no JSON', '{"n":1}\nbad\n', /x\.jsonl:2: not JSON: /],
    ['a wrong field', '{"n":1}\n\n{"n":"2"}\n', /x\.jsonl:3: n: /],
    ['a wrong field of a last line without newline', '{"n":1}\n{"n":"2"}', /x\.jsonl:2: n: /],
    ['no object', '[]\n', /x\.jsonl:1: /],
    ['a torn line in the middle', '{"n":1}\n{"n"\n{"n":2}\n', /x\.jsonl:2: not JSON: /],
  ])('refuses %s, naming file, line and field', async (_, text, message) => {
    const reading = readText(text)
    await expect(reading).rejects.toThrow(UserError)
    await expect(reading).rejects.toThrow(message)
  })

  it('counts bad lines instead, where asked to', async () => {
    const text = '{"n":1}\nbad\n{"n":"2"}\n{"n":3}\n{"n":"4"}'
    const { records, summary } = await readText(text, { skipBadLines: true })
    expect(records).toEqual([{ n: 1 }, { n: 3 }])
    expect(summary).toMatchObject({ rows: 2, skipped: 3, torn: false })
  })

  it.each<[name: string, path: (root: string) => string, message: RegExp]>([
    ['a file that is not there', (root) => `${root}/none`, /none: no such file$/],
    ['a folder', (root) => `${root}/folder`, /folder: is a folder, not a file$/],
    ['a path through a file', (root) => `${root}/file/x`, /file\/x: /],
    ['a name that is too long', (root) => `${root}/${'x'.repeat(5000)}`, /cannot be read/],
  ])('refuses %s on one line', async (_, path, message) => {
    const folder = temporaryFolder()
    folder.write('file', '')
    mkdirSync(folder.path('folder'))
    const reading = readAll(path(folder.dir), schema)
    await expect(reading).rejects.toThrow(UserError)
    await expect(reading).rejects.toThrow(message)
  })

  it('lets a failure of whoever takes the records pass as it is', async () => {
    const path = temporaryFolder().write('x', '{"n":1}\n')
    const failure = new TypeError('mine')
    const onRecord = () => {
      throw failure
    }
    await expect(readJsonl(path, schema, { onRecord })).rejects.toBe(failure)
  })
})

describe('chunks of a mebibyte', () => {
  const chunk = 1024 * 1024
  const records = [{ n: 1, text: 'é\u2028' }, { n: 2, text: '😀'.repeat(3) }, { n: 3 }]
  const lines = records.map((record) => JSON.stringify(record)).join('\r\n')
  const length = Buffer.byteLength(lines)

  it('read the same wherever the boundary falls', async () => {
    const folder = temporaryFolder()
    await fc.assert(
      fc.asyncProperty(fc.nat(length), fc.boolean(), async (before, newline) => {
        const pad = { n: 0, text: '' }
        const overhead = Buffer.byteLength(`${JSON.stringify(pad)}\n`)
        pad.text = 'x'.repeat(chunk - overhead - before)
        const path = folder.write('x', `${JSON.stringify(pad)}\n${lines}${newline ? '\n' : ''}`)
        const read = await readAll(path, schema)
        expect(read.records.slice(1)).toEqual(records)
        expect(read.summary.torn).toBe(false)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('read one line that is longer than several of them', async () => {
    const text = 'é'.repeat(1.5 * chunk)
    const path = temporaryFolder().write('x', `${JSON.stringify({ n: 1, text })}\n{"n":2}\n`)
    expect((await readAll(path, schema)).records).toEqual([{ n: 1, text }, { n: 2 }])
  })
})

describe('problemOf', () => {
  const nested = z.object({ choices: z.array(z.object({ index: z.int() })) })
  it.each<[value: unknown, expected: RegExp]>([
    [{ choices: [{ index: 0 }, { index: 'x' }] }, /^choices\.1\.index: expected/],
    [{}, /^choices: expected array/],
    [5, /^expected object/],
  ])('names the field of %j', (value, expected) => {
    const { error } = nested.safeParse(value)
    expect(error && problemOf(error)).toMatch(expected)
  })
})
