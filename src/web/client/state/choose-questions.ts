import type { PageGrade, PageMatch, Side } from '../../../domain/page/page-records.ts'
import { changeOf, judgePlace, type PageIndex, type QuestionRecords } from './page-index.ts'
import type { Flag, Route, Verdict } from './route.ts'

/** A question of the list with what there is to say of it. */
export type ListedQuestion = {
  record: QuestionRecords
  /** How many judgments carry each flag. */
  counts: Readonly<Record<Flag, number>>
  /** Highest less lowest grade, or the widest gap in points; null where nothing was judged. */
  spread: number | null
  change: number | null
  /** Words around the first place where the search was found. */
  snippet: string | null
}

/** Everything but the flags narrows what is counted; the flags choose among the questions. */
export type Choice = {
  listed: ListedQuestion[]
  /** Questions that carry a flag, were it the only one chosen. */
  flagCounts: Readonly<Record<Flag, number>>
}

/** The questions that a route asks for, in its order. */
export function chooseQuestions(index: PageIndex, route: Route): Choice {
  const judge = judgePlace(index.document, route.judge)
  const models = modelPlaces(index, route.models)
  const found = index.records
    .filter((r) => route.category === null || r.question.category === route.category)
    .flatMap((record): ListedQuestion[] => {
      const snippet = snippetOf(index, record, route.search)
      if (snippet === undefined) return []
      const scope = scopeOf(record, { judge, models, turn: route.turn })
      if (route.verdict !== null && !hasVerdict(scope, route.verdict, models[0])) return []
      const changes = index.document.against?.changes ?? []
      const change = changeOf(changes, { question: record.place, judge, models })
      const counts = countFlags(scope, change)
      return [{ record, counts, spread: spreadOf(scope), change, snippet }]
    })
  const countOf = (flag: Flag) => found.filter((one) => one.counts[flag] > 0).length
  const listed = found.filter((one) => route.flags.every((flag) => one.counts[flag] > 0))
  return {
    listed: sorted(listed, route.sort),
    flagCounts: {
      flip: countOf('flip'),
      people: countOf('people'),
      unparsed: countOf('unparsed'),
      truncated: countOf('truncated'),
      changed: countOf('changed'),
    },
  }
}

/** Places of the models with these ids; unknown ones are left out. */
export function modelPlaces(index: PageIndex, ids: readonly string[]): number[] {
  return ids.map((id) => index.document.models.indexOf(id)).filter((place) => place >= 0)
}

/** What of a question's records the route is about. */
type Scope = {
  grades: PageGrade[]
  matches: PageMatch[]
  disagreements: number
  cutAnswers: number
}

function scopeOf(
  record: QuestionRecords,
  of: { judge: number; models: readonly number[]; turn: number | null },
): Scope {
  const { judge, models, turn } = of
  const isTurn = (row: { turn: number }) => turn === null || row.turn === turn
  const isModel = (model: number) => models.length === 0 || models.includes(model)
  const isPair = ({ a, b }: { a: number; b: number }) =>
    models.length === 1 ? isModel(a) || isModel(b) : isModel(a) && isModel(b)
  const isMine = (row: { judge: number; turn: number }) => row.judge === judge && isTurn(row)
  const cut = record.answers
    .filter((answer) => isModel(answer.model))
    .flatMap((answer) => answer.finish.filter((_, at) => turn === null || at === turn - 1))
  return {
    grades: record.grades.filter((grade) => isMine(grade) && isModel(grade.model)),
    matches: record.matches.filter((match) => isMine(match) && isPair(match)),
    // A pair that was both graded and matched disagrees with people once.
    disagreements: new Set(
      record.disagreements
        .filter((row) => isMine(row) && isPair(row))
        .map(({ turn: at, a, b }) => `${at} ${a} ${b}`),
    ).size,
    cutAnswers: cut.filter((reason) => reason === 'length').length,
  }
}

function countFlags(scope: Scope, change: number | null): Record<Flag, number> {
  const { grades, matches } = scope
  const outcomes = [...grades, ...matches].map((row) => row.outcome)
  return {
    flip: matches.filter(({ position }) => position === 'first' || position === 'second').length,
    people: scope.disagreements,
    unparsed:
      grades.filter((grade) => grade.score === null).length +
      matches.filter((match) => match.winner === 'error').length,
    truncated: scope.cutAnswers + outcomes.filter((outcome) => outcome === 'truncated').length,
    changed: change !== null && change !== 0 ? 1 : 0,
  }
}

function hasVerdict(scope: Scope, verdict: Verdict, model: number | undefined): boolean {
  return scope.matches.some((match) => verdictFor(match, model ?? match.a) === verdict)
}

/** A match's outcome as one of its models sees it. */
export function verdictFor(match: { winner: Side; a: number; b: number }, model: number): Verdict {
  if (match.winner === 'error') return 'unread'
  if (match.winner === 'tie') return 'tie'
  return match[match.winner] === model ? 'win' : 'loss'
}

function spreadOf({ grades, matches }: Scope): number | null {
  const scores = grades.map((grade) => grade.score).filter((score) => score !== null)
  if (scores.length > 1) return Math.max(...scores) - Math.min(...scores)
  const decided = matches.filter(({ winner }) => winner === 'a' || winner === 'b').length
  return matches.length === 0 ? null : decided / matches.length
}

/** Undefined where the search is not found, null where nothing is searched for. */
function snippetOf(
  index: PageIndex,
  { place }: QuestionRecords,
  search: string,
): string | null | undefined {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return null
  const { text, lower } = index.textOf(place)
  const at = lower.indexOf(wanted)
  if (at < 0) return undefined
  // Lower case can be longer (İ): then places in the one are none in the other.
  const shown = text.length === lower.length ? text : lower
  const from = Math.max(0, at - 32)
  const words = shown.slice(from, at + wanted.length + 48).replace(/\s+/g, ' ')
  return `${from > 0 ? '…' : ''}${words}…`
}

function sorted(listed: readonly ListedQuestion[], sort: Route['sort']): ListedQuestion[] {
  if (sort === 'order') return [...listed]
  const size = (one: ListedQuestion) => {
    if (sort === 'people') return one.counts.people
    const value = one[sort]
    return value === null ? -1 : Math.abs(value)
  }
  return [...listed].sort((x, y) => size(y) - size(x) || x.record.place - y.record.place)
}

/** The first pair of models on which a question carries one of the chosen flags. */
export function flaggedPair(
  record: QuestionRecords,
  of: { flags: readonly Flag[]; judge: number; turn: number | null },
): [number, number] | null {
  const isMine = (row: { judge: number; turn: number }) =>
    row.judge === of.judge && (of.turn === null || row.turn === of.turn)
  const matches = record.matches.filter(isMine)
  const found: Partial<Record<Flag, { a: number; b: number } | undefined>> = {
    flip: matches.find(({ position }) => position === 'first' || position === 'second'),
    people: record.disagreements.find(isMine),
    unparsed: matches.find(({ winner }) => winner === 'error'),
  }
  const pair = of.flags.map((flag) => found[flag]).find((one) => one !== undefined)
  return pair === undefined ? null : [pair.a, pair.b]
}
