import { type Command, InvalidArgumentError, Option } from 'commander'
import type { GateMode } from '../../domain/gate/baseline.ts'
import type { CheckConfig } from '../../domain/gate/check-config.ts'
import { UserError } from '../../errors.ts'
import type { CommonFlags, EndpointFlags } from '../flags.ts'
import { numberIn, wholeNumber } from '../flags.ts'

export const checkFormats = ['table', 'markdown', 'json', 'junit'] as const
export type CheckFormat = (typeof checkFormats)[number]

/** What decides the gate; undefined where neither a flag nor the config says it. */
export type GateFlags = {
  mode?: GateMode
  baseline?: string
  baselineFile?: string
  margin?: number
  alpha?: number
  by?: 'category'
  minScore?: number
  minWinRate?: number
  maxUnparsed?: number
  maxTruncated?: number
  maxMissing?: number
  inconclusive?: 'pass' | 'fail'
}

export type CheckFlags = CommonFlags &
  EndpointFlags &
  GateFlags & {
    model?: string
    judgeModel?: string
    prompts?: string
    references?: string
    updateBaseline: boolean
    bridge: boolean
    baselineAnswers?: string
    repeats?: number | 'auto'
    selfTest: boolean
    trials: number
    seed: number
    plot?: string
    format: CheckFormat
    output?: string
  }

/** The flags that `withGateFlags` adds. */
export const gateFlagNames = [
  'baselineFile',
  'margin',
  'alpha',
  'by',
  'minScore',
  'minWinRate',
  'maxMissing',
  'maxTruncated',
  'inconclusive',
] as const satisfies readonly (keyof GateFlags)[]

/** The flags that decide the gate, shared by `check` and `run --check`. */
export function withGateFlags(command: Command): Command {
  return command
    .option('--baseline-file <file>', 'the baseline (default: mtbench.baseline.json in --dir)')
    .option('--margin <m>', 'loss that is tolerated (default: the baseline’s)', positive)
    .option('--alpha <a>', 'level of each side of the test (default: 0.05)', numberIn(0.001, 0.49))
    .addOption(
      new Option('--by <what>', 'regressed too where one category is').choices(['category']),
    )
    .option('--min-score <n>', 'least mean grade', numberIn(1, 10))
    .option('--min-win-rate <share>', 'least adjusted win rate', numberIn(0, 1))
    .option('--max-truncated <share>', 'most answers cut by the token limit', numberIn(0, 1))
    .option('--max-missing <share>', 'most turns without a judgment', numberIn(0, 1))
    .addOption(
      new Option('--inconclusive <how>', 'exit 0 or 1 instead of 3').choices(['pass', 'fail']),
    )
}

/** Flags of `check` alone. */
export function withCheckFlags(command: Command): Command {
  return withGateFlags(command)
    .option('--max-unparsed <share>', 'most unreadable judgments', numberIn(0, 1))
    .option('--model <id>', 'the candidate')
    .option('--judge-model <id>', 'judge (default: the baseline’s)')
    .addOption(
      new Option(
        '--mode <mode>',
        'what is compared (default: as the baseline, else single)',
      ).choices(['single', 'pairwise-baseline']),
    )
    .option('--baseline <id>', 'pairwise-baseline: the model that both runs are judged against')
    .option('--prompts <file>', 'judge prompts (default: the workspace’s, else the package’s)')
    .option('--references <name>', 'file of reference_answer/ to judge with')
    .option('--update-baseline', 'write the baseline from this run', false)
    .option('--bridge', 'have the baseline’s answers judged by today’s judge', false)
    .option('--baseline-answers <file>', 'the answers that the baseline was made of')
    .option(
      '--repeats <k>',
      'judge each answer k times; auto: a second look with 3 where the first is inconclusive',
      repeatsOf,
    )
    .option('--self-test', 'how often the gate errs, by trying it on the baseline itself', false)
    .option('--trials <n>', 'of the self-test', wholeNumber(100, 1_000_000), 10_000)
    .option('--seed <n>', 'of the self-test', wholeNumber(0), 0)
    .option('--plot <file>', 'draw the self-test: .svg, or .png')
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices([...checkFormats])
        .default('table'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .option('--output <file>', 'write the result to a file instead of stdout')
}

function positive(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('give a number above 0.')
}

function repeatsOf(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : wholeNumber(1, 100)(text)
}

/** The flags, and the config where a flag is not given. */
export function withConfig<F extends GateFlags>(
  flags: F,
  config: CheckConfig | undefined,
): F & Pick<CheckFlags, 'model' | 'judgeModel' | 'repeats'> {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  return { ...fromConfig(config ?? {}), ...flags, ...given }
}

function fromConfig(config: CheckConfig) {
  const named = {
    model: config.model,
    judgeModel: config.judge_model,
    mode: config.mode,
    baseline: config.baseline,
    baselineFile: config.baseline_file,
    margin: config.margin,
    alpha: config.alpha,
    by: config.by,
    minScore: config.min_score,
    minWinRate: config.min_win_rate,
    maxUnparsed: config.max_unparsed,
    maxTruncated: config.max_truncated,
    maxMissing: config.max_missing,
    inconclusive: config.inconclusive,
    repeats: config.repeats,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

/** @throws UserError where a floor belongs to the other mode */
export function floorOf(flags: GateFlags, mode: GateMode): number | undefined {
  if (mode === 'single' && flags.minWinRate !== undefined) {
    throw new UserError(
      '--min-win-rate goes with --mode pairwise-baseline; for grades: --min-score',
    )
  }
  if (mode !== 'single' && flags.minScore !== undefined) {
    throw new UserError('--min-score goes with --mode single; for win rates: --min-win-rate')
  }
  return mode === 'single' ? flags.minScore : flags.minWinRate
}
