import type { Share } from '../../src/domain/judge-weights.ts'
import type { FitDocument, Row, Rows } from './document.ts'

/** The document as a table for people: agreement with experts, features, order of the models. */
export function fitTable(document: FitDocument): string {
  const { cross_validated: figures } = document
  return [
    'Agreement with the paper’s experts, cross-validated by question; 95 % intervals by question',
    '',
    line('', { features: 'features', longest: 'longest', difference: 'difference', n: 'n' }),
    ...section('ten pairs whose answers are at hand', figures.all),
    ...section('with v1.3 taken for v1.2', figures.with_stand_ins),
    ...section('forced, by turn', figures.by_turn),
    ...section('forced, by category', figures.by_category),
    ...section('forced, by pair of models', figures.by_pair),
    ...section('forced, on models left out of the fit', figures.on_unseen_models),
    '',
    `GPT-4 on the same votes: S2 ${shown(figures.gpt4.s2)} (n = ${figures.gpt4.s2.n}), S1 ${shown(figures.gpt4.s1)} (n = ${figures.gpt4.s1.n})`,
    `The known order of the models alone, no answer read: ${shown(figures.known_order_alone)} (n = ${figures.known_order_alone.n})`,
    '',
    'Features: weight for one standard deviation, and what leaving the feature out costs (points, not nested)',
    ...featureLines(document),
    '',
    ...orderLines(document),
    '',
  ].join('\n')
}

function section(title: string, rows: Rows): string[] {
  return ['', title, ...Object.entries(rows).map(([name, row]) => rowLine(name, row))]
}

function rowLine(name: string, row: Row): string {
  return line(`  ${name}`, {
    features: shown(row.features),
    longest: shown(row.longest),
    difference: shown(row.difference, '+'),
    n: String(row.features.n),
  })
}

function line(
  name: string,
  cells: { features: string; longest: string; difference: string; n: string },
): string {
  const { features, longest, difference, n } = cells
  return `${name.padEnd(32)}${features.padStart(19)}${longest.padStart(19)}${difference.padStart(22)}${n.padStart(6)}`
}

function shown({ share, interval }: Omit<Share, 'n'>, sign = ''): string {
  const point = (value: number) => `${value >= 0 ? sign : ''}${(value * 100).toFixed(1)}`
  return interval === null ? point(share) : `${point(share)} [${interval.map(point).join(', ')}]`
}

function featureLines(document: FitDocument): string[] {
  return Object.entries(document.standardised_weights)
    .sort(([, a], [, b]) => b - a)
    .map(([name, weight]) => {
      const cost = document.cost_of_leaving_out[name] ?? 0
      return `  ${name.padEnd(20)}${weight.toFixed(3).padStart(8)}${(cost * 100).toFixed(1).padStart(8)}`
    })
}

function orderLines({ known_order: found }: FitDocument): string[] {
  const interval =
    found.interval === null ? 'no interval' : found.interval.map((t) => t.toFixed(2)).join(', ')
  return [
    `Order of the published models by ${found.battles} held-out verdicts: Kendall’s tau-b with GPT-4’s order ${found.tau?.toFixed(3) ?? 'unknown'} [${interval}]`,
    ...found.order.map(
      ({ model, strength, known_rank: rank }) =>
        `  ${model.padEnd(20)}${strength.toFixed(2).padStart(8)}   known rank ${rank}`,
    ),
  ]
}
