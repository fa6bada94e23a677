import type { GateMode } from '../../domain/gate/baseline.ts'
import type { GateOutcome } from '../../scoring/gate/decision.ts'
import type { GateRow } from '../../scoring/gate/gate.ts'
import { tableDocument, wrap } from '../formats.ts'
import { fixed } from '../round.ts'
import type { Column } from '../tables/text-table.ts'
import type { CheckDocument } from './check-document.ts'
import { adviceText, gateValue } from './check-words.ts'

const headlines: Readonly<Record<GateOutcome, string>> = {
  pass: 'PASS',
  regressed: 'REGRESSED',
  inconclusive: 'INCONCLUSIVE',
}

/** The gate's result for a terminal. */
export function checkText(document: CheckDocument, options: { width: number }): string {
  const { width } = options
  const reasons = document.reasons.map((reason) => wrap(`- ${reason}`, width)).join('\n')
  const advice = adviceText(document.advice)
  const table = { title: checkTitle(document), ...gateTable(document), notes: notesOf(document) }
  return [
    wrap(`${headlines[document.outcome]}  ${sidesOf(document)}`, width),
    [reasons, ...(advice === undefined ? [] : [wrap(`- ${advice}`, width)])].join('\n'),
    tableDocument(table, { format: 'table', width }),
    movedText(document, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function sidesOf({ candidate, baseline }: CheckDocument): string {
  return `${candidate.model} against the baseline ${baseline.model}`
}

/** What was compared, and how. */
export function checkTitle({ settings }: CheckDocument): string {
  const judge = `judge ${String(settings['judge'])}`
  return settings['mode'] === 'single'
    ? `Grades 1–10 · ${judge}`
    : `Points won against ${String(settings['opponent'])} · ${judge}`
}

/** The mode of a document's figures. */
export function modeOf(document: CheckDocument): GateMode {
  return document.settings['mode'] === 'single' ? 'single' : 'pairwise-baseline'
}

/** One line over all questions, then one a category. */
export function gateTable(document: CheckDocument): {
  columns: Column<GateRow>[]
  rows: GateRow[]
} {
  const mode = modeOf(document)
  const signed = (value: number) => gateValue(value, { mode, signed: true })
  const columns: Column<GateRow>[] = [
    { heading: 'questions', align: 'left', cell: (row) => row.category ?? 'all', shrinks: true },
    { heading: 'outcome', align: 'left', cell: (row) => row.outcome },
    {
      heading: 'difference',
      align: 'right',
      cell: (row) => (row.difference === null ? '–' : signed(row.difference)),
    },
    {
      heading: 'interval',
      align: 'right',
      cell: (row) => (row.ci === null ? '–' : `${signed(row.ci[0])} … ${signed(row.ci[1])}`),
    },
    {
      heading: 'mde',
      align: 'right',
      cell: (row) => (row.mde === null ? '–' : gateValue(row.mde, { mode, signed: false })),
    },
    ...(document.rows.length > 1
      ? [
          {
            heading: 'p Holm',
            align: 'right' as const,
            cell: (row: GateRow) => (row.p_holm === null ? '–' : fixed(row.p_holm, 3)),
          },
        ]
      : []),
    { heading: 'n', align: 'right', cell: (row) => `${row.n} in ${row.questions}` },
  ]
  return { columns, rows: document.rows }
}

/** How the figures are to be read, and what has to be said of them. */
export function notesOf(document: CheckDocument): string[] {
  const { margin, alpha, candidate, baseline, warnings, settings } = document
  const mode = modeOf(document)
  const value = (number: number | null) =>
    number === null ? '–' : gateValue(number, { mode, signed: false })
  const percent = fixed(100 * (1 - 2 * alpha), 1).replace(/\.0$/, '')
  const looks = settings['looks'] === 2 ? ', the second of two looks' : ''
  return [
    `mean: ${value(candidate.mean)}, baseline ${value(baseline.mean)}. difference: candidate − baseline on the turns that both have. interval: ${percent} %, t by question${looks}. margin: ${value(margin)}.`,
    `pass: the interval lies above −margin. regressed: it does not, and lies below 0. mde: loss that as many questions find with 80 % power. n: turns, in questions.`,
    ...warnings,
  ]
}

/** The questions that lost most, where the run is not a plain pass. */
function movedText(document: CheckDocument, width: number): string {
  const lost = document.moved.filter(({ difference }) => difference < 0).slice(0, 5)
  if (document.outcome === 'pass' || lost.length === 0) return ''
  const mode = modeOf(document)
  const list = lost.map(
    ({ question_id, difference }) =>
      `${question_id} (${gateValue(difference, { mode, signed: true })})`,
  )
  return wrap(`largest losses, by question: ${list.join(', ')}`, width)
}
