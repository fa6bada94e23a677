import { type ParseArgsConfig, parseArgs } from 'node:util'
import { FAULT_KINDS } from './faults.ts'
import {
  DEFAULT_OPTIONS,
  type EndpointOptions,
  type Latency,
  type RateLimit,
  REASONING_FORMS,
  REFUSABLE,
  RETRY_AFTER_FORMS,
  resolveOptions,
} from './options.ts'

/** What a command line asks for. */
export type Settings = {
  readonly options: EndpointOptions
  readonly maxSeconds: number
  readonly isHelp: boolean
}

const DEFAULT_MAX_SECONDS = 3600
/** A timer takes at most 2^31 - 1 milliseconds. */
const MAX_SECONDS_LIMIT = 2_000_000

/** Reads a command line. Throws an Error (one line) for a flag or a value that is wrong. */
export function readFlags(args: readonly string[]): Settings {
  const { values } = parseArgs({ args: [...args], options: PARSED_FLAGS })
  const { help, 'max-seconds': maxSeconds } = values
  const patch: Record<string, unknown> = {}
  const rateLimit: RateLimit = {}
  for (const [name, flag] of Object.entries(FLAGS)) {
    const given = values[name]
    if (!Array.isArray(given) || flag.read === undefined) continue
    const { rateLimit: limit, ...others } = flag.read(given.map(String), `--${name}`)
    Object.assign(rateLimit, limit)
    Object.assign(patch, others)
  }
  if (Object.keys(rateLimit).length > 0) Object.assign(patch, { rateLimit })
  return {
    options: resolveOptions(DEFAULT_OPTIONS, patch),
    maxSeconds: readMaxSeconds(maxSeconds),
    isHelp: help !== undefined,
  }
}

