import type { Baseline } from '../../domain/gate/baseline.ts'
import { valueRange } from '../../domain/gate/baseline.ts'
import type { QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { type CheckDocument, checkDocument } from '../../report/gate/check-document.ts'
import { type GateResult, type GateSettings, runGate } from '../../scoring/gate/gate.ts'
import type { GateValue } from '../../scoring/gate/gated-difference.ts'
import { runNoise } from '../../scoring/gate/run-noise.ts'
import type { CallingJudge } from '../judging/judge-answers.ts'
import {
  baselineIds,
  baselineInput,
  baselineValues,
  checkSameKey,
  smallestMargin,
} from './baseline-file.ts'
import { type CheckFlags, floorOf, type GateFlags } from './check-flags.ts'
import { baselineContestant, type Candidates, judgedRun, scopedTo } from './check-sides.ts'
import type { JudgedRun } from './judged-run.ts'

/** Judgments of each answer in the second look of `--repeats auto`. */
const secondLook = 3

export type Checked = { result: GateResult; document: CheckDocument }

type Context = {
  judging: CallingJudge
  who: Candidates
  baseline: Baseline
  /** Where the baseline was read. */
  file: string
  flags: GateFlags & Pick<CheckFlags, 'bridge' | 'baselineAnswers' | 'repeats'>
}

/**
 * Compares a run with its baseline. Nothing is called but for `--bridge` and `--repeats`.
 * @throws UserError where the two are not comparable
 */
export async function runCheck(given: Context): Promise<Checked> {
  const { flags, baseline } = given
  const context = { ...given, judging: scopedTo(given.judging, baselineIds(baseline)) }
  const beyond = given.judging.suite.questions.length - context.judging.suite.questions.length
  const alpha = flags.alpha ?? baseline.alpha
  if (flags.repeats !== 'auto') {
    const looked = await look(context, { alpha, repeats: flags.repeats })
    return checked(context, { ...looked, beyond, looks: 1 })
  }
  // Two looks share the level: alpha / 2 each.
  const first = await look(context, { alpha: alpha / 2, repeats: undefined })
  if (first.result.rows[0].outcome !== 'inconclusive') {
    return checked(context, { ...first, beyond, looks: 1 })
  }
  const second = await look(context, { alpha: alpha / 2, repeats: secondLook })
  return checked(context, { ...second, beyond, looks: 2 })
}

type Looked = {
  result: GateResult
  settings: GateSettings
  run: JudgedRun
  /** Mean of the baseline's side. */
  baselineMean: number | null
  warnings: string[]
}

async function look(
  context: Context,
  options: { alpha: number; repeats: number | undefined },
): Promise<Looked> {
  const { judging, who, baseline, flags, file } = context
  const run = await judgedRun(judging, who, options.repeats)
  const isRejudged = flags.bridge || options.repeats !== undefined
  const other = isRejudged ? await rejudged(context, options.repeats ?? 1) : undefined
  const warnings =
    other === undefined ? checkSameKey(run, baseline, file) : bridgeWarnings(other, baseline)
  const settings = settingsOf(context, { run, alpha: options.alpha })
  const variance = runNoise(run.placed)?.judge ?? baseline.noise.judge_variance
  const judge =
    variance === null
      ? null
      : {
          variance,
          repeats: run.repeats,
          turns: run.counts.turns / run.questions.length,
        }
  const result = runGate(
    {
      baseline: other?.values ?? baselineValues(baseline),
      candidate: run.values,
      counts: run.counts,
      judge,
    },
    settings,
  )
  return {
    result,
    settings,
    run,
    baselineMean: other === undefined ? baseline.mean : meanOf(other.values),
    warnings: [...warnings, ...runWarnings(run, { context, other }), ...marginWarning(context)],
  }
}

/** The baseline's answers, judged today. */
async function rejudged(context: Context, repeats: number): Promise<JudgedRun> {
  const { judging, who, baseline, flags } = context
  if (baseline.mode !== (judging.mode === 'single' ? 'single' : 'pairwise-baseline')) {
    throw new UserError(`${context.file}: it was made with --mode ${baseline.mode}`)
  }
  const answers = { baseline, file: flags.baselineAnswers }
  const model = await baselineContestant(judging, answers)
  return judgedRun(judging, { model, opponent: who.opponent }, repeats)
}

function bridgeWarnings(other: JudgedRun, baseline: Baseline): string[] {
  return [
    `bridge: the answers of ${baseline.model} that the baseline was made of are judged by ${other.judge}, as the candidate’s`,
    ...(other.judge === baseline.judge
      ? []
      : [`the margin is from the noise of ${baseline.judge}, not of ${other.judge}`]),
  ]
}

function settingsOf(context: Context, options: { run: JudgedRun; alpha: number }): GateSettings {
  const { flags, baseline } = context
  const { run, alpha } = options
  const categories = new Map<QuestionId, string>(
    run.questions.map(({ question_id, category }) => [question_id, category]),
  )
  const { maxUnparsed: unparsed, maxTruncated: truncated, maxMissing: missing } = flags
  return {
    alpha,
    margin: flags.margin ?? baseline.margin,
    range: valueRange[run.mode],
    floor: floorOf(flags, run.mode),
    limits: {
      ...(unparsed === undefined ? {} : { unparsed }),
      ...(truncated === undefined ? {} : { truncated }),
      ...(missing === undefined ? {} : { missing }),
    },
    byCategory: flags.by === 'category',
    categoryOf: (id) => categories.get(id) ?? null,
  }
}

function runWarnings(
  run: JudgedRun,
  { context, other }: { context: Context; other: JudgedRun | undefined },
): string[] {
  const isSame = run.hashes.answers === context.baseline.hashes.answers
  const extra = context.baseline.questions.length - run.questions.length
  return [
    ...(isSame
      ? [
          'the candidate’s answers are those of the baseline, text for text: only the judge can differ',
        ]
      : []),
    ...(run.counts.stale > 0
      ? [
          `${run.counts.stale} turns have only judgments of other answers, prompts or references: they count as missing`,
        ]
      : []),
    ...(other === undefined && extra > 0
      ? [`the baseline has ${extra} questions that the suite no longer has: they count as missing`]
      : []),
  ]
}

function marginWarning({ baseline, flags }: Context): string[] {
  const { margin = baseline.margin } = flags
  const smallest = smallestMargin(baseline, { alpha: flags.alpha ?? baseline.alpha })
  if (margin >= smallest) return []
  return [
    `margin ${margin} is small for the noise of the baseline’s model: unchanged, it passes with 80 % power only from ${smallest} on`,
  ]
}

function checked(context: Context, looked: Looked & { looks: number; beyond: number }): Checked {
  const { result, settings, run, warnings, looks, beyond, baselineMean: mean } = looked
  const { baseline, file, flags, judging } = context
  const { missing } = result
  const document = checkDocument(result, {
    version: packageVersion(),
    inputs: [
      ...run.summaries.map(({ path, sha256, rows }) => ({ path, sha256, rows })),
      baselineInput(file, baseline),
    ],
    key: run.key,
    subject: {
      bench: judging.flags.bench,
      mode: run.mode,
      model: run.model,
      judge: run.judge,
      opponent: run.opponent,
      baseline: { file, model: baseline.model, version: baseline.version, mean },
      mean: meanOf(run.values),
    },
    settings: {
      margin: settings.margin,
      alpha: settings.alpha,
      confidence: 1 - 2 * settings.alpha,
      by: flags.by ?? null,
      floor: settings.floor ?? null,
      limits: settings.limits,
      inconclusive: flags.inconclusive ?? null,
      looks,
      repeats: run.repeats,
      bridge: flags.bridge,
    },
    left_out: {
      missing_candidate: missing.candidate,
      missing_baseline: missing.baseline,
      turns: missing.turns,
      questions_not_in_baseline: beyond,
      stale: run.counts.stale,
      unparsed: run.counts.unparsed,
      truncated: run.counts.truncated,
    },
    warnings,
    categoryOf: settings.categoryOf,
  })
  return { result, document }
}

function meanOf(values: readonly GateValue[]): number | null {
  const readable = values.flatMap(({ value }) => (value === null ? [] : [value]))
  if (readable.length === 0) return null
  return readable.reduce((sum, value) => sum + value, 0) / readable.length
}
