import type { PageChange } from '../../../domain/page/page-document.ts'
import { fixed } from '../../../report/round.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { WarningList } from '../overview/notes.tsx'
import { counted, oneLine, pText, signed } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf } from '../state/route.ts'
import { ScrollTable } from './scroll-table.tsx'

/** Questions that are listed of each model. */
const mostMoves = 12

/** What moved since the other run, model by model, and on which questions. */
export function MovedView() {
  const { index, judge } = usePage()
  const { against } = index.document
  if (against === null) return <p class="empty">This report holds no other run.</p>
  const own = against.changes.filter((change) => change.judge === judge.place)
  return (
    <>
      <header class="title">
        <p class="eyebrow">Against {visible(against.name)}</p>
        <h1>What moved</h1>
        <p class="standfirst">
          Now less before, paired question by question over what both runs have. A change whose
          interval holds 0 may be chance.
        </p>
      </header>
      {against.warnings.length === 0 ? null : <WarningList warnings={against.warnings} />}
      {own.length === 0 ? <p class="empty">This judge judged nothing in both runs.</p> : null}
      {(['grade', 'match'] as const).map((kind) => (
        <Changes key={kind} kind={kind} changes={own.filter((change) => change.kind === kind)} />
      ))}
    </>
  )
}

const kindNames = {
  grade: { title: 'Grades', unit: 'points of 10', digits: 2 },
  match: { title: 'Points won in matches', unit: 'of 1 a match', digits: 3 },
}

function Changes({ kind, changes }: { kind: PageChange['kind']; changes: readonly PageChange[] }) {
  const { index } = usePage()
  const { title, unit, digits } = kindNames[kind]
  if (changes.length === 0) return null
  return (
    <section aria-labelledby={`moved-${kind}`}>
      <h2 id={`moved-${kind}`}>{title}</h2>
      <ScrollTable label={`Table of changes, ${title}`}>
        <table class="board">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">
                Before
              </th>
              <th scope="col" class="number">
                Now
              </th>
              <th scope="col" class="number">
                Change, {unit}
              </th>
              <th scope="col" class="number">
                Interval
              </th>
              <th scope="col" class="number minor">
                p
              </th>
              <th scope="col" class="number minor">
                Would be found
              </th>
              <th scope="col" class="number minor">
                Better / same / worse
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.flatMap((change) =>
              change.rows
                .filter((row) => row.category === null)
                .map((row) => (
                  <tr key={change.model}>
                    <th scope="row" class="model">
                      <bdi>{visible(index.document.models[change.model] ?? '')}</bdi>
                    </th>
                    <td class="number">{fixed(row.mean_b, digits)}</td>
                    <td class="number">{fixed(row.mean_a, digits)}</td>
                    <td class="number strong">{signed(row.difference, digits)}</td>
                    <td class="number">{intervalText(row.ci, digits)}</td>
                    <td class="number minor">{pText(row.p)}</td>
                    <td class="number minor">{row.mde === null ? '–' : fixed(row.mde, digits)}</td>
                    <td class="number minor">
                      {row.win} / {row.tie} / {row.loss}
                    </td>
                  </tr>
                )),
            )}
          </tbody>
        </table>
      </ScrollTable>
      {changes.map((change) => (
        <Moves key={change.model} change={change} />
      ))}
    </section>
  )
}

function Moves({ change }: { change: PageChange }) {
  const { index, route } = usePage()
  const { digits } = kindNames[change.kind]
  const moved = change.moves.filter((move) => move.now !== move.before)
  const model = index.document.models[change.model] ?? ''
  const left = Object.entries(change.left_out).filter(([, count]) => count > 0)
  return (
    <>
      <h3>
        <bdi>{visible(model)}</bdi>:{' '}
        {moved.length === 0 ? 'nothing changed' : `${counted(moved.length, 'question')} changed`}
      </h3>
      {left.length === 0 ? null : (
        <p class="note">
          Left out: {left.map(([name, n]) => `${n} ${name.replaceAll('_', ' ')}`).join(', ')}.
        </p>
      )}
      <ByCategory change={change} digits={digits} />
      <ol class="moves">
        {moved.slice(0, mostMoves).map((move) => {
          const question = index.document.questions[move.question]
          if (question === undefined) return null
          const id = String(question.id)
          const difference = move.now - move.before
          return (
            <li key={move.question}>
              <a href={hashOf({ ...route, view: 'questions', question: id, models: [model] })}>
                <span class={`number ${difference > 0 ? 'up' : 'down'}`}>
                  {signed(difference, digits)}
                </span>
                <span class="id">{visible(id)}</span>
                <span class="words">{oneLine(question.turns[0])}</span>
                <span class="note">
                  {fixed(move.before, digits)} → {fixed(move.now, digits)}
                </span>
              </a>
            </li>
          )
        })}
      </ol>
      {moved.length > mostMoves ? (
        <a
          href={hashOf({
            ...route,
            view: 'questions',
            question: null,
            models: [model],
            sort: 'change',
          })}
        >
          All {moved.length}
        </a>
      ) : null}
    </>
  )
}

/** Where a model changed: by category, p adjusted for their number (Holm). */
function ByCategory({ change, digits }: { change: PageChange; digits: number }) {
  const rows = change.rows.filter((row) => row.category !== null && row.win + row.loss > 0)
  if (rows.length < 2) return null
  return (
    <details class="fold">
      <summary>By category</summary>
      <ScrollTable label={`Changes by category, ${visible(change.other)}`}>
        <table class="board plain">
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col" class="number">
                Change
              </th>
              <th scope="col" class="number">
                Interval
              </th>
              <th scope="col" class="number">
                p, Holm
              </th>
              <th scope="col" class="number">
                Questions
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.category}>
                <th scope="row" class="model">
                  {visible(row.category ?? '')}
                </th>
                <td class="number strong">{signed(row.difference, digits)}</td>
                <td class="number">{intervalText(row.ci, digits)}</td>
                <td class="number">{row.p_holm === null ? '–' : pText(row.p_holm)}</td>
                <td class="number">{row.questions}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </details>
  )
}

function intervalText(ci: readonly [number, number] | null, digits: number): string {
  return ci === null ? 'none' : `${signed(ci[0], digits)} to ${signed(ci[1], digits)}`
}
