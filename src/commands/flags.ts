import { type Command, InvalidArgumentError, Option } from 'commander'
import { UserError } from '../errors.ts'
import { formatNames } from '../report/formats.ts'
import {
  type IntervalChoice,
  type IntervalMethod,
  intervalMethods,
} from '../stats/means/interval-method.ts'

/** Flags of every command that reads or writes a workspace. */
export type CommonFlags = { dir: string; bench: string; quiet: boolean }

export function withCommonFlags(command: Command): Command {
  return command
    .option('--dir <workspace>', 'folder with data/ and judgments/', '.')
    .option('--bench <suite>', 'suite of questions', 'mt_bench')
    .option('--quiet', 'no progress, only warnings and results', false)
}

/** Flags of every command that prints a table. */
export type OutputFlags = { format: 'table' | 'markdown' | 'csv' | 'json'; output?: string }

export function withOutputFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices([...formatNames])
        .default('table'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .option('--output <file>', 'write the result to a file instead of stdout')
}

/** Flags of commands whose result is files: what was done can be had as one JSON document. */
export type SummaryFlags = { json: boolean; output?: string }

export function withSummaryFlags(command: Command): Command {
  return command
    .option('--json', 'print what was done as one JSON document', false)
    .option('--output <file>', 'write that document to a file instead of stdout')
}

/** Flags of every command that calls a server. */
export type EndpointFlags = {
  apiKeyEnv?: string
  concurrency?: number
  maxTries: number
  timeout: number
  maxCost?: number
  maxTokensTotal?: number
  maxCalls?: number
  record?: string
  replay?: string
}

export function withEndpointFlags(command: Command): Command {
  return command
    .option('--api-key-env <name>', 'environment variable that holds the key for the endpoint')
    .option(
      '--concurrency <n>',
      'calls at once, per endpoint (default: found out, 8 to 64)',
      wholeNumber(1, 1024),
    )
    .option('--max-tries <n>', 'tries of one call, the first included', wholeNumber(1, 100), 16)
    .option('--timeout <seconds>', 'time for one call, answer included', wholeNumber(1, 3600), 300)
    .option('--max-cost <usd>', 'most US dollars to spend, never passed', numberIn(0, 1e9))
    .option('--max-tokens-total <n>', 'most tokens to use, in and out', wholeNumber(0))
    .option('--max-calls <n>', 'most calls to make, retries included', wholeNumber(0))
    .option('--record <file>', 'write every request and reply to a new file, without keys')
    .option('--replay <file>', 'take every reply from such a file: no network, the same results')
}

/** Flags that choose some of the questions. */
export type QuestionFlags = {
  questionIds?: string[]
  questionBegin?: number
  questionEnd?: number
}

export function withQuestionFlags(command: Command): Command {
  return command
    .option('--question-ids <id...>', 'only these questions')
    .option('--question-begin <index>', 'from this question on, counted from 0', wholeNumber(0))
    .option('--question-end <index>', 'up to and without this question', wholeNumber(0))
}

/** Flags of how intervals are made. */
export type IntervalFlags = { interval?: IntervalMethod; resamples: number; seed: number }

export function intervalOption(): Option {
  const about = 'how all intervals are made (default: t for means and differences, BCa for others)'
  return new Option('--interval <method>', about).choices([...intervalMethods])
}

/** The interval of means that the flags choose; undefined: t. */
export function intervalChoice(flags: IntervalFlags): IntervalChoice | undefined {
  const { interval: method, resamples, seed } = flags
  return method === undefined ? undefined : { method, resamples, seed }
}

/** A parser for whole numbers in a range; commander shows its message with the flag's name. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text)
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
    throw new InvalidArgumentError(`give a whole number ${range}.`)
  }
}

/** A parser for numbers in a range. */
export function numberIn(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`give a number from ${least} to ${most}.`)
  }
}

/** The chosen questions, in the suite's order. @throws UserError where a choice matches none */
export function chosenQuestions<Q extends { question_id: number | string }>(
  questions: readonly Q[],
  flags: QuestionFlags,
): Q[] {
  const { questionBegin: begin = 0, questionEnd: end = questions.length } = flags
  if (begin >= questions.length) {
    throw new UserError(
      `--question-begin ${begin} is beyond the end: the suite has ${questions.length} questions`,
    )
  }
  if (end <= begin) {
    throw new UserError(`--question-end ${end} leaves no question after --question-begin ${begin}`)
  }
  const ids = flags.questionIds
  const unknown = ids?.find((id) => !questions.some((q) => String(q.question_id) === id))
  if (unknown !== undefined) {
    throw new UserError(`--question-ids: there is no question ${JSON.stringify(unknown)}`)
  }
  const slice = questions.slice(begin, end)
  const chosen = slice.filter((q) => ids === undefined || ids.includes(String(q.question_id)))
  if (chosen.length === 0) throw new UserError('no question is left by the chosen range and ids')
  return chosen
}
