import type { ComponentChildren } from 'preact'
import type { PageAgreement, PagePairs } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { ScrollTable } from '../frame/scroll-table.tsx'
import { halfText, percentText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { type Flag, hashOf } from '../state/route.ts'

/** How far the judge can be trusted: order, length, people, and what it left unread. */
export function Trust() {
  const { judge, index } = usePage()
  const { pairs } = judge.results
  const { agreement } = index.document
  const names = index.document.judges.flatMap(({ name }) => [name, `${name} (single)`])
  const mine = [judge.name, `${judge.name} (single)`]
  const isShown = ({ a, b }: PageAgreement) =>
    [a, b].every((side) => !names.includes(side)) ||
    (mine.includes(a) && !names.includes(b)) ||
    (mine.includes(b) && !names.includes(a))
  const own = agreement.filter((row) => row.setup === 'S2' && isShown(row))
  return (
    <section aria-labelledby="trust">
      <h2 id="trust">How far to trust this judge</h2>
      <div class="facts">
        {pairs === null ? null : <OrderFact pairs={pairs} />}
        {pairs === null ? null : <LengthFact pairs={pairs} />}
        <UnreadFact />
      </div>
      {own.length === 0 ? null : <AgreementTable rows={own} />}
    </section>
  )
}

function OrderFact({ pairs }: { pairs: PagePairs }) {
  const all = pairs.rows.filter(
    (row) => row.category === null && row.turn === 'all' && row.opponent === null,
  )
  const total = (pick: (row: (typeof all)[number]) => number) =>
    all.reduce((sum, row) => sum + pick(row), 0)
  const n = total((row) => row.n)
  const [first, second] = [total((row) => row.first), total((row) => row.second)]
  if (n === 0) return null
  return (
    <Fact
      figure={`${percentText((n - first - second) / n)} %`}
      name="same verdict in both orders"
      flag="flip"
      link="Order flips"
    >
      {first + second === 0
        ? 'No match depends on which answer is shown first.'
        : `Of the other matches ${percentText(first / (first + second), 0)} % favour the answer shown first.`}
    </Fact>
  )
}

function LengthFact({ pairs: { longer } }: { pairs: PagePairs }) {
  if (longer.share === null) return null
  const half = halfText(longer.ci, { scale: 100, decimals: 1 })
  return (
    <Fact
      figure={`${percentText(longer.share)} %`}
      name={`of wins go to the longer answer ${half}`}
    >
      Of {longer.n.toLocaleString('en')} matches with a winner. A longer answer may be the better
      one: a high share is a reason to look, not a proof.
    </Fact>
  )
}

function UnreadFact() {
  const { index, judge } = usePage()
  const { grades, matches } = index.document
  const own = (row: { judge: number }) => row.judge === judge.place
  const unread =
    grades.filter((grade) => own(grade) && grade.score === null).length +
    matches.filter((match) => own(match) && match.winner === 'error').length
  const all = grades.filter(own).length + matches.filter(own).length
  return (
    <Fact
      figure={unread.toLocaleString('en')}
      name={unread === 1 ? 'judgment could not be read' : 'judgments could not be read'}
      flag="unparsed"
      link="Unread judgments"
    >
      Of {all.toLocaleString('en')} grades and matches that count here.
    </Fact>
  )
}

function Fact(props: {
  figure: string
  name: string
  flag?: Flag
  link?: string
  children: ComponentChildren
}) {
  const { route } = usePage()
  return (
    <div class="fact">
      <p class="figure">{props.figure}</p>
      <h3>{props.name}</h3>
      <p class="note">{props.children}</p>
      {props.flag === undefined ? null : (
        <a href={hashOf({ ...route, view: 'questions', question: null, flags: [props.flag] })}>
          {props.link}
        </a>
      )}
    </div>
  )
}

function AgreementTable({ rows }: { rows: readonly PageAgreement[] }) {
  const { route } = usePage()
  return (
    <>
      <h3>Agreement with people</h3>
      <ScrollTable label="Agreement with people">
        <table class="board plain">
          <thead>
            <tr>
              <th scope="col">Between</th>
              <th scope="col" class="number">
                Agree %
              </th>
              <th scope="col" class="number">
                of votes
              </th>
              <th scope="col" class="number">
                Kappa
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.a} ${row.b}`}>
                <th scope="row" class="model">
                  {visible(row.a)} and {row.a === row.b ? 'each other' : visible(row.b)}
                </th>
                <td class="number strong">
                  {percentText(row.rate)}{' '}
                  <small>{halfText(row.ci, { scale: 100, decimals: 1 })}</small>
                </td>
                <td class="number">{row.total.toLocaleString('en')}</td>
                <td class="number">{row.kappa === null ? '–' : row.kappa.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <p class="note">
        Pairs of votes in which neither is a tie (setup S2), both turns; guessing would give 50 %.{' '}
        <a href={hashOf({ ...route, view: 'questions', question: null, flags: ['people'] })}>
          Where the judge disagrees with people
        </a>
      </p>
    </>
  )
}
