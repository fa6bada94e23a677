import { lstat, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'

/** Files and folders that are looked at; a workspace that holds more is not followed. */
const mostEntries = 200_000

/**
 * What a workspace's files of one suite are like now: names, sizes and times, so that two states
 * are equal where nothing was written in between.
 * @throws UserError for a symbolic link that leads out of the workspace, or too many files
 */
export async function workspaceState(dir: string, bench: string): Promise<string> {
  const root = await realpath(dir)
  const state: string[] = []
  const places = [
    join(dir, 'data', bench),
    join(dir, 'data', 'judge_prompts.jsonl'),
    join(dir, 'judgments', bench),
    join(dir, 'votes'),
  ]
  for (const place of places) await visit(place, { root, state })
  return state.join('\n')
}

async function visit(path: string, walk: { root: string; state: string[] }): Promise<void> {
  const real = await realpathOf(path)
  if (real === undefined) return
  if (real !== walk.root && !real.startsWith(walk.root + sep)) {
    throw new UserError(`${path}: leads out of the workspace, which is not followed`)
  }
  const found = await unlessGone(lstat(real))
  if (found === undefined) return
  if (walk.state.length >= mostEntries) {
    throw new UserError(`${path}: the workspace holds more than ${mostEntries} files`)
  }
  if (!found.isDirectory()) {
    walk.state.push(`${path} ${found.size} ${found.mtimeMs}`)
    return
  }
  const names = (await unlessGone(readdir(real))) ?? []
  for (const name of names.sort()) {
    // What is only there while something is written says nothing of what can be read.
    if (!/\.lock\.|\.tmp$/.test(name)) await visit(join(path, name), walk)
  }
}

function realpathOf(path: string): Promise<string | undefined> {
  return unlessGone(realpath(path))
}

async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
}
