import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { main } from '../../src/cli.ts'
import { type Endpoint, startEndpoint } from '../endpoint/server.ts'
import { type Disk, type DiskKind, makeDisk } from './disk.ts'
import type { Round, Stop } from './faults.ts'
import { askedAgain, type Held, leftOvers, readHeld, replyKey } from './ledger.ts'
import type { RunPlan } from './plan.ts'
import { type End, type Program, startProgram } from './program.ts'
import { unexpected } from './unexpected.ts'
import { bench, models, writeSuite } from './work.ts'

/** What became of one run. All but the first three are to be 0 or empty. */
export type RunOutcome = {
  expected: number
  found: number
  /** Starts of the program. */
  starts: number
  lost: number
  doubled: number
  torn: number
  /** Calls for what was on the disk before. */
  paidTwice: number
  /** Calls for replies that came but had not reached the disk when the program was ended. */
  paidAgain: number
  /** Whatever else was not as it should be, a line each. */
  problems: string[]
}

export type RunOptions = { diskKind: DiskKind; bin?: string | undefined; signal: AbortSignal }

/** Most starts of one run; then it counts as one that never ends. */
const mostStarts = 40

type Scene = RunOptions & { plan: RunPlan; dir: string; endpoint: Endpoint; disk: Disk }

/** Starts a workload until it is done, with its faults, and looks at what it leaves behind. */
export async function oneRun(plan: RunPlan, options: RunOptions): Promise<RunOutcome> {
  const home = await mkdtemp(join(tmpdir(), 'mtbench-chaos-'))
  const dir = join(home, 'workspace')
  // A limit on the size of files needs no file system: it is as good as a folder where none is needed.
  const disk = await makeDisk(dir, plan.fault.needsDisk === true ? options.diskKind : 'ulimit')
  const endpoint = await startEndpoint({
    seed: plan.number,
    latencyMs: { min: 1, max: 40 },
    logMessages: true,
    ...plan.fault.server,
  })
  try {
    await writeSuite(dir, { calls: plan.work.calls })
    return await repeated({ ...options, plan, dir, endpoint, disk })
  } finally {
    await endpoint.close()
    await disk.remove()
    await rm(home, { recursive: true, force: true })
  }
}

type Tally = { lost: number; torn: number; paidTwice: number; starts: number; problems: string[] }

async function repeated(scene: Scene): Promise<RunOutcome> {
  const { plan, dir, endpoint } = scene
  const tally: Tally = { lost: 0, torn: 0, paidTwice: 0, starts: 0, problems: [] }
  const seen = new Set<string>()
  let isDone = false
  // Where a client gives up waiting, the server may have counted a reply that nobody got.
  let isBrokenOff = plan.fault.server?.faults?.hang !== undefined
  for (let number = 0; !isDone && number < mostStarts && isGoingOn(scene, tally); number++) {
    const round = plan.rounds[number] ?? {}
    const ends = await oneStart(scene, { round, tally, seen })
    isDone = ends.every((end) => end.code === 0)
    isBrokenOff ||= !isDone
    if (round.tearsTail === true && !isDone) await tearTails(scene)
  }
  if (!isDone) tally.problems.push(`not done after ${tally.starts} starts`)
  const again = endpoint.counts().repeatedCompletions
  const held = readHeld(dir, plan.work)
  const end = compared(held, { plan, seen })
  return {
    ...end,
    starts: tally.starts,
    lost: tally.lost + end.lost,
    torn: tally.torn + (isDone ? 0 : end.torn),
    // Where nothing was broken off, every reply reached the disk.
    paidTwice: tally.paidTwice + (isBrokenOff ? 0 : again) + (await idleCalls(scene)),
    paidAgain: isBrokenOff ? again : 0,
    problems: [...tally.problems, ...leftBehind(scene, held)].map(
      (problem) => `run ${plan.number} (${plan.faultName}, ${plan.work.name}): ${problem}`,
    ),
  }
}

/** Starts the program in one round's circumstances, and adds what it did wrong to the tally. */
async function oneStart(
  scene: Scene,
  { round, tally, seen }: { round: Round; tally: Tally; seen: Set<string> },
): Promise<End[]> {
  const { plan, dir, endpoint } = scene
  const held = readHeld(dir, plan.work)
  const arrivals = arrivalsAt(endpoint)
  const ends = await started(scene, round)
  const after = readHeld(dir, plan.work)
  tally.starts += ends.length
  tally.paidTwice += askedAgain(endpoint.log(), { held, arrivals, baseUrl: endpoint.url })
  tally.lost += countedButMissing(ends, after.keys.length - held.keys.length)
  // Nothing but a kill -9 may leave a torn line behind.
  if (ends.every((end) => end.signal !== 'SIGKILL')) tally.torn += after.tornLines
  tally.problems.push(...ends.flatMap((end) => unexpected(end, { round, plan })))
  for (const key of after.keys) seen.add(key)
  return ends
}

