import type { PageChange, PageDocument, PageQuestion } from '../../../domain/page/page-document.ts'
import type {
  Disagreement,
  PageAnswer,
  PageGrade,
  PageMatch,
  PageVote,
} from '../../../domain/page/page-records.ts'

/** Records of one question. */
export type QuestionRecords = {
  place: number
  question: PageQuestion
  answers: PageAnswer[]
  grades: PageGrade[]
  matches: PageMatch[]
  votes: PageVote[]
  disagreements: Disagreement[]
  /** The other run's records, where there is one. */
  before: { answers: PageAnswer[]; grades: PageGrade[]; matches: PageMatch[] }
}

export type SearchedText = { text: string; lower: string }

/** The document with its records by question, made once. */
export type PageIndex = {
  document: PageDocument
  records: readonly QuestionRecords[]
  categories: readonly string[]
  /** All texts of a question, as they are and in lower case, made when first asked for. */
  textOf: (place: number) => SearchedText
}

export function indexDocument(document: PageDocument): PageIndex {
  const records = document.questions.map((question, place): QuestionRecords => {
    const before = { answers: [], grades: [], matches: [] }
    const own = { answers: [], grades: [], matches: [], votes: [], disagreements: [] }
    return { place, question, ...own, before }
  })
  const sort = <R extends { question: number }>(
    rows: readonly R[],
    listOf: (record: QuestionRecords) => R[],
  ) => {
    for (const row of rows) {
      const record = records[row.question]
      if (record !== undefined) listOf(record).push(row)
    }
  }
  sort(document.answers, (record) => record.answers)
  sort(document.grades, (record) => record.grades)
  sort(document.matches, (record) => record.matches)
  sort(document.votes, (record) => record.votes)
  sort(document.disagreements, (record) => record.disagreements)
  sort(document.against?.answers ?? [], (record) => record.before.answers)
  sort(document.against?.grades ?? [], (record) => record.before.grades)
  sort(document.against?.matches ?? [], (record) => record.before.matches)
  const texts = new Map<number, SearchedText>()
  return {
    document,
    records,
    categories: [...new Set(document.questions.map((question) => question.category))],
    textOf: (place) => {
      const known = texts.get(place)
      if (known !== undefined) return known
      const record = records[place]
      const text = record === undefined ? '' : wholeText(record)
      const made = { text, lower: text.toLowerCase() }
      texts.set(place, made)
      return made
    },
  }
}

function wholeText({ question, answers, grades, matches }: QuestionRecords): string {
  return [
    String(question.id),
    ...question.turns,
    ...(question.reference ?? []),
    ...answers.flatMap((answer) => answer.turns),
    ...grades.map((grade) => grade.text),
    ...matches.flatMap((match) => match.games.map((game) => game.text)),
  ].join('\n')
}

/** Place of the judge that is looked at: the one that is asked for, else the first. */
export function judgePlace({ judges }: PageDocument, name: string | null): number {
  const place = judges.findIndex((judge) => judge.name === name)
  return place < 0 ? 0 : place
}

/** A question's largest change against the other run, by this judge, over the chosen models. */
export function changeOf(
  changes: readonly PageChange[],
  of: { question: number; judge: number; models: readonly number[] },
): number | null {
  const differences = changes
    .filter((change) => change.judge === of.judge)
    .filter((change) => of.models.length === 0 || of.models.includes(change.model))
    .flatMap((change) => change.moves)
    .filter((move) => move.question === of.question)
    .map((move) => move.now - move.before)
  const [first] = differences
  if (first === undefined) return null
  return differences.reduce((most, next) => (Math.abs(next) > Math.abs(most) ? next : most), first)
}
