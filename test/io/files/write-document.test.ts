import { lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { writeDocument } from '../../../src/io/files/write-document.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('writeDocument', () => {
  it('makes the folders that are missing and ends the text in one newline', async () => {
    const folder = temporaryFolder()
    await writeDocument(folder.path('a', 'b', 'c.json'), '{}')
    await writeDocument(folder.path('a', 'b', 'd.json'), '{}\n')
    expect(folder.read('a/b/c.json')).toBe('{}\n')
    expect(folder.read('a/b/d.json')).toBe('{}\n')
  })

  it('writes bytes as they are', async () => {
    const folder = temporaryFolder()
    await writeDocument(folder.path('x.png'), new Uint8Array([1, 2, 255]))
    expect([...readFileSync(folder.path('x.png'))]).toEqual([1, 2, 255])
  })

  it('replaces what stands there and leaves no draft behind', async () => {
    const folder = temporaryFolder()
    await writeDocument(folder.path('x.json'), 'a longer text')
    await writeDocument(folder.path('x.json'), 'short')
    expect(folder.read('x.json')).toBe('short\n')
    expect(folder.names()).toEqual(['x.json'])
  })

  it('writes twice to one file at once without mixing the two', async () => {
    const folder = temporaryFolder()
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000))
    await Promise.all(texts.map((text) => writeDocument(folder.path('x'), text)))
    expect(texts.map((text) => `${text}\n`)).toContain(folder.read('x'))
    expect(folder.names()).toEqual(['x'])
  })

  it('fails for a place that cannot be written, naming it, and leaves no draft behind', async () => {
    const folder = temporaryFolder()
    folder.write('file', '')
    mkdirSync(folder.path('dir', 'full'), { recursive: true })
    await expect(writeDocument(folder.path('file', 'x'), '')).rejects.toThrow(UserError)
    await expect(writeDocument(folder.path('dir'), '')).rejects.toThrow(/dir cannot be written/)
    expect(folder.names()).toEqual(['dir', 'file'])
  })

  it('writes through a symbolic link and leaves the link', async () => {
    const folder = temporaryFolder()
    folder.write('real', 'old')
    symlinkSync(folder.path('real'), folder.path('link'))
    await writeDocument(folder.path('link'), 'new')
    expect(folder.read('real')).toBe('new\n')
    expect(lstatSync(folder.path('link')).isSymbolicLink()).toBe(true)
  })

  it.runIf(process.platform === 'linux')('writes to a device without replacing it', async () => {
    const folder = temporaryFolder()
    symlinkSync('/dev/null', folder.path('null'))
    await writeDocument(folder.path('null'), 'gone')
    expect(readFileSync(folder.path('null'), 'utf8')).toBe('')
    expect(lstatSync(folder.path('null')).isSymbolicLink()).toBe(true)
  })
})
