import type { GateMode } from '../../domain/gate/baseline.ts'
import type { SelfTestRow } from '../../scoring/gate/self-test.ts'
import type { JsonDocument } from '../json-document.ts'
import type { PictureOptions } from '../plots/drawing/picture.ts'
import type { OutcomeSharesData } from '../plots/outcome-shares.ts'
import { fixed } from '../round.ts'
import type { Column } from '../tables/text-table.ts'
import { figures, unitOf } from './gate-words.ts'

/** A row of the self-test: with the noise of a whole run, or of the judge alone. */
export type ShownSelfTestRow = SelfTestRow & { noise: 'run' | 'judge' }
export type SelfTestDocument = JsonDocument<ShownSelfTestRow>

/** Where the noise was drawn from, by `settings.noise_from`. */
const sources = {
  choices: 'the spread of several answers to a question',
  turns: 'the spread between turns of a question (as a rule too large)',
  questions: 'the spread between questions (as a rule too large)',
} as const

/** How often the gate says what, by true loss. */
export function selfTestTable(document: SelfTestDocument) {
  const { settings, rows } = document
  const share = (count: number, row: ShownSelfTestRow) =>
    `${fixed((100 * count) / row.trials, 1)} %`
  const hasJudge = rows.some((row) => row.noise === 'judge')
  const columns: Column<ShownSelfTestRow>[] = [
    ...(hasJudge
      ? [{ heading: 'noise', align: 'left' as const, cell: (row: ShownSelfTestRow) => row.noise }]
      : []),
    { heading: 'true loss', align: 'right', cell: (row) => lossText(row, document) },
    { heading: 'pass', align: 'right', cell: (row) => share(row.pass, row) },
    { heading: 'inconclusive', align: 'right', cell: (row) => share(row.inconclusive, row) },
    { heading: 'regressed', align: 'right', cell: (row) => share(row.regressed, row) },
  ]
  return {
    title: `${titleOf(document)} · margin ${figures(unitOf(modeOf(document))).plain(Number(settings['margin']))} · alpha ${String(settings['alpha'])}`,
    columns,
    rows,
    notes: [
      `${String(settings['trials'])} pairs of runs a line (seed ${String(settings['seed'])}), ${designText(document)}.`,
      'none (A/A): an unchanged model; what is "regressed" there is a false alarm.',
      ...judgeNotes(document),
      ...document.warnings,
    ],
  }
}

/** A self-test as a picture: a bar a true loss, and where the judge was tried alone, a bar for that too. */
export function selfTestShares(document: SelfTestDocument): {
  data: OutcomeSharesData
  options: PictureOptions
} {
  const { settings, rows } = document
  const unit = unitOf(modeOf(document))
  const hasJudge = rows.some((row) => row.noise === 'judge')
  return {
    data: {
      heading: `true loss (${unit.what})`,
      unit: 'pairs of runs',
      rows: rows.map((row) => ({
        label: `${lossText(row, document)}${hasJudge ? `, ${row.noise}` : ''}`,
        pass: row.pass,
        inconclusive: row.inconclusive,
        regressed: row.regressed,
      })),
    },
    options: {
      title: titleOf(document),
      footnote: [
        `Margin ${figures(unit).plain(Number(settings['margin']))}, alpha ${String(settings['alpha'])}, seed ${String(settings['seed'])}; ${designText(document)}.`,
        'None (A/A): an unchanged model, of which “regressed” is a false alarm.',
        ...judgeNotes(document),
      ].join(' '),
    },
  }
}

function titleOf({ settings }: SelfTestDocument): string {
  return `The gate tried on ${String(settings['model'])} itself`
}

function modeOf({ settings }: SelfTestDocument): GateMode {
  return settings['mode'] === 'single' ? 'single' : 'pairwise-baseline'
}

function lossText(row: ShownSelfTestRow, document: SelfTestDocument): string {
  return row.loss === 0 ? 'none (A/A)' : figures(unitOf(modeOf(document))).plain(row.loss)
}

function designText({ settings }: SelfTestDocument): string {
  const from = settings['noise_from']
  const source = from === 'choices' || from === 'turns' ? sources[from] : sources.questions
  return `${String(settings['questions'])} questions of ${String(settings['turns'])} turns; noise drawn from ${source}`
}

function judgeNotes({ rows }: SelfTestDocument): string[] {
  if (!rows.some((row) => row.noise === 'judge')) return []
  return ['judge: the same answers judged again; the noise of generating them anew is not in it.']
}
