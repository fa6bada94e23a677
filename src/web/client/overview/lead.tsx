import type { PageDifference } from '../../../domain/page/page-results.ts'
import { fixed } from '../../../report/round.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { counted, percentText, pText, scoreText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'

/** The answer in a sentence: the first two models, paired question by question. */
export function Lead() {
  const { judge, index } = usePage()
  const { single, pairs } = judge.results
  if (single !== null) {
    return <Sentence lead={single.lead} unit="points" only={index.document.models[0]} />
  }
  return <Sentence lead={pairs?.lead ?? null} unit="wins" only={index.document.models[0]} />
}

function Sentence(props: {
  lead: PageDifference | null
  unit: 'points' | 'wins'
  only: string | undefined
}) {
  const { lead, unit } = props
  if (lead === null) {
    return <h1>{props.only === undefined ? 'No results' : `Results of ${visible(props.only)}`}</h1>
  }
  const isSure = lead.ci !== null && (lead.ci[0] > 0 || lead.ci[1] < 0)
  const [a, b] = [visible(lead.a), visible(lead.b)]
  return (
    <>
      <h1>
        {isSure ? (
          <>
            <b>{a}</b> is better than <b>{b}</b>, by {size(lead.difference, unit)}.
          </>
        ) : (
          <>
            <b>{a}</b> leads, but <b>{b}</b> cannot be told apart from it.
          </>
        )}
      </h1>
      <p class="standfirst">{details(lead, unit)}</p>
    </>
  )
}

function size(difference: number, unit: 'points' | 'wins'): string {
  if (unit === 'points') return `${scoreText(difference)} points of 10`
  return `${percentText(difference, 0)} points of the win rate`
}

function details(lead: PageDifference, unit: 'points' | 'wins'): string {
  const number = (value: number) =>
    unit === 'points' ? fixed(value, 2) : `${fixed(value * 100, 1)}`
  const interval =
    lead.ci === null
      ? 'too few questions for an interval'
      : `interval ${number(lead.ci[0]).replace('-', '−')} to ${number(lead.ci[1]).replace('-', '−')}`
  const mde =
    lead.mde === null || (lead.ci !== null && lead.ci[0] > 0)
      ? ''
      : ` A difference of ${number(lead.mde)} would have been found with 80 % power.`
  return `The difference of the first two is ${number(lead.difference)} (${interval}; ${pText(lead.p)}), paired over ${counted(lead.questions, 'question')}: better on ${lead.win}, equal on ${lead.tie}, worse on ${lead.loss}.${mde}`
}
