import type { JsonDocument } from '../../report/json-document.ts'
import { intervalLegend } from '../../report/tables/with-interval.ts'

/** What the tables mean and what was left out, in words. */
export function agreementNotes(document: JsonDocument<unknown>): string[] {
  const { left_out: out, settings, warnings } = document
  return [
    intervalLegend({
      confidence: Number(settings['confidence']),
      how: `by question: t for per cent, kept within 0 and 100; bootstrap of ${settings['resamples']} resamples, seed ${settings['seed']}, for kappa, AC1 and alpha`,
    }),
    ...(settings['by'] === 'model-pair'
      ? [
          'gap: difference of the two models’ shares of wins over one another in the experts’ votes (where there are none, all votes) that are no ties.',
        ]
      : []),
    ...(settings['by'] === null ? [] : ['Single turns: --format csv or json.']),
    'Votes of individuals without a partner in the other group: by what is missing there (no question, turn, pair of models), or nobody but the individual voted (own only).',
    ...(out['no_partner'] ? [`${out['no_partner']} votes met no other individual’s at all.`] : []),
    ...Object.entries(lossTexts).flatMap(([name, text]) =>
      out[name] ? [`${out[name]} left out: ${text}.`] : [],
    ),
    ...warnings,
  ]
}

const lossTexts: Readonly<Record<string, string>> = {
  error: 'votes or judged pairs with an error for a winner',
  unparsed: 'grades without a rating from 1 to 10',
  repeated: 'a second vote of an individual on the same answers, or a further choice or repeat',
  superseded: 'judgments that another row of the same key replaces',
  bad_lines: 'lines that cannot be read',
}
