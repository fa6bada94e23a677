import { useEffect } from 'preact/hooks'
import { chooseQuestions } from '../state/choose-questions.ts'
import type { Page } from '../state/page-context.ts'
import { routeOf, type TextView, textViews, type View, views } from '../state/route.ts'

/** Keys and what they do, as the help lists them. */
export const keyHelp: readonly (readonly [keys: string, does: string])[] = [
  ['1 2 3 4', 'overview, questions, what moved, run'],
  ['j k', 'next, previous question of the list'],
  ['/', 'search'],
  ['t', 'turn 1, turn 2, both'],
  ['v', 'answers rendered, as source, as differences'],
  ['o', 'open or close all judgments'],
  ['?', 'this help'],
  ['Esc', 'leave a field, close the help'],
]

/** Listens for the page's keys; fields keep theirs, and so do combinations of the browser's. */
export function useKeys(page: Page | null, actions: { help: () => void }): void {
  useEffect(() => {
    if (page === null) return
    const onKey = (event: KeyboardEvent) => {
      // Two keys may come before the first is drawn: the address knows it already.
      const now = { ...page, route: routeOf(location.hash) }
      const isOurs = !isTaken(event) && act(event.key, now, actions)
      if (isOurs) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [page, actions])
}

/** Keys that belong to the browser, a field or the help; Escape leaves a field. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  const { target } = event
  if (!(target instanceof HTMLElement && target.matches('input, select, textarea'))) {
    return document.querySelector('dialog[open]') !== null
  }
  if (event.key === 'Escape') target.blur()
  return true
}

/** True where the key is one of ours. */
function act(key: string, page: Page, actions: { help: () => void }): boolean {
  const { go, route } = page
  const view: View | undefined = /^[1-4]$/.test(key) ? views[Number(key) - 1] : undefined
  if (view !== undefined) {
    if (view !== 'moved' || page.index.document.against !== null) go({ view })
    return true
  }
  const keys: Readonly<Record<string, () => void>> = {
    j: () => step(page, 1),
    k: () => step(page, -1),
    '/': () => search(page),
    t: () => go({ turn: route.turn === null ? 1 : route.turn === 1 ? 2 : null }, { replace: true }),
    v: () => go({ text: nextText(route.text) }, { replace: true }),
    o: toggleJudgments,
    '?': actions.help,
  }
  keys[key]?.()
  return key in keys
}

function nextText(text: TextView): TextView {
  return textViews[(textViews.indexOf(text) + 1) % textViews.length] ?? 'rendered'
}

/** To a neighbour in the list as it is filtered and sorted. */
export function step(page: Page, by: 1 | -1): void {
  const { listed } = chooseQuestions(page.index, page.route)
  const { question, view } = page.route
  const at = listed.findIndex((one) => String(one.record.question.id) === question)
  const isOpen = view === 'questions' && at >= 0
  const next = listed[isOpen ? at + by : by > 0 ? 0 : listed.length - 1]
  if (next === undefined) return
  page.go({ view: 'questions', question: String(next.record.question.id) }, { replace: isOpen })
}

function search(page: Page): void {
  if (page.route.view !== 'questions') page.go({ view: 'questions' })
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#search')?.focus())
}

function toggleJudgments(): void {
  const all = [...document.querySelectorAll<HTMLDetailsElement>('details.judgment')]
  const isOpening = all.some((one) => !one.open)
  for (const one of all) one.open = isOpening
}
