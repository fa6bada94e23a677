import { existsSync, statSync } from 'node:fs'
import { byCodeUnit } from '../../domain/identity.ts'
import { keyParts } from '../../domain/judgment-fields.ts'
import type { PageAgainst, PageChange } from '../../domain/page/page-document.ts'
import type { PageAnswer } from '../../domain/page/page-records.ts'
import { UserError } from '../../errors.ts'
import type { KeyPart, KeyUse } from '../../scoring/comparability.ts'
import type { SideValue } from '../../scoring/comparing/comparison.ts'
import { createPlaces, type Places } from '../../scoring/page/page-places.ts'
import { gradesOf, pointsOf, type RunJudgments, readRun } from '../comparing/compare-sides.ts'
import { collectAgainstBaseline } from './page-against-baseline.ts'
import { readPageAnswers } from './page-answers.ts'
import { changeOf, type Ours } from './page-changes.ts'
import { type PageFlags, type PageSource, readPageSource } from './page-source.ts'

/** Which model of the other run stands beside one of ours. */
type Partner = { model: string; other: string }

/**
 * Another run beside ours, model by model: that of another workspace, or the one in a baseline file.
 * @throws UserError where the two share no model and judge
 */
export async function collectAgainst(
  flags: PageFlags,
  { dir, ours }: { dir: string; ours: Ours },
): Promise<PageAgainst> {
  const isFile = existsSync(dir) && statSync(dir).isFile()
  return isFile
    ? collectAgainstBaseline(flags, { file: dir, ours })
    : collectAgainstWorkspace(flags, { dir, ours })
}

async function collectAgainstWorkspace(
  flags: PageFlags,
  { dir, ours }: { dir: string; ours: Ours },
): Promise<PageAgainst> {
  const { models: _models, ...rest } = flags
  const theirs = await readPageSource({ ...rest, dir })
  const partners = partnersOf(ours, theirs, dir)
  const runs = {
    single: await runOf('single', theirs, flags),
    pair: await runOf('pairwise', theirs, flags),
  }
  const context = { flags, ours, partners }
  const changes = [
    ...changesOf('grade', [ours.single?.run, runs.single], context),
    ...changesOf('match', [ours.pairs?.run, runs.pair], context),
  ]
  if (changes.length === 0) {
    throw new UserError(`--against ${dir}: no question was judged by the same judge in both runs`)
  }
  const places = placesOf(ours, partners)
  const { answers, warnings } = await readPageAnswers(theirs.workspace, {
    judged: partners.map(({ other }) => other),
    chosen: [],
  })
  const before = [...answers].flatMap(([model, own]) => places.answers(model, own.values()))
  return {
    name: dir,
    changes,
    answers: changedAnswers(before, ours.records.answers),
    grades: places.grades(theirs.grades),
    matches: places.matches(theirs.matches),
    inputs: theirs.inputs.map(({ path, sha256, rows }) => ({ path, sha256, rows })),
    warnings: [
      ...warnings,
      ...keyWarnings([ours.single?.run, runs.single], 'grades'),
      ...keyWarnings([ours.pairs?.run, runs.pair], 'pairs'),
    ],
  }
}

/** Models of the same id; where there are none and each run has one model, these two. */
function partnersOf(ours: Ours, theirs: PageSource, dir: string): Partner[] {
  const names = [
    ...theirs.grades.map((row) => row.model),
    ...theirs.matches.flatMap(({ a, b }) => [a, b]),
  ]
  const others = [...new Set(names)].sort(byCodeUnit)
  const same = ours.models.filter((model) => others.includes(model))
  if (same.length > 0) return same.map((model) => ({ model, other: model }))
  const [model, other] = [ours.models[0], others[0]]
  const isOnly = ours.models.length === 1 && others.length === 1
  if (isOnly && model !== undefined && other !== undefined) return [{ model, other }]
  throw new UserError(
    `--against ${dir}: no model is in both runs (here: ${ours.models.join(', ')}; there: ${others.join(', ')})`,
  )
}

/** The other run's records under our numbers: its models by their partners. */
function placesOf(ours: Ours, partners: readonly Partner[]): Places {
  const names = ours.models.map(
    (model) => partners.find((partner) => partner.model === model)?.other ?? `${model} (now)`,
  )
  const isRenamed = partners.some(({ model, other }) => model !== other)
  const lists = { judges: ours.judges, questions: ours.places.questions() }
  return createPlaces({ ...lists, models: isRenamed ? names : ours.models })
}

async function runOf(
  mode: 'single' | 'pairwise',
  { files }: PageSource,
  flags: PageFlags,
): Promise<RunJudgments | undefined> {
  const own = mode === 'single' ? files.single : files.pair
  if (own.length === 0) return undefined
  const { baseline, ...rest } = flags
  const against = mode === 'single' || baseline === undefined ? {} : { baseline }
  return readRun(own, { ...rest, ...against, mode })
}

type TwoRuns = readonly [now: RunJudgments | undefined, before: RunJudgments | undefined]

function changesOf(
  kind: PageChange['kind'],
  [now, before]: TwoRuns,
  { flags, ours, partners }: { flags: PageFlags; ours: Ours; partners: readonly Partner[] },
): PageChange[] {
  if (now === undefined || before === undefined) return []
  const side = (run: RunJudgments, model: string, judge: string): SideValue[] =>
    kind === 'grade'
      ? gradesOf(run, { model, judge })
      : pointsOf(run, { model, judge, against: undefined })
  return ours.judges.flatMap((judge) =>
    partners.flatMap(({ model, other }) =>
      changeOf(
        { kind, judge, model, other },
        { now: side(now, model, judge), before: side(before, other, judge) },
        { flags, ours },
      ),
    ),
  )
}

function changedAnswers(before: readonly PageAnswer[], now: readonly PageAnswer[]): PageAnswer[] {
  const place = ({ model, question, choice }: PageAnswer) => `${model} ${question} ${choice}`
  const own = new Map(now.map((answer) => [place(answer), JSON.stringify(answer.turns)]))
  return before.filter((answer) => own.get(place(answer)) !== JSON.stringify(answer.turns))
}

/** What of the two runs' keys differs, or is not told by one of them. */
function keyWarnings([now, before]: TwoRuns, what: string): string[] {
  if (now === undefined || before === undefined) return []
  return keyParts.flatMap((part) => {
    const [a, b] = [valuesOf(now.keyUses, part), valuesOf(before.keyUses, part)]
    if (a === b && a !== '') return []
    if (a === '' || b === '') {
      return [`${what}: ${part} is not known of ${a === b ? 'both runs' : 'one of the runs'}`]
    }
    return [`${what}: ${part} differs (now ${a}, before ${b}): the two are not comparable`]
  })
}

function valuesOf(uses: readonly KeyUse[], part: KeyPart): string {
  const values = uses.map((use) => use.key[part]).filter((value) => value !== null)
  return [...new Set(values)].sort(byCodeUnit).join('+')
}
