import type { Random } from '../../src/stats/numeric/random.ts'
import { FAULT_KINDS, type FaultRates } from '../endpoint/faults.ts'
import type { EndpointOptions } from '../endpoint/options.ts'

/** When a process is to be ended from outside, by what. */
export type Stop = {
  signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'
  /** Share (0..1) of the run's calls that must be completed before. */
  afterShare: number
  /** A further wait; milliseconds. */
  delayMs: number
}

/** What happens to one start of the program, beside what the server does. */
export type Round = {
  stop?: Stop
  /** Two processes are started at once; `stop` ends the first. */
  isTwice?: boolean
  /** Room left on the disk, as a share (0..1) of what the whole work writes. */
  roomShare?: number
  isReadOnly?: boolean
  /** After the end, the start of a further record is put at the files' ends, as a crash may. */
  tearsTail?: boolean
}

/** A way to fail: what the server does in all rounds, and what happens in the first rounds. */
export type Fault = {
  server?: Partial<EndpointOptions>
  rounds?: (random: Random) => Round[]
  /** Needs a disk whose room can be limited. */
  needsDisk?: boolean
  /** Needs one that can be made read-only. */
  needsMount?: boolean
}

const gentle = 0.06

/** All faults by name, in the order of the table. */
export const faults: Readonly<Record<string, Fault>> = {
  '429 with Retry-After': server({ tooManyRequests: 0.12 }),
  '429 with a date': server({ tooManyRequests: 0.02 }, { retryAfterForm: 'date' }),
  '429 without headers': server({ tooManyRequestsBare: 0.05 }),
  '500 server error': server({ serverError: gentle }),
  '503 with Retry-After': server({ unavailable: 0.12 }, { retryAfterForm: 'ms' }),
  'reset before': server({ resetBefore: gentle }),
  'reset in the body': server({ resetMiddle: gentle }),
  'malformed JSON': server({ malformedJson: gentle }),
  'truncated JSON': server({ truncatedJson: gentle }),
  'empty choices': server({ emptyChoices: gentle }),
  'empty content': server({ emptyContent: gentle }),
  hang: server({ hang: 0.015 }),
  'slow drip': server({ slowDrip: 0.2 }),
  redirect: server({ redirect: 0.03 }),
  'all of these': server(Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0.008]))),
  'kill -9': { rounds: (random) => stops(random, 'SIGKILL') },
  'kill -9, torn line': {
    rounds: (random) => stops(random, 'SIGKILL').map((round) => ({ ...round, tearsTail: true })),
  },
  SIGINT: { rounds: (random) => stops(random, 'SIGINT') },
  SIGTERM: { rounds: (random) => stops(random, 'SIGTERM') },
  'faults and kill -9': {
    ...server(Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0.005]))),
    rounds: (random) => stops(random, 'SIGKILL'),
  },
  'full disk': {
    needsDisk: true,
    rounds: (random) => [roomFor(random), roomFor(random), roomFor(random)],
  },
  'full disk, kill -9': {
    needsDisk: true,
    rounds: (random) => [{ ...roomFor(random), ...stop(random, 'SIGKILL') }, roomFor(random)],
  },
  'read-only disk': {
    needsDisk: true,
    needsMount: true,
    rounds: () => [{ isReadOnly: true }],
  },
  'two at once': { rounds: () => [{ isTwice: true }, { isTwice: true }] },
  'two, one killed': {
    rounds: (random) => [
      { isTwice: true, ...stop(random, 'SIGKILL') },
      { isTwice: true, ...stop(random, 'SIGINT') },
    ],
  },
}

function server(rates: FaultRates, options: Partial<EndpointOptions> = {}): Fault {
  return { server: { faults: rates, ...options } }
}

/** One to four starts that are ended early. */
function stops(random: Random, signal: Stop['signal']): Round[] {
  return Array.from({ length: 1 + random.below(4) }, () => stop(random, signal))
}

function stop(random: Random, signal: Stop['signal']): { stop: Stop } {
  // Below 0: a part of them ends while the program is still starting.
  const afterShare = 1.1 * random.uniform() - 0.1
  return { stop: { signal, afterShare, delayMs: random.below(afterShare < 0 ? 300 : 20) } }
}

function roomFor(random: Random): Round {
  return { roomShare: 0.5 * random.uniform() }
}
