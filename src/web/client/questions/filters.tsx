import { visible } from '../../../report/terminal/visible.ts'
import { Segments } from '../overview/segments.tsx'
import type { Choice } from '../state/choose-questions.ts'
import { counted } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import { type Flag, flags, home, type Sort, sorts, type Verdict, verdicts } from '../state/route.ts'

const flagNames: Readonly<Record<Flag, string>> = {
  flip: 'Order flips',
  people: 'People disagree',
  unparsed: 'Unread',
  truncated: 'Cut short',
  changed: 'Changed',
}

const sortNames: Readonly<Record<Sort, string>> = {
  order: 'Suite’s order',
  spread: 'Largest spread',
  people: 'Most disagreement',
  change: 'Largest change',
}

const turnOptions = [
  { value: '', label: 'Both' },
  { value: '1', label: 'Turn 1' },
  { value: '2', label: 'Turn 2' },
] as const

/** Everything that narrows the list. */
export function Filters({ choice }: { choice: Choice }) {
  const { index, route, go } = usePage()
  const change = (next: Partial<typeof route>) => go(next, { replace: true })
  const hasFilter =
    route.category !== null ||
    route.turn !== null ||
    route.models.length > 0 ||
    route.verdict !== null ||
    route.flags.length > 0 ||
    route.search !== ''
  const { category, turn, models, verdict, search } = home
  return (
    <search class="filters">
      <input
        id="search"
        type="search"
        placeholder="Search questions, answers, judgments"
        aria-label="Search questions, answers and judgments"
        value={route.search}
        onInput={(event) => change({ search: event.currentTarget.value })}
      />
      <div class="row">
        <Choose
          label="Category"
          value={route.category ?? ''}
          options={[['', 'All categories'], ...index.categories.map(named)]}
          onChoose={(value) => change({ category: value === '' ? null : value })}
        />
        <Choose
          label="Sort"
          value={route.sort}
          options={sorts
            .filter((sort) => sort !== 'change' || index.document.against !== null)
            .filter((sort) => sort !== 'people' || index.document.votes.length > 0)
            .map((sort) => [sort, sortNames[sort]])}
          onChoose={(value) => change({ sort: sorts.find((sort) => sort === value) ?? 'order' })}
        />
      </div>
      <ModelFilter />
      {index.records.some((record) => record.question.turns.length > 1) ? (
        <Segments
          label="Turn"
          options={turnOptions}
          value={route.turn === null ? '' : route.turn === 1 ? '1' : '2'}
          onChoose={(value) => change({ turn: value === '' ? null : value === '1' ? 1 : 2 })}
        />
      ) : null}
      <div class="chips">
        {flags
          .filter((flag) => route.flags.includes(flag) || choice.flagCounts[flag] > 0)
          .map((flag) => (
            <button
              key={flag}
              type="button"
              class="chip"
              aria-pressed={route.flags.includes(flag)}
              onClick={() => change({ flags: toggled(route.flags, flag) })}
            >
              {flagNames[flag]} <span class="count">{choice.flagCounts[flag]}</span>
            </button>
          ))}
      </div>
      <p class="found" role="status">
        {counted(choice.listed.length, 'question')} of {index.records.length}
        {hasFilter ? (
          <button
            type="button"
            class="quiet"
            onClick={() => change({ category, turn, models, verdict, search, flags: [] })}
          >
            Clear
          </button>
        ) : null}
      </p>
    </search>
  )
}

/** Up to two models whose matches and grades count, and how the first fared. */
function ModelFilter() {
  const { index, route, go } = usePage()
  const { models } = index.document
  const [first = '', second = ''] = route.models
  const rest = route.models.slice(2)
  const change = (a: string, b: string) => {
    const chosen = [...new Set([a, b, ...rest])].filter((id) => id !== '')
    const verdict = chosen.length === 0 ? { verdict: null } : {}
    go({ models: chosen, ...verdict }, { replace: true })
  }
  const verdictNames: Readonly<Record<Verdict, string>> = {
    win: 'It wins',
    loss: 'It loses',
    tie: 'Tie',
    unread: 'Unread',
  }
  return (
    <>
      <div class="row">
        <Choose
          label="Model"
          value={first}
          options={[['', 'All models'], ...models.map(named)]}
          onChoose={(value) => change(value, second)}
        />
        {first === '' ? null : (
          <Choose
            label="Against"
            value={second}
            options={[['', 'any other'], ...models.filter((id) => id !== first).map(named)]}
            onChoose={(value) => change(first, value)}
          />
        )}
      </div>
      {first === '' || index.document.matches.length === 0 ? null : (
        <div class="row">
          <Choose
            label="Verdict"
            value={route.verdict ?? ''}
            options={[['', 'Any verdict'], ...verdicts.map((v): Named => [v, verdictNames[v]])]}
            onChoose={(value) =>
              go({ verdict: verdicts.find((v) => v === value) ?? null }, { replace: true })
            }
          />
        </div>
      )}
    </>
  )
}

type Named = readonly [value: string, label: string]

function named(name: string): Named {
  return [name, visible(name)]
}

function Choose(props: {
  label: string
  value: string
  options: readonly Named[]
  onChoose: (value: string) => void
}) {
  return (
    <div class="choose">
      <select
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}

function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one]
}
