import type { Round } from './faults.ts'
import type { RunPlan } from './plan.ts'
import type { End } from './program.ts'

const done = 0
const nothingCouldRun = 2
const partial = 4
const codesOfSignals = { SIGKILL: null, SIGINT: 130, SIGTERM: 143 } as const

/** What is wrong with how a process ended, given what happened to it. */
export function unexpected(end: End, { round, plan }: { round: Round; plan: RunPlan }): string[] {
  const { code, signal, stderr } = end
  const how = signal === null ? `exit ${code}` : `ended by ${signal}`
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return [
    ...(isAllowed(end, { round, plan }) ? [] : [`${how}: ${last}`]),
    ...(/^ {4}at /m.test(stderr) ? [`a stack trace: ${stackOf(stderr)}`] : []),
    ...(round.roomShare !== undefined && code === partial && !isAboutDisk(stderr)
      ? [`exit 4 on a full disk without saying so: ${last}`]
      : []),
  ]
}

type Circumstances = { round: Round; plan: RunPlan }

function isAllowed(end: End, { round, plan }: Circumstances): boolean {
  const { code, stderr } = end
  if (code === done) return round.isReadOnly !== true
  if (isStopped(end, round)) return true
  if (round.isReadOnly === true) return code === nothingCouldRun && /read-only/.test(stderr)
  if (round.roomShare !== undefined) return code === partial
  if (round.isTwice === true && code === nothingCouldRun) return /being written by/.test(stderr)
  // Calls that are led astray fail for good, and an endpoint that does so at once is taken for dead.
  const leadsAstray = plan.fault.server?.faults?.redirect !== undefined
  return leadsAstray && (code === partial || code === nothingCouldRun)
}

/** Before the program listens to signals they end it as they end any process. */
function isStopped({ code, signal }: End, { stop }: Round): boolean {
  if (stop === undefined) return false
  return signal === stop.signal || (signal === null && code === codesOfSignals[stop.signal])
}

function isAboutDisk(stderr: string): boolean {
  return /the disk is full|as large as the system allows/.test(stderr)
}

function stackOf(stderr: string): string {
  const lines = stderr.split('\n')
  const at = lines.findIndex((line) => line.startsWith('    at '))
  return lines
    .slice(Math.max(0, at - 1), at + 2)
    .join(' ')
    .trim()
}
