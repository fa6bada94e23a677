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
  const calls = callsByPurpose(cassette)
  const findings = checkCounts(cassette, file)
  for (const [index, { of, row }] of cassette.records.entries()) {
    const at = { file, line: index + 1, checked, calls }
    findings.push(...(of === 'answer' ? checkAnswer(row, at) : checkJudgment(row, at)))
  }
  for (const report of cassette.reports) {
    findings.push(...checkReport(report, { file, checked, cassette }))
  }
  return { findings, checked }
}

/** What the recording says it holds against what is there: a line that was taken out or put in. */
function checkCounts({ counts, ...cassette }: Cassette, file: string): Finding[] {
  if (counts === undefined) {
    const stored = 'a recording that was broken off'
    return [{ file, field: 'end', stored, computed: 'a whole one' }]
  }
  return (['calls', 'records', 'reports'] as const).flatMap((name) => {
    const found = cassette[name].length
    const stored = String(counts[name])
    return counts[name] === found
      ? []
      : [{ file, field: `end.${name}`, stored, computed: String(found) }]
  })
}

/** What was asked and replied, by what it was asked for. */
type Calls = ReadonlyMap<string, { prompts: string[]; replies: string[] }>
type At = { file: string; line: number; checked: Checked; calls: Calls }

function callsByPurpose(cassette: Cassette): Calls {
  const calls = new Map<string, { prompts: string[]; replies: string[] }>()
  for (const { purpose, request, reply } of cassette.calls) {
    const same = calls.get(purpose) ?? { prompts: [], replies: [] }
    same.prompts.push(request.messages.at(-1)?.content ?? '')
    if (reply !== undefined) same.replies.push(reply.text)
    calls.set(purpose, same)
  }
  return calls
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
      const field = `choices.${index}.turns.${turn}`
      return checkText(text, { ...at, purpose, field, among: 'replies' })
    }),
  )
}

function checkJudgment(row: object, at: At): Finding[] {
  const read = judgmentSchema.safeParse(row)
  if (!read.success) throw new UserError(`${at.file}: record ${at.line}: ${problemOf(read.error)}`)
  const judgment = read.data
  const texts = judgment.outcome === 'empty_answer' ? [] : textsOf(judgment)
  return [
    ...texts.flatMap(({ text, ...of }) => checkText(text, { ...at, ...of })),
    ...findingsInRow(judgment, { ...at, place: `${at.file}: record ${at.line}` }),
  ]
}

type Source = { purpose: string; field: string; among: 'prompts' | 'replies' }

function textsOf(row: Judgment): (Source & { text: string })[] {
  const key = keyText(keyOf(row))
  const fields = isPairJudgment(row)
    ? [
        { purpose: judgmentPurpose(key, 1), prompt: row.g1_user_prompt, reply: row.g1_judgment },
        { purpose: judgmentPurpose(key, 2), prompt: row.g2_user_prompt, reply: row.g2_judgment },
      ]
    : [{ purpose: judgmentPurpose(key), prompt: row.user_prompt, reply: row.judgment }]
  return fields.flatMap(({ purpose, prompt, reply }, index) => {
    const game = isPairJudgment(row) ? `g${index + 1}_` : ''
    return [
      { text: prompt ?? '', field: `${game}user_prompt`, purpose, among: 'prompts' },
      { text: reply, field: `${game}judgment`, purpose, among: 'replies' },
    ]
  })
}

/** A turn that was kept from an earlier run has no call here, and nothing to be checked against. */
function checkText(text: string, at: At & Source): Finding[] {
  const texts = at.calls.get(at.purpose)?.[at.among]
  if (texts === undefined || texts.includes(text)) return []
  const last = texts.at(-1) ?? ''
  // From a little before the first character that differs.
  const start = Math.max(0, [...text].findIndex((c, index) => c !== [...last][index]) - 20)
  const shown = (long: string) => JSON.stringify([...long].slice(start, start + 60).join(''))
  return [
    {
      file: `${at.file}: record ${at.line}`,
      field: `${at.field} (${at.purpose})`,
      stored: shown(text),
      computed: shown(last),
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
