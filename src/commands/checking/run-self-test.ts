import type { Baseline } from '../../domain/gate/baseline.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import { tableDocument } from '../../report/formats.ts'
import { type SelfTestDocument, selfTestTable } from '../../report/gate/self-test-table.ts'
import { jsonText } from '../../report/json-document.ts'
import { deviationsOf, judgeDeviationsOf, type PlacedValue } from '../../scoring/gate/run-noise.ts'
import { type SelfTestRow, selfTest, stretched } from '../../scoring/gate/self-test.ts'
import { minClusters } from '../../stats/means/clustered-mean.ts'
import { defaultJudgingFlags } from '../judging/judge-flags.ts'
import { openJudging } from '../judging/judging.ts'
import { checkPictureFile } from '../picture-file.ts'
import { type Ending, type Ui, widthOf } from '../ui.ts'
import { baselineIds, baselineValues, noiseOf } from './baseline-file.ts'
import type { CheckFlags } from './check-flags.ts'
import { baselineContestant, candidatesOf, judgedRun, scopedTo } from './check-sides.ts'

/** True losses that the gate is tried on, in shares of the range of a value. */
const losses = { single: [0, 0.1, 0.2, 0.4, 0.8], 'pairwise-baseline': [0, 0.01, 0.02, 0.05, 0.1] }

/** Tries the gate on the baseline itself: false alarms, and the power to find a loss. */
export async function runSelfTest(
  flags: CheckFlags,
  { baseline, ui }: { baseline: Baseline; ui: Ui },
): Promise<Ending> {
  if (flags.plot !== undefined) await checkPictureFile(flags.plot)
  const document = await selfTestDocument(flags, { baseline, ui })
  if (flags.plot !== undefined) {
    const { writeSelfTestPlot } = await import('./self-test-plot.ts')
    await writeSelfTestPlot(flags.plot, document)
  }
  const text = textOf(document, { format: flags.format, width: widthOf(ui) })
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

async function selfTestDocument(
  flags: CheckFlags,
  { baseline, ui }: { baseline: Baseline; ui: Ui },
): Promise<SelfTestDocument> {
  const values = placedOf(baseline)
  const questions = new Set(values.map(({ questionId }) => questionId)).size
  if (questions < minClusters) {
    throw new UserError(
      `a self-test needs five judged questions or more, the baseline has ${questions}`,
    )
  }
  const { margin, alpha } = {
    margin: flags.margin ?? baseline.margin,
    alpha: flags.alpha ?? baseline.alpha,
  }
  const turns = Math.max(1, Math.round(values.length / questions))
  const common = { questions, turns, losses: losses[baseline.mode], margin, alpha }
  const chance = { trials: flags.trials, seed: flags.seed }
  const noise = noiseOf(baseline)
  const deviations = stretched(deviationsOf(values), {
    standardError: noise.standardError,
    questions,
    turns,
  })
  const rows = selfTest({ deviations, ...common, ...chance })
  const rejudged = await judgeRows(flags, { baseline, ui, common: { ...common, ...chance } })
  return {
    schema: 'mtbench.check-self-test/1',
    version: packageVersion(),
    inputs: [],
    key: baseline.key,
    settings: {
      mode: baseline.mode,
      model: baseline.model,
      margin,
      alpha,
      questions,
      turns,
      noise_from: noise.from,
      ...chance,
    },
    rows: [
      ...rows.map((row) => ({ noise: 'run' as const, ...row })),
      ...rejudged.map((row) => ({ noise: 'judge' as const, ...row })),
    ],
    left_out: {},
    warnings: [],
  }
}

function placedOf(baseline: Baseline): PlacedValue[] {
  return baselineValues(baseline).flatMap(({ questionId, turn, value }) =>
    value === null ? [] : [{ questionId, turn, choice: 0, value }],
  )
}

/** With --repeats: the baseline's answers are judged several times, and the judge compared with itself. */
async function judgeRows(
  flags: CheckFlags,
  context: {
    baseline: Baseline
    ui: Ui
    common: Omit<Parameters<typeof selfTest>[0], 'deviations'>
  },
): Promise<SelfTestRow[]> {
  const { baseline, ui, common } = context
  const repeats = flags.repeats === 'auto' ? 3 : flags.repeats
  if (repeats === undefined) return []
  if (repeats < 2)
    throw new UserError('--self-test --repeats needs 2 or more judgments of an answer')
  const judgeModel = flags.judgeModel ?? baseline.judge
  const { mode } = baseline
  const opponent = baseline.opponent ?? undefined
  const judgingFlags = {
    ...defaultJudgingFlags,
    ...flags,
    mode,
    judgeModel,
    repeats,
    ...(opponent === undefined ? {} : { baseline: opponent }),
  }
  const opened = { ...(await openJudging(judgingFlags, ui)), flags: judgingFlags }
  const judging = scopedTo(opened, baselineIds(baseline))
  const model = await baselineContestant(judging, { baseline, file: flags.baselineAnswers })
  const others =
    opponent === undefined
      ? undefined
      : (await candidatesOf(judging, { model: baseline.model, mode, opponent })).opponent
  const run = await judgedRun(judging, { model, opponent: others }, repeats)
  const deviations = judgeDeviationsOf(run.placed)
  if (deviations.length === 0) {
    ui.stderr.write('the judge says the same words again each time: it has no noise of its own\n')
    return []
  }
  return selfTest({ ...common, deviations })
}

function textOf(
  document: SelfTestDocument,
  options: { format: CheckFlags['format']; width: number },
): string {
  const { format, width } = options
  if (format === 'json') return jsonText(document)
  if (format === 'junit') throw new UserError('--self-test has no --format junit')
  return tableDocument(selfTestTable(document), { format, width })
}
