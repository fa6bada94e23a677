import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type DiskKind, findDiskKind } from './disk.ts'
import { faults } from './faults.ts'
import { oneRun, type RunOutcome } from './one-run.ts'
import { type CampaignOptions, planRuns } from './plan.ts'
import { isClean, totalsOf, totalsTable } from './totals.ts'

/** What the command needs of a process. */
export type ChaosHost = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
}

const help = `Usage: npm run chaos -- [flags]

Runs the built program against a loopback endpoint that misbehaves, ends it in all ways there
are, starts it again until it is done, and counts what was lost, doubled, torn or paid for twice.

  --runs N      runs (200)
  --calls N     calls of each run (160)
  --seed N      decides faults, moments and workloads as far as timing allows (1)
  --only NAME   this fault only; repeatable: ${Object.keys(faults).join(', ')}
  --jobs N      runs at once (4)
`

/** Runs the campaign and prints its totals. @returns 0 where nothing went wrong, 1 else, 2 for bad use */
export async function runChaos(args: readonly string[], host: ChaosHost): Promise<number> {
  let flags: Flags
  try {
    flags = readFlags(args)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    host.stderr.write(`chaos: ${error.message.split('. ', 1)[0]} (--help lists the flags)\n`)
    return 2
  }
  if (flags.isHelp) {
    host.stdout.write(help)
    return 0
  }
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  host.once('SIGINT', stop)
  host.once('SIGTERM', stop)
  try {
    return await campaign(flags, { host, signal: stopping.signal })
  } finally {
    host.off('SIGINT', stop)
    host.off('SIGTERM', stop)
  }
}

type Flags = CampaignOptions & { jobs: number; isHelp: boolean }

async function campaign(
  flags: Flags,
  { host, signal }: { host: ChaosHost; signal: AbortSignal },
): Promise<number> {
  const began = performance.now()
  const diskKind = await diskKindHere()
  const outcomes: { fault: string; outcome: RunOutcome }[] = []
  const plans = planRuns(flags, { canMount: diskKind === 'tmpfs' })
  const queue = plans.values()
  const work = async () => {
    for (const plan of queue) {
      if (signal.aborted) return
      const outcome = await oneRun(plan, { diskKind, signal })
      outcomes.push({ fault: plan.faultName, outcome })
      for (const problem of outcome.problems) host.stderr.write(`${problem}\n`)
    }
  }
  await Promise.all(Array.from({ length: flags.jobs }, work))
  const problems = outcomes.flatMap(({ outcome }) => outcome.problems)
  const order = Object.keys(faults)
  outcomes.sort((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault))
  const totals = totalsOf(outcomes)
  const seconds = Math.round((performance.now() - began) / 1000)
  host.stdout.write(`${totalsTable(totals)}\n\n`)
  host.stdout.write(`${notes({ flags, diskKind, seconds, totals, problems }).join('\n')}\n`)
  const isWhole = outcomes.length === plans.length
  return isWhole && problems.length === 0 && totals.every(isClean) ? 0 : 1
}

function notes(of: {
  flags: Flags
  diskKind: DiskKind
  seconds: number
  totals: ReturnType<typeof totalsOf>
  problems: readonly string[]
}): string[] {
  const { flags, diskKind, seconds, totals, problems } = of
  const again = totals.at(-1)?.paidAgain ?? 0
  return [
    `runs of ${flags.calls} calls, seed ${flags.seed}, ${seconds} s; starts: of the program, until it was done`,
    'twice: calls for what was on the disk; the same command once more when all was done calls nothing',
    `${again} calls were made again for replies that had not reached the disk when the program was ended`,
    diskKind === 'tmpfs'
      ? 'full disk: a tmpfs of limited size'
      : 'full disk: a limit on the size of files (RLIMIT_FSIZE), as a small disk cannot be mounted here; a read-only disk was not tried',
    problems.length === 0
      ? 'nothing else went wrong'
      : `${problems.length} other problems, listed above`,
  ]
}

async function diskKindHere(): Promise<DiskKind> {
  const home = await mkdtemp(join(tmpdir(), 'mtbench-chaos-'))
  try {
    return await findDiskKind(join(home, 'disk'))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '200' },
      calls: { type: 'string', default: '160' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '4' },
      only: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only.find((name) => !(name in faults))
  if (unknown !== undefined) throw new RangeError(`--only: there is no fault "${unknown}"`)
  return {
    runs: wholeNumber('--runs', values.runs),
    calls: wholeNumber('--calls', values.calls),
    seed: wholeNumber('--seed', values.seed),
    jobs: wholeNumber('--jobs', values.jobs),
    only: values.only,
    isHelp: values.help,
  }
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`${flag} needs a whole number above 0, not "${text}"`)
}
