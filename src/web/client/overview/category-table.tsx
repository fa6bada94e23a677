import { useState } from 'preact/hooks'
import type { PageScore } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { ScrollTable } from '../frame/scroll-table.tsx'
import { halfText, scoreText } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf } from '../state/route.ts'
import { ModelCell } from './leaderboards.tsx'
import { Segments } from './segments.tsx'

const turns = [
  { value: 'all', label: 'Both turns' },
  { value: '1', label: 'Turn 1' },
  { value: '2', label: 'Turn 2' },
] as const

/** Mean ratings by model and category; a bar behind each figure shows its place on the scale. */
export function CategoryTable({ rows }: { rows: readonly PageScore[] }) {
  const { index, route } = usePage()
  const [turn, setTurn] = useState<'all' | '1' | '2'>('all')
  const own = rows.filter((row) => row.category !== null && row.turn === turn)
  const categories = index.categories.filter((c) => own.some((row) => row.category === c))
  const models = index.document.models.filter((model) => rows.some((row) => row.model === model))
  const cellOf = (model: string, category: string) =>
    own.find((row) => row.model === model && row.category === category)
  return (
    <div class="categories">
      {rows.some((row) => row.turn === '2') ? (
        <Segments label="Turns" options={turns} value={turn} onChoose={setTurn} />
      ) : null}
      <ScrollTable label="Scores by category">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">Model</th>
              {categories.map((category) => (
                <th key={category} scope="col" class="number">
                  <a href={hashOf({ ...route, view: 'questions', question: null, category })}>
                    {visible(category)}
                  </a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model}>
                <ModelCell model={model} />
                {categories.map((category) => (
                  <ScoreCell key={category} row={cellOf(model, category)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </div>
  )
}

function ScoreCell({ row }: { row: PageScore | undefined }) {
  const mean = row?.mean ?? null
  const half = halfText(row?.ci ?? null, { scale: 1, decimals: 2 })
  const share = mean === null ? 0 : (Math.min(10, Math.max(1, mean)) - 1) / 9
  return (
    <td class="number level" title={row === undefined ? 'no data' : `${half} n = ${row.n}`}>
      <span class="fill" aria-hidden="true" style={{ width: `${(share * 100).toFixed(1)}%` }} />
      <span class="figure">{scoreText(mean)}</span>
    </td>
  )
}
