import type { PageScore, PageWins } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { ScrollTable } from '../frame/scroll-table.tsx'
import { halfText, percentText, scoreText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf } from '../state/route.ts'
import { domainOf, IntervalMark, type Scale } from './interval-mark.tsx'
import { Notes } from './notes.tsx'

/** Models by mean rating, with intervals, by turn. */
export function ScoreBoard({ rows }: { rows: readonly PageScore[] }) {
  const { index } = usePage()
  const whole = rows
    .filter((row) => row.category === null && row.turn === 'all')
    .sort((x, y) => (y.mean ?? -1) - (x.mean ?? -1))
  const scale = domainOf(
    whole.map(({ mean, ci }) => ({ figure: mean, ci })),
    [1, 10],
  )
  const ofTurn = (model: string, turn: '1' | '2') =>
    rows.find((row) => row.model === model && row.turn === turn && row.category === null)
  const hasTurns = rows.some((row) => row.turn === '2')
  return (
    <section aria-labelledby="grades">
      <h2 id="grades">Grades</h2>
      <ScrollTable label="Table of grades">
        <table class="board">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">
                Mean
              </th>
              <ScaleHead scale={scale} text={String} label="1 to 10" />
              {hasTurns ? (
                <th scope="col" class="number minor detail">
                  Turn 1
                </th>
              ) : null}
              {hasTurns ? (
                <th scope="col" class="number minor detail">
                  Turn 2
                </th>
              ) : null}
              <th scope="col" class="number minor">
                n
              </th>
              <th scope="col" class="minor left">
                Left out
              </th>
            </tr>
          </thead>
          <tbody>
            {whole.map((row) => (
              <tr key={row.model}>
                <ModelCell model={row.model} />
                <td class="number strong">
                  {scoreText(row.mean)} <small>{halfText(row.ci, { scale: 1, decimals: 2 })}</small>
                </td>
                <td class="graph">
                  <IntervalMark figure={row.mean} ci={row.ci} scale={scale} />
                </td>
                {hasTurns ? (
                  <td class="number minor detail">
                    {scoreText(ofTurn(row.model, '1')?.mean ?? null)}
                  </td>
                ) : null}
                {hasTurns ? (
                  <td class="number minor detail">
                    {scoreText(ofTurn(row.model, '2')?.mean ?? null)}
                  </td>
                ) : null}
                <td class="number minor">{row.n}</td>
                <td class="minor left">{leftOut({ unparsed: row.unparsed, ...covered(row) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <Notes conditions={index.document.single} />
    </section>
  )
}

/** Models by win rate, with intervals. */
export function WinBoard({ rows }: { rows: readonly PageWins[] }) {
  const { index } = usePage()
  const { pairs } = index.document
  const isAverage = rows.some((row) => row.average_win_rate !== null)
  const whole = rows
    .filter((row) => row.category === null && row.turn === 'all' && row.opponent === null)
    .map((row) => ({
      row,
      figure: isAverage ? row.average_win_rate : row.win_rate_adjusted,
      ci: isAverage ? row.average_ci : row.ci,
    }))
    .sort((x, y) => (y.figure ?? -1) - (x.figure ?? -1))
  const scale = domainOf(whole, [0, 1])
  const title =
    pairs?.baseline == null ? 'Win rates' : `Win rates against ${visible(pairs.baseline)}`
  return (
    <section aria-labelledby="wins">
      <h2 id="wins">{title}</h2>
      <ScrollTable label="Table of win rates">
        <table class="board">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">
                {isAverage ? 'Average %' : 'Win % (ties half)'}
              </th>
              <ScaleHead scale={scale} text={(share) => percentText(share, 0)} label="per cent" />
              <th scope="col" class="number minor detail">
                Win
              </th>
              <th scope="col" class="number minor detail">
                Loss
              </th>
              <th scope="col" class="number minor detail">
                Tie
              </th>
              <th scope="col" class="number minor">
                n
              </th>
              <th scope="col" class="minor left">
                Left out
              </th>
            </tr>
          </thead>
          <tbody>
            {whole.map(({ row, figure, ci }) => (
              <tr key={row.model}>
                <ModelCell model={row.model} />
                <td class="number strong">
                  {percentText(figure)} <small>{halfText(ci, { scale: 100, decimals: 1 })}</small>
                </td>
                <td class="graph">
                  <IntervalMark figure={figure} ci={ci} scale={scale} />
                </td>
                <td class="number minor detail">{row.win}</td>
                <td class="number minor detail">{row.loss}</td>
                <td class="number minor detail">{row.tie}</td>
                <td class="number minor">{row.n}</td>
                <td class="minor left">{leftOut({ unread: row.error, ...covered(row) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      <Notes conditions={pairs} />
    </section>
  )
}

function ScaleHead(props: { scale: Scale; text: (value: number) => string; label: string }) {
  const { scale, text } = props
  return (
    <th scope="col" class="graph">
      <span class="hidden">Interval, scale {props.label}</span>
      <span class="ends" aria-hidden="true">
        <span>{text(scale.low)}</span>
        <span>{text(scale.high)}</span>
      </span>
    </th>
  )
}

/** A model's name, which leads to its questions. */
export function ModelCell({ model }: { model: string }) {
  const { route } = usePage()
  const shown = visible(model)
  return (
    <th scope="row" class="model">
      <a
        href={hashOf({ ...route, view: 'questions', question: null, models: [model] })}
        title={shown}
      >
        <bdi>{shown}</bdi>
      </a>
    </th>
  )
}

function covered(row: { missing: number | null; stale: number | null }) {
  return { missing: row.missing ?? 0, stale: row.stale ?? 0 }
}

function leftOut(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.length === 0 ? 'none' : parts.map(([name, count]) => `${count} ${name}`).join(', ')
}
