import type { GateFinding, GateRow } from '../../scoring/gate/gate.ts'
import { markdownTable } from '../formats.ts'
import { fixed } from '../round.ts'
import { type Column, textTable } from '../tables/text-table.ts'
import { visible } from '../terminal/visible.ts'
import { wrap } from '../terminal/wrap.ts'
import type { CheckDocument, MovedQuestion } from './check-document.ts'
import {
  adviceTexts,
  figures,
  headline,
  type NameWriter,
  probability,
  reasonText,
  unitOf,
} from './gate-words.ts'
import { codeSpan } from './markdown-code.ts'

/** Questions that are listed, the largest loss first. */
const mostMoved = 5

/** A check as text for a terminal. */
export function checkText(document: CheckDocument, options: { width: number }): string {
  const lines = (texts: readonly string[]) =>
    texts.map((text) => wrap(visible(text), options.width))
  const plain: NameWriter = (name) => name
  const moved = movedLosses(document)
  return [
    lines([headline(document, plain)]).join('\n'),
    textTable(rowColumns(document, plain), document.rows, options),
    lines([...reasons(document, plain), ...adviceTexts(document)]).join('\n'),
    ...(moved.length === 0
      ? []
      : [`Largest losses\n\n${textTable(movedColumns(document, plain), moved, options)}`]),
    lines([...notes(document), ...document.warnings]).join('\n'),
  ].join('\n\n')
}

/**
 * A check as Markdown, for a job summary or a comment: names that others chose stand in code spans, where
 * they can neither link, show a picture nor call somebody.
 */
export function checkMarkdown(document: CheckDocument): string {
  const list = (texts: readonly string[]) => texts.map((text) => `- ${text}`).join('\n')
  const moved = movedLosses(document)
  const parts = [
    `### ${headline(document, codeSpan)}`,
    markdownTable(rowColumns(document, tameName), document.rows),
    list([...reasons(document, codeSpan), ...adviceTexts(document)]),
    ...(moved.length === 0
      ? []
      : [`Largest losses:\n\n${markdownTable(movedColumns(document, tameName), moved)}`]),
    list([...notes(document), ...document.warnings.map(codeSpan)]),
  ]
  return parts.join('\n\n')
}

function reasons(document: CheckDocument, name: NameWriter): string[] {
  return document.reasons.map(
    (finding) => `${finding.outcome}${scope(finding)}: ${reasonText(finding, { document, name })}`,
  )
}

/** What a reason is about, where it is not the whole run. */
function scope(finding: GateFinding): string {
  switch (finding.code) {
    case 'difference':
    case 'no-interval':
    case 'category':
      return ''
    case 'floor':
      return ' (floor)'
    case 'limit':
      return ` (limit on ${finding.what})`
  }
}

function rowColumns(document: CheckDocument, name: NameWriter): Column<GateRow>[] {
  const unit = unitOf(document.subject.mode)
  const show = figures(unit)
  const isSplit = document.rows.length > 1
  const interval = `${trimmed(document.settings.confidence * 100)} % interval`
  return [
    ...(isSplit
      ? [
          {
            heading: 'category',
            align: 'left' as const,
            cell: (row: GateRow) => name(row.category ?? 'all'),
            shrinks: true,
          },
        ]
      : []),
    { heading: 'outcome', align: 'left', cell: (row) => row.outcome },
    {
      heading: 'difference',
      align: 'right',
      cell: (row) => (row.difference === null ? '–' : show.signed(row.difference)),
    },
    {
      heading: interval,
      align: 'right',
      cell: (row) =>
        row.ci === null ? '–' : `${show.signed(row.ci[0])} … ${show.signed(row.ci[1])}`,
    },
    ...(isSplit
      ? [
          {
            heading: 'p Holm',
            align: 'right' as const,
            cell: (row: GateRow) => probability(row.p_holm),
          },
        ]
      : []),
    {
      heading: 'mde',
      align: 'right',
      cell: (row) => (row.mde === null ? '–' : show.plain(row.mde)),
    },
    { heading: 'questions', align: 'right', cell: (row) => String(row.questions) },
    { heading: 'n', align: 'right', cell: (row) => String(row.n) },
  ]
}

/** A name in a Markdown table: as it is where no sign of it can mean anything, else as code. */
function tameName(name: string): string {
  return /^[\p{L}\p{N} .-]*$/u.test(name) ? name : codeSpan(name)
}

function movedLosses(document: CheckDocument): MovedQuestion[] {
  if (document.outcome === 'pass') return []
  return document.moved.filter(({ difference }) => difference < 0).slice(0, mostMoved)
}

function movedColumns(document: CheckDocument, name: NameWriter): Column<MovedQuestion>[] {
  const show = figures(unitOf(document.subject.mode))
  return [
    {
      heading: 'question',
      align: 'left',
      cell: (row) => name(String(row.question_id)),
      shrinks: true,
    },
    { heading: 'category', align: 'left', cell: (row) => name(row.category ?? '–') },
    { heading: 'difference', align: 'right', cell: (row) => show.signed(row.difference) },
    { heading: 'n', align: 'right', cell: (row) => String(row.n) },
  ]
}

function notes(document: CheckDocument): string[] {
  const { subject, margin, missing, settings, rows } = document
  const show = figures(unitOf(subject.mode))
  const mean = (value: number | null) => (value === null ? 'no figure' : show.plain(value))
  const confidence = trimmed(settings.confidence * 100)
  return [
    `candidate ${mean(subject.mean)}, baseline ${mean(subject.baseline.mean)} (means over what each side has); margin ${show.plain(margin)}`,
    `difference: candidate − baseline over the n turns that both sides have. interval: ${confidence} %, t by question. mde: loss that as many questions find with 80 % power.`,
    ...(rows.length > 1
      ? ['categories: regressed only where p of “no worse” is at most alpha after Holm.']
      : []),
    ...missingNotes(missing),
  ]
}

function missingNotes(missing: CheckDocument['missing']): string[] {
  const { candidate, baseline, turns } = missing
  if (candidate + baseline === 0) return []
  return [
    `without a readable judgment: ${candidate} of the candidate's ${turns} turns, ${baseline} of the baseline's; the lower bound takes them at their worst, the upper at their best.`,
  ]
}

function trimmed(value: number): string {
  return fixed(value, 2).replace(/\.?0+$/, '')
}
