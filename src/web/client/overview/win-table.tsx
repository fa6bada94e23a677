import type { PageWins } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { ScrollTable } from '../frame/scroll-table.tsx'
import { percentText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf } from '../state/route.ts'

/** Who beats whom: each cell leads to the questions of that pair. */
export function WinTable({ rows }: { rows: readonly PageWins[] }) {
  const { index, route } = usePage()
  const own = rows.filter(
    (row) => row.opponent !== null && row.category === null && row.turn === 'all',
  )
  const models = index.document.models.filter((model) =>
    own.some((row) => row.model === model || row.opponent === model),
  )
  if (own.length === 0) return null
  const cellOf = (model: string, opponent: string) =>
    own.find((row) => row.model === model && row.opponent === opponent)
  return (
    <section aria-labelledby="who-beats-whom">
      <h2 id="who-beats-whom">Who beats whom</h2>
      <p class="note">
        Wins of the row over the column in per cent, ties count half. Above 50 blue, below orange
        and italic. A cell leads to the questions of that pair.
      </p>
      <ScrollTable label="Table of who beats whom">
        <table class="heat wins">
          <thead>
            <tr>
              <th scope="col">Model</th>
              {models.map((model) => (
                <th key={model} scope="col" class="number" title={visible(model)}>
                  <bdi>{visible(model)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model}>
                <th scope="row" class="model">
                  <bdi>{visible(model)}</bdi>
                </th>
                {models.map((opponent) => (
                  <WinCell
                    key={opponent}
                    row={cellOf(model, opponent)}
                    isSelf={model === opponent}
                    href={hashOf({
                      ...route,
                      view: 'questions',
                      question: null,
                      models: [model, opponent],
                    })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  )
}

function WinCell(props: { row: PageWins | undefined; isSelf: boolean; href: string }) {
  const share = props.row?.win_rate_adjusted ?? null
  if (props.isSelf) return <td class="self" />
  if (share === null) return <td class="number">–</td>
  const strength = Math.min(1, Math.abs(share - 0.5) * 2)
  const side = share > 0.5 ? 'above' : share < 0.5 ? 'below' : 'even'
  return (
    <td class={`number share ${side}`}>
      <span
        class="wash"
        aria-hidden="true"
        style={{ opacity: (0.08 + 0.62 * strength).toFixed(3) }}
      />
      <a href={props.href} title={`n = ${props.row?.n ?? 0}`}>
        {percentText(share, 0)}
      </a>
    </td>
  )
}