/** More than a few problems tell no more. */
function isGoingOn({ signal }: Scene, { problems }: Tally): boolean {
  return !signal.aborted && problems.length < 5
}

/** Records that are there against those that are expected, and those that were seen before. */
function compared(held: Held, { plan, seen }: { plan: RunPlan; seen: ReadonlySet<string> }) {
  const found = new Set(held.keys)
  const wanted = new Set([...plan.work.expected, ...seen])
  return {
    expected: plan.work.expected.length,
    found: plan.work.expected.filter((key) => found.has(key)).length,
    lost: [...wanted].filter((key) => !found.has(key)).length,
    doubled: held.keys.length - found.size,
    torn: held.tornLines,
  }
}

/** Starts the program, once or twice at once, and waits for the end. */
async function started(scene: Scene, round: Round): Promise<End[]> {
  const { disk, plan } = scene
  const { roomShare } = round
  const roomBytes = roomShare === undefined ? undefined : Math.ceil(roomShare * plan.work.writes)
  await disk.leave(roomBytes)
  if (round.isReadOnly === true) await disk.setReadOnly(true)
  const wrap = disk.wrap(roomBytes)
  const program = () => startProgram(argvOf(scene), { ...scene, wrap })
  const programs = round.isTwice === true ? [program(), program()] : [program()]
  const [first] = programs
  if (round.stop !== undefined && first !== undefined) stopLater(first, round.stop, scene)
  const ends = await Promise.all(programs.map(({ ended }) => ended))
  if (round.isReadOnly === true) await disk.setReadOnly(false)
  return ends
}

function argvOf({ plan, dir, endpoint }: Scene): string[] {
  const atOnce = plan.concurrency === undefined ? [] : ['--concurrency', String(plan.concurrency)]
  const hasHangs = plan.fault.server?.faults?.hang !== undefined
  const place = ['--dir', dir, '--bench', bench, '--quiet', '--timeout', hasHangs ? '2' : '60']
  return [...plan.work.argv(endpoint.url), ...place, ...atOnce]
}

/** Sends the signal when so many calls are done and the delay is over. */
function stopLater(program: Program, stop: Stop, { plan, endpoint }: Scene): void {
  const wanted = stop.afterShare * plan.work.calls
  const timer = setInterval(() => {
    if (endpoint.counts().completions < wanted) return
    clearInterval(timer)
    setTimeout(() => program.kill(stop.signal), stop.delayMs)
  }, 2)
  void program.ended.catch(() => undefined).then(() => clearInterval(timer))
}

function arrivalsAt(endpoint: Endpoint): number {
  const { requests, otherRequests } = endpoint.counts()
  return requests + otherRequests
}

/** Records that the processes said are done, beyond those that came to the disk. */
function countedButMissing(ends: readonly End[], written: number): number {
  const said = ends.map(({ stderr }) =>
    [...stderr.matchAll(/^(\d+) (?:questions answered|judged)/gm)].map(([, count]) =>
      Number(count),
    ),
  )
  const counted = said.flat().reduce((sum, count) => sum + count, 0)
  return Math.max(0, counted - written)
}

/**
 * Puts the start of one more record at the end of each file, as a crash in a write may leave it.
 * A file that is complete is left alone: nobody would write to it, and only a writer mends it.
 */
async function tearTails({ plan, dir }: Scene): Promise<void> {
  for (const { path, records } of plan.work.files) {
    const file = join(dir, path)
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    const lines = bytes.filter((byte) => byte === 10).length
    if (bytes.at(-1) !== 10 || lines >= records) continue
    const start = bytes.lastIndexOf(10, bytes.length - 2) + 1
    const line = bytes.subarray(start, bytes.length - 1)
    await appendFile(file, line.subarray(0, 1 + plan.random.below(line.length - 1)))
  }
}

/** Calls that the same command makes once more when all is done, in this process: none. */
async function idleCalls(scene: Scene): Promise<number> {
  const before = arrivalsAt(scene.endpoint)
  const nowhere = new Writable({ write: (_, __, written) => written() })
  await scene.disk.leave(undefined)
  const world = { stdout: nowhere, stderr: nowhere, env: {}, signal: scene.signal }
  await main(argvOf(scene), world)
  return arrivalsAt(scene.endpoint) - before
}

function leftBehind(scene: Scene, held: Held): string[] {
  const { plan, dir, endpoint } = scene
  const keys = new Set(
    endpoint
      .log()
      .filter((entry) => entry.model === models.judge && entry.messages !== undefined)
      .map((entry) => replyKey(entry, endpoint.url)),
  )
  const strange = [...held.replies].filter((key) => !keys.has(key))
  // A process that is killed while it waits for the lock leaves its claim to the next who wants it.
  const isKilled = plan.rounds.some(({ stop }) => stop?.signal === 'SIGKILL')
  const left = isKilled ? [] : leftOvers(dir, plan.work)
  return [
    ...left.map((name) => `left behind: ${name}`),
    ...(strange.length > 0 ? [`${strange.length} replies are kept that nobody asked for`] : []),
  ]
}
