import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../../errors.ts'
import { shortHash } from '../hash.ts'

export type Lock = { release: () => Promise<void> }

type Claim = { file: string; host: string; pid: number; started: string }

/**
 * Takes the one writer's lock of a file.
 *
 * Each contender makes a claim file of its own, `<file>.lock.<host>.<pid>.<start>.<nonce>`, and
 * holds the lock when no other living process has a claim. Two that come at once see each other,
 * step back and try again after a random pause. A claim's name is never used twice, so removing
 * that of a dead process cannot hit a living one; a process id that was given out anew is told by
 * its start time. Claims of another host, or of another container, cannot be checked and are
 * refused: whether their process lives cannot be told from here.
 *
 * @param options.waitMs how long to wait for another writer before giving up
 * @throws UserError that says who holds it
 */
export async function takeLock(file: string, options: { waitMs: number }): Promise<Lock> {
  const deadline = performance.now() + options.waitMs
  for (;;) {
    const mine = `${file}.lock.${thisHost}.${process.pid}.${startOf(process.pid)}.${randomBytes(6).toString('hex')}`
    const handle = await open(mine, 'wx')
    await handle.close()
    const others = await livingClaims(file, basename(mine))
    const [holder] = others
    if (holder === undefined) return { release: () => rm(mine, { force: true }) }
    await rm(mine, { force: true })
    if (holder.host !== thisHost) {
      throw new UserError(
        `${file} is being written on another host (${holder.host}, process ${holder.pid}); if that is not so, remove ${holder.file}`,
      )
    }
    if (performance.now() >= deadline) {
      throw new UserError(
        `${file} is being written by process ${holder.pid}; wait for it or stop it, then run this again`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80))
  }
}

const mostHostLetters = 24

const thisHost = hostOfClaims()

/**
 * What stands for a host in a claim's name: two of them may have one hostname, and two containers
 * of one host see different processes under one id.
 */
function hostOfClaims(): string {
  const machine = textOrNothing(() => readFileSync('/etc/machine-id', 'utf8').trim())
  const processes = textOrNothing(() => readlinkSync('/proc/self/ns/pid'))
  const mark = shortHash(`${machine}\n${processes}`).slice(0, 8)
  // Short, so that the name of a claim fits where the file's own does.
  return `${hostname()
    .replace(/[^A-Za-z0-9-]/g, '-')
    .slice(0, mostHostLetters)}-${mark}`
}

function textOrNothing(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

async function livingClaims(file: string, mine: string): Promise<Claim[]> {
  const folder = dirname(file)
  const prefix = `${basename(file)}.lock.`
  const living: Claim[] = []
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || name === mine) continue
    const [host = '', pid = '', started = ''] = name.slice(prefix.length).split('.')
    const claim = { file: join(folder, name), host, pid: Number(pid), started }
    if (host !== thisHost || isAlive(claim)) living.push(claim)
    else await rm(claim.file, { force: true })
  }
  return living
}

function isAlive(claim: Claim): boolean {
  try {
    process.kill(claim.pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  // A process that has ended keeps its id until its parent asks how it went.
  if (['Z', 'X'].includes(statOf(claim.pid)[0] ?? '')) return false
  const started = startOf(claim.pid)
  return started === '0' || claim.started === '0' || started === claim.started
}

/** When a process started, in clock ticks since boot (Linux); `0` where the system does not say. */
function startOf(pid: number): string {
  return statOf(pid)[19] ?? '0'
}

/** What Linux says of a process, from its state on; empty on other systems. */
function statOf(pid: number): string[] {
  const stat = textOrNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
