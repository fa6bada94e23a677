import { readFile } from 'node:fs/promises'
import { type Baseline, baselineSchema } from '../../domain/gate/baseline.ts'
import { keyParts } from '../../domain/judgment-fields.ts'
import type { PageAgainst } from '../../domain/page/page-document.ts'
import type { PageGrade } from '../../domain/page/page-records.ts'
import { UserError } from '../../errors.ts'
import { sha256 } from '../../io/hash.ts'
import { readJson } from '../../io/workspace/load-suite.ts'
import type { SideValue } from '../../scoring/comparing/comparison.ts'
import { baselineValues } from '../checking/baseline-file.ts'
import { gradesOf, pointsOf, type RunJudgments } from '../comparing/compare-sides.ts'
import { changeOf, type Ours } from './page-changes.ts'
import type { PageFlags } from './page-source.ts'

/**
 * The run in a baseline file beside ours: its values by question; it holds no answers and no words.
 * @throws UserError where it is of another suite, or nothing of ours can stand beside it
 */
export async function collectAgainstBaseline(
  flags: PageFlags,
  { file, ours }: { file: string; ours: Ours },
): Promise<PageAgainst> {
  const baseline = await readJson(file, baselineSchema)
  const isSingle = baseline.mode === 'single'
  const run = (isSingle ? ours.single : ours.pairs)?.run
  const model = partnerOf(baseline, ours)
  const problem = problemOf(baseline, { flags, model, run, ours })
  if (problem !== null || run === undefined || model === undefined) {
    throw new UserError(`--against ${file}: ${problem}`)
  }
  const { judge, opponent } = baseline
  const against = opponent ?? undefined
  const now = isSingle ? gradesOf(run, { model, judge }) : pointsOf(run, { model, judge, against })
  const before = baselineValues(baseline).map(({ questionId, turn, value }): SideValue => {
    const item = isSingle || against === undefined ? turn : JSON.stringify([Number(turn)])
    return { questionId, item, value }
  })
  const kind = isSingle ? ('grade' as const) : ('match' as const)
  const what = { kind, judge, model, other: `${baseline.model} (baseline)` }
  const changes = changeOf(what, { now, before }, { flags, ours })
  if (changes.length === 0) {
    throw new UserError(`--against ${file}: no question was judged in both runs`)
  }
  return {
    name: file,
    changes,
    answers: [],
    grades: isSingle ? gradesOfBaseline(baseline, { model, ours }) : [],
    matches: [],
    inputs: [{ path: file, sha256: sha256(await readFile(file)), rows: baseline.questions.length }],
    warnings: keyWarnings(baseline, { run, model }),
  }
}

/** The model of the same id, else the only one. */
function partnerOf({ model }: Baseline, { models }: Ours): string | undefined {
  if (models.includes(model)) return model
  return models.length === 1 ? models[0] : undefined
}

function problemOf(
  baseline: Baseline,
  of: {
    flags: PageFlags
    model: string | undefined
    run: RunJudgments | undefined
    ours: Ours
  },
): string | null {
  const { bench, mode, judge } = baseline
  if (bench !== of.flags.bench) return `a baseline of suite ${bench}, not of ${of.flags.bench}`
  if (of.run === undefined) return `a baseline of --mode ${mode}, of which there is nothing here`
  if (!of.ours.judges.includes(judge)) {
    return `judged by ${judge}, and here by ${of.ours.judges.join(', ')}`
  }
  if (of.model !== undefined) return null
  return `a baseline of ${baseline.model}; name the model to hold against it with --models (here: ${of.ours.models.join(', ')})`
}

/** A baseline keeps a value a turn, which may be a mean of several grades. */
function gradesOfBaseline(
  baseline: Baseline,
  { model, ours }: { model: string; ours: Ours },
): PageGrade[] {
  const { places } = ours
  const [judge, modelPlace] = [places.judge(baseline.judge), places.model(model)]
  return baselineValues(baseline).flatMap(({ questionId, turn, value }) => {
    const question = places.question(questionId)
    if (judge === undefined || modelPlace === undefined || question === undefined) return []
    const reading = { span: null, how: 'from the baseline, which keeps no words' }
    const place = { judge, question, turn: Number(turn), choice: 0, repeat: 0 }
    const rest = { outcome: null, prompt: null, text: '', reading }
    return [{ ...place, ...rest, model: modelPlace, score: value }]
  })
}

function keyWarnings(
  baseline: Baseline,
  { run, model }: { run: RunJudgments; model: string },
): string[] {
  const uses = run.keyUses.filter(
    (use) => use.judge === baseline.judge && use.models.includes(model),
  )
  return keyParts.flatMap((part) => {
    const before = baseline.key[part]
    const values = uses.map((use) => use.key[part])
    if (before === null || values.includes(null)) {
      return [`${part} is not known of one of the runs: whether they are comparable cannot be told`]
    }
    const other = values.find((value) => value !== before)
    return other === undefined
      ? []
      : [`${part} differs (now ${other}, before ${before}): the two are not comparable`]
  })
}
