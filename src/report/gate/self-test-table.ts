import type { GateMode } from '../../domain/gate/baseline.ts'
import type { SelfTestRow } from '../../scoring/gate/self-test.ts'
import type { JsonDocument } from '../json-document.ts'
import { fixed } from '../round.ts'
import type { Column } from '../tables/text-table.ts'
import { figures, unitOf } from './gate-words.ts'

/** A row of the self-test: with the noise of a whole run, or of the judge alone. */
export type ShownSelfTestRow = SelfTestRow & { noise: 'run' | 'judge' }
export type SelfTestDocument = JsonDocument<ShownSelfTestRow>

/** How often the gate says what, by true loss. */
export function selfTestTable(document: SelfTestDocument) {
  const { settings } = document
  const mode: GateMode = settings['mode'] === 'single' ? 'single' : 'pairwise-baseline'
  const value = figures(unitOf(mode)).plain
  const share = (count: number, row: ShownSelfTestRow) =>
    `${fixed((100 * count) / row.trials, 1)} %`
  const columns: Column<ShownSelfTestRow>[] = [
    ...(document.rows.some((row) => row.noise === 'judge')
      ? [{ heading: 'noise', align: 'left' as const, cell: (row: ShownSelfTestRow) => row.noise }]
      : []),
    {
      heading: 'true loss',
      align: 'right',
      cell: (row) => (row.loss === 0 ? 'none (A/A)' : value(row.loss)),
    },
    { heading: 'pass', align: 'right', cell: (row) => share(row.pass, row) },
    { heading: 'inconclusive', align: 'right', cell: (row) => share(row.inconclusive, row) },
    { heading: 'regressed', align: 'right', cell: (row) => share(row.regressed, row) },
  ]
  const margin = Number(settings['margin'])
  const sources = {
    choices: 'the spread of several answers to a question',
    turns: 'the spread between turns of a question (an upper bound)',
    questions: 'the spread between questions (an upper bound)',
  }
  const from = sources[settings['noise_from'] as keyof typeof sources]
  return {
    title: `The gate tried on ${String(settings['model'])} itself · margin ${value(margin)} · alpha ${String(settings['alpha'])}`,
    columns,
    rows: document.rows,
    notes: [
      `${String(settings['trials'])} pairs of runs a line (seed ${String(settings['seed'])}), ${String(settings['questions'])} questions of ${String(settings['turns'])} turns; noise drawn from ${from}.`,
      'none (A/A): an unchanged model; what is "regressed" there is a false alarm.',
      ...(document.rows.some((row) => row.noise === 'judge')
        ? ['judge: the same answers judged again; the noise of generating them anew is not in it.']
        : []),
      ...document.warnings,
    ],
  }
}
