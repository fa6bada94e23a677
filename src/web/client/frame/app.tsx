import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Overview } from '../overview/overview.tsx'
import { QuestionsView } from '../questions/questions-view.tsx'
import { type Page, PageContext } from '../state/page-context.ts'
import { judgePlace, type PageIndex } from '../state/page-index.ts'
import { hashOf, type Route, routeOf } from '../state/route.ts'
import { Header } from './header.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { useKeys } from './keys.ts'
import { MovedView } from './moved-view.tsx'
import { RunView } from './run-view.tsx'

/** The whole page: header, one view, help. */
export function App({ index, trouble }: { index: PageIndex; trouble: string | null }) {
  const [route, go] = useRoute()
  const main = useRef<HTMLElement>(null)
  const help = useRef<HTMLDialogElement>(null)
  const page = useMemo((): Page | null => {
    const place = judgePlace(index.document, route.judge)
    const results = index.document.judges[place]
    if (results === undefined) return null
    return { index, route, go, judge: { name: results.name, place, results } }
  }, [index, route, go])
  useKeys(page, { help: () => help.current?.showModal() })
  useEffect(() => {
    document.title = index.document.title
  }, [index])
  if (page === null) return <p class="loading">This report holds no judgments.</p>
  return (
    <PageContext.Provider value={page}>
      <a
        class="skip"
        href={hashOf(route)}
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the content
      </a>
      <Header onHelp={() => help.current?.showModal()} />
      {trouble === null ? null : (
        <p class="trouble" role="status">
          {trouble}
        </p>
      )}
      <main ref={main} tabIndex={-1} class={`view-${route.view}`}>
        <View page={page} />
      </main>
      <HelpDialog dialog={help} />
    </PageContext.Provider>
  )
}

function View({ page }: { page: Page }) {
  const { view } = page.route
  if (view === 'questions') return <QuestionsView />
  if (view === 'run') return <RunView />
  return view === 'moved' ? <MovedView /> : <Overview />
}

/** The route in the address, and how to change it. */
function useRoute(): [Route, Page['go']] {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.hash))
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  const go = useCallback<Page['go']>((change, options) => {
    const before = routeOf(location.hash)
    const next = { ...before, ...change }
    if (options?.replace === true) history.replaceState(null, '', hashOf(next))
    else history.pushState(null, '', hashOf(next))
    setRoute(next)
    if (next.view !== before.view) scrollTo(0, 0)
  }, [])
  return [route, go]
}
