import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Baseline,
  baselineSchema,
  baselineText,
  type GateMode,
  type NoiseSource,
} from '../../domain/gate/baseline.ts'
import type { QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import { sha256 } from '../../io/hash.ts'
import { readJson } from '../../io/workspace/load-suite.ts'
import { leastMargin, marginFor, type RunNoise, runNoise } from '../../scoring/gate/run-noise.ts'
import type { GateFlags } from './check-flags.ts'
import type { JudgedRun } from './judged-run.ts'

/** Level of each side of the gate's test where none is given. */
export const defaultAlpha = 0.05

export function baselineFileOf(flags: GateFlags & { dir: string }): string {
  return flags.baselineFile ?? join(flags.dir, 'mtbench.baseline.json')
}

/** @throws UserError where there is none, or it cannot be read */
export async function loadBaseline(file: string): Promise<Baseline> {
  if (existsSync(file)) return readJson(file, baselineSchema)
  throw new UserError(
    `${file}: no baseline yet: mtbench check --update-baseline writes one from a judged run`,
  )
}

/** The baseline where there is one. */
export async function findBaseline(file: string): Promise<Baseline | undefined> {
  return existsSync(file) ? readJson(file, baselineSchema) : undefined
}

const noiseWords: Readonly<Record<NoiseSource, string>> = {
  choices: 'the spread of several answers to a question',
  turns: 'the spread between turns of a question, as a rule too large (several choices tell it)',
  questions: 'the spread between questions, as a rule too large (several choices tell it)',
}

/**
 * A baseline of a judged run, with the smallest margin at which an unchanged model passes with 80 % power.
 * @throws UserError where too little is judged for a margin
 */
export function baselineOf(
  run: JudgedRun,
  options: { bench: string; alpha: number; margin: number | undefined },
): { baseline: Baseline; smallest: number } {
  const { alpha } = options
  const noise = runNoise(run.placed)
  if (noise === null) {
    throw new UserError(
      `${run.model}: a baseline needs readable judgments of two questions or more`,
    )
  }
  const smallest = marginFor(noise, { alpha, least: leastMargin[run.mode] })
  const readable = run.values.flatMap(({ value }) => (value === null ? [] : [value]))
  const baseline: Baseline = {
    schema: 'mtbench.baseline/1',
    version: packageVersion(),
    bench: options.bench,
    mode: run.mode,
    model: run.model,
    judge: run.judge,
    opponent: run.opponent,
    key: run.key,
    hashes: run.hashes,
    noise: {
      standard_error: noise.standardError,
      questions: noise.questions,
      from: noise.from,
      judge_variance: noise.judge,
    },
    mean: readable.length === 0 ? null : readable.reduce((a, b) => a + b, 0) / readable.length,
    margin: options.margin ?? smallest,
    margin_from:
      options.margin === undefined
        ? `the smallest at which an unchanged model passes with 80 % power; noise from ${noiseWords[noise.from]}`
        : `given; the smallest at which an unchanged model passes with 80 % power is ${smallest}`,
    alpha,
    questions: run.questions.map(({ question_id, category }) => ({
      question_id,
      category,
      turns: Object.fromEntries(
        run.values
          .filter(({ questionId }) => questionId === question_id)
          .map(({ turn, value }) => [turn, value]),
      ),
    })),
  }
  return { baseline, smallest }
}

export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  await writeDocument(file, baselineText(baseline))
}

/** The smallest margin at which the baseline's model, unchanged, passes with 80 % power. */
export function smallestMargin(baseline: Baseline, options: { alpha: number }): number {
  return marginFor(noiseOf(baseline), { ...options, least: leastMargin[baseline.mode] })
}

/** The noise between two runs of the baseline's model. */
export function noiseOf({ noise }: Baseline): RunNoise {
  const { standard_error: standardError, judge_variance: judge, questions, from } = noise
  return { standardError, judge, questions, from }
}

/** A baseline as an input of a result. */
export function baselineInput(file: string, baseline: Baseline) {
  return { path: file, sha256: sha256(readFileSync(file)), rows: baseline.questions.length }
}

/** The questions that a baseline was made on. */
export function baselineIds(baseline: Baseline): Set<QuestionId> {
  return new Set(baseline.questions.map(({ question_id }) => question_id))
}

/** A baseline's values, as a side of the gate. */
export function baselineValues(baseline: Baseline) {
  return baseline.questions.flatMap(({ question_id, turns }) =>
    Object.entries(turns).map(([turn, value]) => ({ questionId: question_id, turn, value })),
  )
}

const partWords = {
  judge: 'the judge or its parameters',
  prompts: 'the judge prompts',
  references: 'the reference answers',
  suite: 'the questions',
  parser: 'the parser',
} as const
const parts = ['judge', 'prompts', 'references', 'suite', 'parser'] as const

/** A run as far as it decides what it can be compared with. */
export type ComparedRun = Pick<JudgedRun, 'mode' | 'judge' | 'opponent' | 'key'> & {
  hashes: Pick<JudgedRun['hashes'], 'opponent_answers'>
}

/**
 * Checks that a run can be compared with a baseline. Parts that one side does not know are warnings.
 * @throws UserError naming what differs, and what to do
 */
export function checkSameKey(run: ComparedRun, baseline: Baseline, file: string): string[] {
  refuseOther('mode', { run: run.mode, baseline: baseline.mode, file })
  refuseOther('opponent', { run: run.opponent, baseline: baseline.opponent, file })
  const differing = parts.filter(
    (part) =>
      run.key[part] !== null && baseline.key[part] !== null && run.key[part] !== baseline.key[part],
  )
  if (run.judge !== baseline.judge && !differing.includes('judge')) differing.unshift('judge')
  if (differing.length > 0) {
    const what = differing.map((part) => partWords[part]).join(', ')
    const judges = run.judge === baseline.judge ? '' : ` (${baseline.judge} then, ${run.judge} now)`
    const way = differing.includes('suite')
      ? 'make a new baseline with --update-baseline'
      : 'have the baseline’s answers judged anew with --bridge --baseline-answers <file>, or make a new one with --update-baseline'
    throw new UserError(`${file}: not comparable: ${what} differ${judges}; ${way}`)
  }
  const theirs = baseline.hashes.opponent_answers
  const ours = run.hashes.opponent_answers
  if (theirs !== null && ours !== null && theirs !== ours) {
    throw new UserError(
      `${file}: not comparable: the answers of ${run.opponent}, against which both are judged, have changed; make a new baseline with --update-baseline`,
    )
  }
  const unknown = parts.filter((part) => run.key[part] === null || baseline.key[part] === null)
  return unknown.length === 0
    ? []
    : [
        `not known of run or baseline: ${unknown.map((part) => partWords[part]).join(', ')}; whether they are comparable in it cannot be told`,
      ]
}

function refuseOther(
  what: 'mode' | 'opponent',
  sides: { run: GateMode | string | null; baseline: string | null; file: string },
): void {
  if (sides.run === sides.baseline) return
  const flag = what === 'mode' ? '--mode' : '--baseline'
  throw new UserError(
    `${sides.file}: not comparable: it was made with ${flag} ${sides.baseline}, this run with ${sides.run}`,
  )
}
