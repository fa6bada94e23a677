import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { PageJudge } from '../../../domain/page/page-results.ts'
import type { PageIndex } from './page-index.ts'
import type { Route } from './route.ts'

/** What every part of the page sees. */
export type Page = {
  index: PageIndex
  route: Route
  judge: { name: string; place: number; results: PageJudge }
  /** Changes some of the route; a new entry of the browser's history unless it replaces. */
  go: (change: Partial<Route>, options?: { replace: boolean }) => void
}

export const PageContext = createContext<Page | null>(null)

/** @throws Error outside of a page */
export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('not in a page')
  return page
}
