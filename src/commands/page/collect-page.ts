import { byCodeUnit } from '../../domain/identity.ts'
import type { PageDocument, PageQuestion } from '../../domain/page/page-document.ts'
import type { PageAnswer, PageMatch } from '../../domain/page/page-records.ts'
import type { PageJudge, PageScore, PageWins } from '../../domain/page/page-results.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { loadQuestions } from '../../io/workspace/load-suite.ts'
import { longerWins } from '../../scoring/page/longer-wins.ts'
import { createPlaces } from '../../scoring/page/page-places.ts'
import { countVotes, disagreementsOf } from '../../scoring/page/people.ts'
import { collectAgainst } from './page-against.ts'
import { readPageAnswers, readPageReferences } from './page-answers.ts'
import { readPeople } from './page-people.ts'
import { type KindResults, leadOf, pairResults, singleResults } from './page-results.ts'
import { readRuns } from './page-runs.ts'
import { type PageFlags, type PageSource, readPageSource } from './page-source.ts'

type Single = Awaited<ReturnType<typeof singleResults>>
type Pairs = KindResults<PageWins> | null

/**
 * Everything that the page of a workspace shows, read from its files.
 * @throws UserError where there are no judgments, or the flags do not fit together
 */
export async function collectPage(flags: PageFlags): Promise<PageDocument> {
  const source = await readPageSource(flags)
  const questions = await loadQuestions(source.workspace.questionsFile)
  const categories = new Map(questions.map((q) => [q.question_id, q.category]))
  const categoryOf = (id: QuestionId) => categories.get(id)
  const single = await singleResults(flags, source)
  const pairs = await pairResults(flags, source)
  const lists = await listsOf(flags, { source, single, pairs })
  const { models, judges, answers } = lists
  const references = await readPageReferences(source.workspace, judges[0] ?? '')
  const places = createPlaces({ models, judges, questions: [...categories.keys()] })
  const records = {
    answers: [...answers].flatMap(([model, own]) => places.answers(model, own.values())),
    grades: places.grades(source.grades),
    matches: places.matches(source.matches),
  }
  const people = await readPeople(flags, source)
  const votes = countVotes(people.ballots, places)
  const { runs, warnings } = await readRuns(source.workspace)
  const ours = { single, pairs, judges, models, places, categoryOf, records }
  const { against } = flags
  return {
    schema: 'mtbench.page/1',
    version: packageVersion(),
    title: flags.title ?? `${flags.bench}: ${models.length} models, judged by ${judges.join(', ')}`,
    bench: flags.bench,
    latest: source.latest,
    settings: settingsOf(flags),
    models,
    single: single?.conditions ?? null,
    pairs: pairs?.conditions ?? null,
    judges: judges.map((name, place) => judgePage({ name, place }, { ...ours, flags })),
    questions: questions.map((question) => questionOf(question, references)),
    ...records,
    votes,
    disagreements: disagreementsOf(people.ballots, source, places),
    agreement: people.agreement,
    against: against === undefined ? null : await collectAgainst(flags, { dir: against, ours }),
    runs,
    inputs: [...source.inputs, ...people.inputs].map(({ path, sha256, rows }) => {
      return { path, sha256, rows }
    }),
    warnings: [
      ...lists.warnings,
      ...people.warnings,
      ...warnings,
      ...foreignWarning(source, { flags, categories }),
    ],
  }
}

/** Models and judges of the page, in its order, with the models' answers. */
async function listsOf(
  flags: PageFlags,
  { source, single, pairs }: { source: PageSource; single: Single; pairs: Pairs },
) {
  const rows = [...source.grades, ...source.matches]
  const judges = [...new Set(rows.map((row) => row.judge))].sort(byCodeUnit)
  const judged = new Set([
    ...source.grades.map((row) => row.model),
    ...source.matches.flatMap(({ a, b }) => [a, b]),
  ])
  const { answers, warnings } = await readPageAnswers(source.workspace, {
    judged: [...judged],
    chosen: flags.models,
  })
  const figures = { single: single?.rows ?? [], pairs: pairs?.rows ?? [] }
  const models = inOrder([...new Set([...judged, ...answers.keys()])], figures)
  return { models, judges, answers, warnings }
}

function questionOf(
  { question_id: id, category, turns }: Question,
  references: ReadonlyMap<QuestionId, readonly string[]>,
): PageQuestion {
  const reference = references.get(id)
  return { id, category, turns, reference: reference === undefined ? null : [...reference] }
}

function foreignWarning(
  { grades, matches }: PageSource,
  { flags, categories }: { flags: PageFlags; categories: ReadonlyMap<QuestionId, string> },
): string[] {
  const foreign = [...grades, ...matches].filter((row) => !categories.has(row.question)).length
  if (foreign === 0) return []
  return [`${foreign} judgments are of questions that suite ${flags.bench} does not hold`]
}

function settingsOf(flags: PageFlags): Record<string, unknown> {
  const { parser, duplicates, confidence, ties, seed, resamples, mix } = flags
  return { parser, duplicates, confidence, ties, seed, resamples, mix }
}

function judgePage(
  judge: { name: string; place: number },
  context: {
    single: Single
    pairs: Pairs
    records: { answers: readonly PageAnswer[]; matches: readonly PageMatch[] }
    flags: PageFlags
    categoryOf: (id: QuestionId) => string | undefined
  },
): PageJudge {
  const { single, pairs, records, flags } = context
  const { name, place } = judge
  const grades = rowsOf(single, name)
  const wins = rowsOf(pairs, name)
  const own = records.matches.filter((match) => match.judge === place)
  const lead = (order: readonly string[], kind: 'single' | 'pair') => {
    const { run } = (kind === 'single' ? single : pairs) ?? {}
    return run === undefined ? null : leadOf(order, run, { ...context, judge: name, kind })
  }
  return {
    name,
    single:
      single === null || grades.length === 0
        ? null
        : { rows: grades, lead: lead(bestFirst(grades), 'single'), radar: single.radarOf(name) },
    pairs:
      pairs === null || wins.length === 0
        ? null
        : {
            rows: wins,
            lead: lead(bestFirst(wins), 'pair'),
            longer: longerWins(own, records.answers, flags),
          },
  }
}

function rowsOf<Row extends object>(results: KindResults<Row> | null, judge: string): Row[] {
  return (results?.rows ?? []).flatMap((row) => {
    const { judge: own, ...rest } = row
    // Leaving out `judge` gives back the row that it was added to.
    return own === judge ? [rest as unknown as Row] : []
  })
}

type Ranked = PageScore | PageWins

/** Models by their figure over everything, best first. */
function bestFirst(rows: readonly Ranked[]): string[] {
  const whole = rows.filter(
    (row) =>
      row.turn === 'all' && row.category === null && !('opponent' in row && row.opponent !== null),
  )
  return whole
    .sort((x, y) => figureOf(y) - figureOf(x) || byCodeUnit(x.model, y.model))
    .map((row) => row.model)
}

function figureOf(row: Ranked): number {
  const figure = 'mean' in row ? row.mean : (row.average_win_rate ?? row.win_rate_adjusted)
  return figure ?? Number.NEGATIVE_INFINITY
}

/** Models as the first leaderboard has them, those without figures last by name. */
function inOrder(
  models: readonly string[],
  rows: { single: readonly Ranked[]; pairs: readonly Ranked[] },
): string[] {
  const ranked = [...new Set([...bestFirst(rows.single), ...bestFirst(rows.pairs)])]
  const rest = models.filter((model) => !ranked.includes(model)).sort(byCodeUnit)
  return [...ranked.filter((model) => models.includes(model)), ...rest]
}
