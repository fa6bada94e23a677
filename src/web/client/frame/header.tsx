import { visible } from '../../../report/terminal/visible.ts'
import { usePage } from '../state/page-context.ts'
import { hashOf, type View, views } from '../state/route.ts'
import { ThemeSwitch } from './theme-switch.tsx'

const viewNames: Readonly<Record<View, string>> = {
  overview: 'Overview',
  questions: 'Questions',
  moved: 'What moved',
  run: 'Run',
}

/** Where one is, and what is looked at: views, judge, theme, help. */
export function Header({ onHelp }: { onHelp: () => void }) {
  const { index, route, judge, go } = usePage()
  const { against, judges, bench } = index.document
  const shown = views.filter((view) => view !== 'moved' || against !== null)
  return (
    <header class="bar">
      <a class="brand" href={hashOf({ ...route, view: 'overview' })}>
        mtbench<span class="bench">{visible(bench)}</span>
      </a>
      <nav aria-label="Views">
        {shown.map((view) => (
          <a
            key={view}
            href={hashOf({ ...route, view })}
            aria-current={route.view === view ? 'page' : undefined}
          >
            {viewNames[view]}
          </a>
        ))}
      </nav>
      <div class="tools">
        {judges.length > 1 ? (
          <label>
            <span>Judge</span>
            <select
              value={judge.name}
              onChange={(event) => go({ judge: event.currentTarget.value }, { replace: true })}
            >
              {judges.map(({ name }) => (
                <option key={name} value={name}>
                  {visible(name)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <ThemeSwitch />
        <button type="button" class="icon" aria-label="Help and keys" onClick={onHelp}>
          ?
        </button>
      </div>
    </header>
  )
}
