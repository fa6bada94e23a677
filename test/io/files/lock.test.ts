import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { takeLock } from '../../../src/io/files/lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const lockModule = new URL('../../../dist/io/files/lock.js', import.meta.url).href

/** A process of its own that runs a script with `takeLock` and `file` at hand. */
function otherProcess(file: string, script: string): ChildProcess {
  const text = `
    import { appendFileSync } from 'node:fs'
    const { takeLock } = await import(process.env.MODULE)
    const file = process.env.FILE
    const say = (text) => process.stdout.write(text + '\\n')
    ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    env: { ...process.env, MODULE: lockModule, FILE: file },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

function firstWord(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.stdout?.once('data', (data) => resolve(String(data).trim())),
  )
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

describe('takeLock', () => {
  it('is given at once where nobody has it, and leaves nothing when given back', async () => {
    const folder = temporaryFolder()
    const lock = await takeLock(folder.path('x'), { waitMs: 0 })
    expect(folder.names()).toHaveLength(1)
    await lock.release()
    await lock.release()
    expect(folder.names()).toEqual([])
  })

  it('is refused while it is held, saying by whom, and leaves the holder’s claim alone', async () => {
    const folder = temporaryFolder()
    const lock = await takeLock(folder.path('x'), { waitMs: 0 })
    const claims = folder.names()
    const second = takeLock(folder.path('x'), { waitMs: 0 })
    await expect(second).rejects.toThrow(UserError)
    await expect(second).rejects.toThrow(`x is being written by process ${process.pid};`)
    expect(folder.names()).toEqual(claims)
    await lock.release()
  })

  it('does not concern files whose names begin alike', async () => {
    const folder = temporaryFolder()
    const locks = await Promise.all(
      ['x', 'x.jsonl', 'x.lockers', 'y'].map((name) => takeLock(folder.path(name), { waitMs: 0 })),
    )
    await Promise.all(locks.map((lock) => lock.release()))
    expect(folder.names()).toEqual([])
  })

  it('of another host is refused, naming the file that stands for it', async () => {
    const folder = temporaryFolder()
    const claim = folder.write('x.lock.elsewhere.7.123.abcdef', '')
    const taking = takeLock(folder.path('x'), { waitMs: 5000 })
    await expect(taking).rejects.toThrow(UserError)
    await expect(taking).rejects.toThrow(`another host (elsewhere, process 7)`)
    await expect(taking).rejects.toThrow(`remove ${claim}`)
    expect(folder.names()).toEqual(['x.lock.elsewhere.7.123.abcdef'])
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'of a process whose id was given out anew is taken over',
    async () => {
      const folder = temporaryFolder()
      const own = await takeLock(folder.path('y'), { waitMs: 0 })
      const [, , host] = folder.names()[0]?.split('.') ?? []
      await own.release()
      folder.write(`x.lock.${host}.${process.pid}.1.abcdef`, '')
      const lock = await takeLock(folder.path('x'), { waitMs: 0 })
      expect(folder.names()).toHaveLength(1)
      await lock.release()
    },
  )

  it('of a process that was killed is taken over', async () => {
    const folder = temporaryFolder()
    const file = folder.path('x')
    const child = otherProcess(
      file,
      `await takeLock(file, { waitMs: 0 }); say('held'); setInterval(() => {}, 1000)`,
    )
    expect(await firstWord(child)).toBe('held')
    await expect(takeLock(file, { waitMs: 0 })).rejects.toThrow(`by process ${child.pid};`)
    child.kill('SIGKILL')
    await ended(child)
    expect(folder.names()).toHaveLength(1)
    const lock = await takeLock(file, { waitMs: 0 })
    await lock.release()
    expect(folder.names()).toEqual([])
  })

  it('is waited for while another process has it', async () => {
    const folder = temporaryFolder()
    const file = folder.path('x')
    const child = otherProcess(
      file,
      `const lock = await takeLock(file, { waitMs: 0 })
       say('held')
       process.stdin.once('data', async () => { await lock.release(); process.exit(0) })`,
    )
    expect(await firstWord(child)).toBe('held')
    const taking = takeLock(file, { waitMs: 10_000 })
    child.stdin?.write('go\n')
    const lock = await taking
    expect(folder.names()).toHaveLength(1)
    await lock.release()
  })

  it('is never held by two of many contenders in one process', async () => {
    const folder = temporaryFolder()
    let holders = 0
    let most = 0
    const contend = async () => {
      const lock = await takeLock(folder.path('x'), { waitMs: 15_000 })
      most = Math.max(most, ++holders)
      await new Promise(setImmediate)
      holders--
      await lock.release()
    }
    await Promise.all(Array.from({ length: 6 }, contend))
    expect(most).toBe(1)
    expect(folder.names()).toEqual([])
  })

  it('is never held by two of many processes', async () => {
    const folder = temporaryFolder()
    const file = folder.path('x')
    const script = `
      for (let i = 0; i < 5; i++) {
        const lock = await takeLock(file, { waitMs: 15000 })
        appendFileSync(file, 'in ' + process.pid + '\\n')
        await new Promise(setImmediate)
        appendFileSync(file, 'out ' + process.pid + '\\n')
        await lock.release()
      }`
    const children = Array.from({ length: 3 }, () => otherProcess(file, script))
    expect(await Promise.all(children.map(ended))).toEqual([0, 0, 0])
    const lines = folder.read('x').trimEnd().split('\n')
    expect(lines).toHaveLength(30)
    for (let at = 0; at < lines.length; at += 2) {
      expect(lines[at + 1]).toBe(lines[at]?.replace('in', 'out'))
    }
    expect(folder.names()).toEqual(['x'])
  })
})
