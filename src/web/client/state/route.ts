/** What the page shows; all of it stands in the address after `#`, so that it can be sent on. */
export type Route = {
  view: View
  /** Question id as text; null for the list alone, or the first match. */
  question: string | null
  judge: string | null
  /** Models that are chosen, by id. */
  models: readonly string[]
  category: string | null
  turn: 1 | 2 | null
  verdict: Verdict | null
  flags: readonly Flag[]
  search: string
  sort: Sort
  text: TextView
}

export const views = ['overview', 'questions', 'moved', 'run'] as const
export type View = (typeof views)[number]

/** Seen from the first chosen model. */
export const verdicts = ['win', 'loss', 'tie', 'unread'] as const
export type Verdict = (typeof verdicts)[number]

export const flags = ['flip', 'people', 'unparsed', 'truncated', 'changed'] as const
export type Flag = (typeof flags)[number]

export const sorts = ['order', 'spread', 'people', 'change'] as const
export type Sort = (typeof sorts)[number]

export const textViews = ['rendered', 'source', 'differences'] as const
export type TextView = (typeof textViews)[number]

export const home: Route = {
  view: 'overview',
  question: null,
  judge: null,
  models: [],
  category: null,
  turn: null,
  verdict: null,
  flags: [],
  search: '',
  sort: 'order',
  text: 'rendered',
}

/** The address of a route: `#/questions/81?model=a&model=b`. */
export function hashOf(route: Route): string {
  const query = new URLSearchParams()
  if (route.judge !== null) query.append('judge', route.judge)
  for (const model of route.models) query.append('model', model)
  if (route.category !== null) query.append('category', route.category)
  if (route.turn !== null) query.append('turn', String(route.turn))
  if (route.verdict !== null) query.append('verdict', route.verdict)
  for (const flag of route.flags) query.append('only', flag)
  if (route.search !== '') query.append('search', route.search)
  if (route.sort !== home.sort) query.append('sort', route.sort)
  if (route.text !== home.text) query.append('text', route.text)
  const place = route.question === null ? '' : `/${encodeURIComponent(route.question)}`
  const rest = query.toString()
  return `#/${route.view}${place}${rest === '' ? '' : `?${rest}`}`
}

/** The route of an address; what it does not say, or says wrongly, is as at home. */
export function routeOf(hash: string): Route {
  const [path = '', rest = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?')
  const [view = '', question] = splitOnce(path, '/')
  const query = new URLSearchParams(rest)
  const turn = query.get('turn')
  return {
    view: oneOf(views, view) ?? home.view,
    question: question === undefined || question === '' ? null : decoded(question),
    judge: query.get('judge'),
    models: [...new Set(query.getAll('model'))],
    category: query.get('category'),
    turn: turn === '1' ? 1 : turn === '2' ? 2 : null,
    verdict: oneOf(verdicts, query.get('verdict')) ?? null,
    flags: flags.filter((flag) => query.getAll('only').includes(flag)),
    search: query.get('search') ?? '',
    sort: oneOf(sorts, query.get('sort')) ?? home.sort,
    text: oneOf(textViews, query.get('text')) ?? home.text,
  }
}

function oneOf<T extends string>(known: readonly T[], word: string | null): T | undefined {
  return known.find((one) => one === word)
}

function splitOnce(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** Addresses are typed by people: one that is no valid escape is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
