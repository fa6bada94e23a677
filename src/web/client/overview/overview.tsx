import { visible } from '../../../report/terminal/visible.ts'
import { counted, dayOf } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { ThemedPlot } from '../text/themed-plot.tsx'
import { CategoryTable } from './category-table.tsx'
import { Lead } from './lead.tsx'
import { ScoreBoard, WinBoard } from './leaderboards.tsx'
import { Trust } from './trust.tsx'
import { WinTable } from './win-table.tsx'

/** Who is better, by how much, how sure; then where, against whom, and how far to trust the judge. */
export function Overview() {
  const { index, judge } = usePage()
  const { document } = index
  const { single, pairs } = judge.results
  return (
    <>
      <header class="title">
        <p class="eyebrow">
          {visible(document.bench)} · {counted(document.questions.length, 'question')} · judge{' '}
          {visible(judge.name)} · {dayOf(document.latest)}
        </p>
        <Lead />
      </header>
      <div class="boards">
        {single === null ? null : <ScoreBoard rows={single.rows} />}
        {pairs === null ? null : <WinBoard rows={pairs.rows} />}
      </div>
      {single === null ? null : (
        <section aria-labelledby="by-category">
          <h2 id="by-category">Scores by category</h2>
          <div class="beside">
            <CategoryTable rows={single.rows} />
            {single.radar === null ? null : (
              <ThemedPlot svg={single.radar} label={`Radar of scores by category, ${judge.name}`} />
            )}
          </div>
        </section>
      )}
      {pairs === null ? null : <WinTable rows={pairs.rows} />}
      <Trust />
    </>
  )
}
