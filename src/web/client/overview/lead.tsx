import type { PageDifference } from '../../../domain/page/page-results.ts'
import { fixed } from '../../../report/round.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { counted, percentText, pText, scoreText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'

/** The answer in a sentence: the first two models, paired question by question. */
export function Lead() {
  const { judge, index } = usePage()
  const { single, pairs } = judge.results
  const [lead, unit] =
    single === null ? [pairs?.lead ?? null, 'wins' as const] : [single.lead, 'points' as const]
  if (lead === null) {
    const [only] = index.document.models
    return <h1>{only === undefined ? 'No results' : `Results of ${visible(only)}`}</h1>
  }
  const inPairs = single === null ? null : (pairs?.lead ?? null)
  return (
    <>
      <Sentence lead={lead} unit={unit} />
      <p class="standfirst">{details(lead, unit)}</p>
      {inPairs === null ? null : (
        <p class="standfirst">
          In pairs <b>{visible(inPairs.a)}</b>{' '}
          {isSure(inPairs) ? 'is better than' : 'leads, but cannot be told apart from'}{' '}
          <b>{visible(inPairs.b)}</b>: {shortDetails(inPairs)}.
        </p>
      )}
    </>
  )
}

type Unit = 'points' | 'wins'

function Sentence({ lead, unit }: { lead: PageDifference; unit: Unit }) {
  const [a, b] = [visible(lead.a), visible(lead.b)]
  return isSure(lead) ? (
    <h1>
      <b>{a}</b> is better than <b>{b}</b>, by {size(lead.difference, unit)}.
    </h1>
  ) : (
    <h1>
      <b>{a}</b> leads, but <b>{b}</b> cannot be told apart from it.
    </h1>
  )
}

/** Whether the interval of the difference leaves out 0. */
function isSure({ ci }: PageDifference): boolean {
  return ci !== null && (ci[0] > 0 || ci[1] < 0)
}

function size(difference: number, unit: Unit): string {
  if (unit === 'points') return `${scoreText(difference)} points of 10`
  return `${percentText(difference, 0)} points of the win rate`
}

function numberText(value: number, unit: Unit): string {
  const text = unit === 'points' ? fixed(value, 2) : fixed(value * 100, 1)
  return text.replace('-', '−')
}

function intervalText({ ci }: PageDifference, unit: Unit): string {
  if (ci === null) return 'too few questions for an interval'
  return `interval ${numberText(ci[0], unit)} to ${numberText(ci[1], unit)}`
}

function details(lead: PageDifference, unit: Unit): string {
  const mde =
    lead.mde === null || isSure(lead)
      ? ''
      : ` A difference of ${numberText(lead.mde, unit)} would have been found with 80 % power.`
  return `The difference of the first two is ${numberText(lead.difference, unit)} (${intervalText(lead, unit)}; ${pText(lead.p)}), paired over ${counted(lead.questions, 'question')}: better on ${lead.win}, equal on ${lead.tie}, worse on ${lead.loss}.${mde}`
}

function shortDetails(lead: PageDifference): string {
  return `${numberText(lead.difference, 'wins')} points of the win rate (${intervalText(lead, 'wins')}; ${pText(lead.p)}; ${counted(lead.questions, 'question')})`
}