/** The help text, made from the same table as the flags. */
export function formatHelp(): string {
  const rows = Object.entries(FLAGS).map(([name, { value, help }]) => ({
    left: `  --${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }))
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2
  const lines = rows.map(({ left, help }) => `${left.padEnd(width)}${help}`)
  return `Usage: node build/tools/endpoint/main.js [flags]

An OpenAI-compatible server on 127.0.0.1 for tests, benchmarks and demos. It answers and judges
from a hash of seed, model and messages: nothing it says is a model's result.

${lines.join('\n')}

KIND:    ${FAULT_KINDS.slice(0, 5).join(', ')},
         ${FAULT_KINDS.slice(5, 10).join(', ')},
         ${FAULT_KINDS.slice(10).join(', ')}
FEATURE: ${REFUSABLE.join(', ')}
`
}

/** Parsed options of a flag's values; a flag given several times has several. */
type Read = (values: readonly string[], flag: string) => Record<string, unknown>
type Flag = {
  /** What stands for the value in the help; none: the flag takes no value. */
  readonly value?: string
  readonly help: string
  readonly read?: Read
}
type NumberOption =
  | 'port'
  | 'logLimit'
  | Extract<keyof EndpointOptions, `${string}${'Share' | 'Ms'}`>

const FLAGS: Readonly<Record<string, Flag>> = {
  port: { value: 'N', help: 'port; 0, the default, takes a free one', read: number('port') },
  seed: {
    value: 'SEED',
    help: 'decides every text, verdict, fault and latency (1)',
    read: (values) => ({ seed: values.at(-1) }),
  },
  latency: {
    value: 'MS|MIN-MAX',
    help: 'wait before an answer, milliseconds (0)',
    read: (values, flag) => ({ latencyMs: readLatency(values, flag) }),
  },
  fault: {
    value: 'KIND=RATE',
    help: 'rate (0..1) of a fault; repeatable',
    read: (values, flag) => ({
      faults: Object.fromEntries(values.map((item) => readRate(item, flag))),
    }),
  },
  'drip-ms': { value: 'MS', help: 'time a slowDrip body takes (200)', read: number('dripMs') },
  'retry-after': {
    value: 'SECONDS',
    help: 'wait sent with 429 and 503 (0.05)',
    read: (values, flag) => ({ retryAfterSeconds: readNumber(values, flag) }),
  },
  'retry-after-form': {
    value: RETRY_AFTER_FORMS.join('|'),
    help: 'form of that wait (seconds)',
    read: (values) => ({ retryAfterForm: values.at(-1) }),
  },
  rpm: {
    value: 'N',
    help: 'requests let through in a sliding minute; beyond, 429',
    read: (values, flag) => ({ rateLimit: { requestsPerMinute: readNumber(values, flag) } }),
  },
  concurrent: {
    value: 'N',
    help: 'requests in flight let through; beyond, 429',
    read: (values, flag) => ({ rateLimit: { concurrent: readNumber(values, flag) } }),
  },
  'api-key': {
    value: 'KEY',
    help: 'made-up key that clients must send; others get 401',
    read: (values) => ({ apiKey: values.at(-1) }),
  },
  model: {
    value: 'NAME',
    help: 'a model that exists, others get 404; repeatable',
    read: (values) => ({ models: values }),
  },
  refuse: {
    value: 'FEATURE',
    help: 'what is refused with 400; repeatable',
    read: (values) => ({ refuses: values }),
  },
  reasoning: {
    value: REASONING_FORMS.join('|'),
    help: 'reasoning before each reply (none)',
    read: (values) => ({ reasoning: values.at(-1) }),
  },
  'position-bias': {
    value: 'SHARE',
    help: 'pairs won by the first answer in either order (0.1)',
    read: number('positionBiasShare'),
  },
  ties: { value: 'SHARE', help: 'pairs judged a tie (0.15)', read: number('tieShare') },
  unparsed: {
    value: 'SHARE',
    help: 'judge replies without any bracket (0)',
    read: number('unparsedShare'),
  },
  length: {
    value: 'SHARE',
    help: "replies cut short, finish_reason 'length' (0)",
    read: number('lengthShare'),
  },
  'content-filter': {
    value: 'SHARE',
    help: "empty replies, finish_reason 'content_filter' (0)",
    read: number('contentFilterShare'),
  },
  'no-batches': { help: 'no /v1/files, no /v1/batches', read: () => ({ batches: false }) },
  'batch-ms': { value: 'MS', help: 'time a batch takes (0)', read: number('batchMs') },
  'log-limit': { value: 'N', help: 'entries the log keeps (20000)', read: number('logLimit') },
  'log-messages': {
    help: 'keep the messages in the log',
    read: () => ({ logMessages: true }),
  },
  'max-seconds': { value: 'N', help: `stop after this long (${DEFAULT_MAX_SECONDS})` },
  help: { help: 'print this' },
}

const PARSED_FLAGS: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
  Object.entries(FLAGS).map(([name, { value }]) => [
    name,
    { type: value === undefined ? 'boolean' : 'string', multiple: true },
  ]),
)

function number(option: NumberOption): Read {
  return (values, flag) => ({ [option]: readNumber(values, flag) })
}

/** The number that the last of a flag's values holds. */
function readNumber(values: readonly string[], flag: string): number {
  const value = values.at(-1) ?? ''
  const found = value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isFinite(found)) return found
  throw new RangeError(`${flag} needs a number, not "${value}"`)
}

function readLatency(values: readonly string[], flag: string): Latency {
  const ends = (values.at(-1) ?? '').split('-')
  if (ends.length !== 2) return readNumber(values, flag)
  const [min, max] = ends.map((end) => readNumber([end], flag))
  return { min: min ?? 0, max: max ?? 0 }
}

function readRate(item: string, flag: string): [kind: string, rate: number] {
  const [kind = '', rate] = item.split('=')
  if (rate === undefined) throw new RangeError(`${flag} needs KIND=RATE, not "${item}"`)
  return [kind, readNumber([rate], `${flag} ${kind}`)]
}

function readMaxSeconds(values: unknown): number {
  if (!Array.isArray(values)) return DEFAULT_MAX_SECONDS
  const seconds = readNumber(values.map(String), '--max-seconds')
  if (seconds > 0 && seconds <= MAX_SECONDS_LIMIT) return seconds
  throw new RangeError(`--max-seconds must be over 0 and at most ${MAX_SECONDS_LIMIT}`)
}
