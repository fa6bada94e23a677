import { answerSchema } from '../../domain/answer.ts'
import { keyOf, keyText } from '../../domain/identity.ts'
import { type Judgment, judgmentSchema } from '../../domain/judgment.ts'
import { isPairJudgment } from '../../domain/judgment-fields.ts'
import { UserError } from '../../errors.ts'
import { problemOf } from '../../io/files/read-jsonl.ts'
import { type Cassette, readCassette } from '../../io/replies/cassette-file.ts'
import { answerPurpose, judgmentPurpose } from '../../pipeline/calls/purpose.ts'
import { createPairwiseScores } from '../../scoring/results/pairwise-scores.ts'
import { createSingleScores } from '../../scoring/results/single-scores.ts'
import { pairAverages } from '../results/pair-averages.ts'
import { type ResultFlags, wants } from '../results/result-source.ts'
import {
  coverageFields,
  findingsInReport,
  flagsOf,
  isResult,
  reportSchema,
} from './verify-report.ts'
import { type Checked, type Finding, findingsInRow, nothingChecked } from './verify-rows.ts'

/**
 * Checks a recording against itself: each row that was written holds the texts of the replies
 * that were recorded for it, and the verdicts that are read from them.
 */
export async function verifyCassette(
  file: string,
): Promise<{ findings: Finding[]; checked: Checked }> {
  const cassette = await readCassette(file)
  const checked = nothingChecked()
  const replies = repliesByPurpose(cassette)
  const findings = cassette.records.flatMap(({ of, row }, index) => {
    const at = { file, line: index + 1, checked }
    return of === 'answer'
      ? checkAnswer(row, { ...at, replies })
      : checkJudgment(row, { ...at, replies })
  })
  if (!cassette.isWhole) {
    const stored = 'a recording that was broken off'
    findings.push({ file, field: 'end', stored, computed: 'a whole one' })
  }
  for (const report of cassette.reports) {
    findings.push(...checkReport(report, { file, checked, cassette }))
  }
  return { findings, checked }
}

type At = { file: string; line: number; checked: Checked; replies: ReadonlyMap<string, string[]> }

function repliesByPurpose({ calls }: Cassette): Map<string, string[]> {
  const replies = new Map<string, string[]>()
  for (const { purpose, reply } of calls) {
    if (reply !== undefined) replies.set(purpose, [...(replies.get(purpose) ?? []), reply.text])
  }
  return replies
}

function checkAnswer(row: object, at: At): Finding[] {
  const answer = answerSchema.parse(row)
  const { question_id, model_id } = answer
  at.checked.rows++
  return answer.choices.flatMap(({ index, turns }) =>
    turns.flatMap((text, turn) => {
      const purpose = answerPurpose({
        model: model_id,
        questionId: question_id,
        choice: index,
        turn: turn + 1,
      })
      return checkText(text, { ...at, purpose, field: `choices.${index}.turns.${turn}` })
    }),
  )
}

function checkJudgment(row: object, at: At): Finding[] {
  const read = judgmentSchema.safeParse(row)
  if (!read.success) throw new UserError(`${at.file}: record ${at.line}: ${problemOf(read.error)}`)
  const judgment = read.data
  const texts = judgment.outcome === 'empty_answer' ? [] : textsOf(judgment)
  return [
    ...texts.flatMap(({ text, field, purpose }) => checkText(text, { ...at, purpose, field })),
    ...findingsInRow(judgment, { ...at, file: `${at.file}: record ` }),
  ]
}

function textsOf(row: Judgment): { text: string; field: string; purpose: string }[] {
  const key = keyText(keyOf(row))
  if (!isPairJudgment(row)) {
    return [{ text: row.judgment, field: 'judgment', purpose: judgmentPurpose(key) }]
  }
  return [
    { text: row.g1_judgment, field: 'g1_judgment', purpose: judgmentPurpose(key, 1) },
    { text: row.g2_judgment, field: 'g2_judgment', purpose: judgmentPurpose(key, 2) },
  ]
}

/** A turn that was kept from an earlier run has no reply here, and nothing to be checked against. */
function checkText(text: string, at: At & { purpose: string; field: string }): Finding[] {
  const replies = at.replies.get(at.purpose)
  if (replies === undefined || replies.includes(text)) return []
  const shown = (long: string) => JSON.stringify(long.length > 60 ? `${long.slice(0, 60)}…` : long)
  return [
    {
      file: `${at.file}: record ${at.line}`,
      field: `${at.field} (${at.purpose})`,
      stored: shown(text),
      computed: shown(replies.at(-1) ?? ''),
    },
  ]
}

/**
 * Computes a recorded result again from the recorded rows, where these are all that it was made
 * from: a run that went on with an older file has only its own rows here.
 */
function checkReport(
  { name, document }: Cassette['reports'][number],
  at: { file: string; checked: Checked; cassette: Cassette },
): Finding[] {
  const report = reportSchema.parse(document)
  const rows = at.cassette.records
    .filter(({ of }) => of === 'judgment')
    .map(({ row }) => judgmentSchema.parse(row))
  const made = report.inputs.reduce((sum, input) => sum + input.rows, 0)
  if (!isResult(report) || made !== rows.length || report.settings['by'] === 'category') {
    at.checked.otherReports.push(name)
    return []
  }
  at.checked.reports++
  const computed = { ...report, rows: figuresOf(rows, flagsOf(report, { dir: '', bench: '' })) }
  const ignored = [...coverageFields]
  return findingsInReport(report, { document: computed, ignored }).map((found) => ({
    file: `${at.file}: report ${name}`,
    ...found,
  }))
}

function figuresOf(rows: readonly Judgment[], flags: ResultFlags): object[] {
  const { parser, duplicates, confidence, by, mode, mix: isMixed } = flags
  const categoryOf = () => undefined
  const options = { source: parser, duplicates, confidence, categoryOf, isMixed }
  const isAsked = (row: { judge: string; model: string }) => wants(flags, row.judge, [row.model])
  if (mode === 'single') {
    const scores = createSingleScores({ ...options, by: 'turn' })
    for (const row of rows) if (!isPairJudgment(row)) scores.add(row)
    return scores.rows().filter(isAsked)
  }
  const baseline = mode === 'pairwise-baseline' ? flags.baseline : undefined
  const scores = createPairwiseScores({ ...options, by, baseline })
  for (const row of rows) if (isPairJudgment(row)) scores.add(row)
  const points = baseline === undefined ? scores.matchPoints() : []
  const { averageOf } = pairAverages(points, flags, { categoryOf, baseline })
  const figures = scores.rows().filter(isAsked)
  return figures.map((row) => {
    const average = averageOf(row)
    return {
      ...row,
      average_win_rate: average?.rate ?? null,
      average_ci: average?.ci ?? null,
    }
  })
}
