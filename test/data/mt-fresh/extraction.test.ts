import { describe, expect, it } from 'vitest'
import { ladder, question, reference } from './mt-fresh.ts'

type Rung = 'strong' | 'fair' | 'weak' | 'padded'
type Source = 'reference' | Rung
type Table = { head: string[]; rows: string[][] }

const KEYS: Source[] = ['reference', 'strong']
const LADDER_IDS = [1051, 1053, 1055, 1057, 1059]
const RUNGS: Rung[] = ['strong', 'fair', 'weak', 'padded']
const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
]
const DAY = 86_400_000

// ---- reading texts and answers

function need<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`not found: ${what}`)
  return value
}

function asked(id: number, turn: 1 | 2): string {
  return need(question(id).turns[turn - 1], `question ${id}, turn ${turn}`)
}

function answer(source: Source, id: number, turn: 1 | 2): string {
  const turns = source === 'reference' ? reference(id) : ladder(source, id).turns
  return need(turns[turn - 1], `${source} ${id}, turn ${turn}`)
}

/** The groups of the first match, or an error: no parser goes on after a miss. */
function grab(text: string, pattern: RegExp): string[] {
  return need(text.match(pattern), `${pattern} in the text`).slice(1)
}

function first(text: string, pattern: RegExp): string {
  return need(grab(text, pattern)[0], `${pattern}, group 1`)
}

function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from)
  const end = text.indexOf(to, start + from.length)
  if (start < 0 || end < 0) throw new Error(`no text between ${from} and ${to}`)
  return text.slice(start + from.length, end)
}

function fenced(text: string): string {
  return first(text, /```\w*\n([\s\S]*?)\n```/)
}

function afterFence(text: string): string {
  return need(text.split('```').at(-1), 'text after the block').trim()
}

function jsonOf(text: string): unknown {
  return JSON.parse(fenced(text))
}

function csvOf(text: string, header: string): string[][] {
  const body = need(text.split(`${header}\n`)[1], `header ${header}`)
  const lines = body.split('\n')
  const end = lines.findIndex((line) => !line.includes(','))
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.split(','))
}

function tableOf(text: string): Table {
  const lines = text.split('\n').filter((line) => line.startsWith('|'))
  const cells = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  return { head: need(cells[0], 'table head'), rows: cells.slice(2) }
}

function afterTable(text: string): string {
  return text.slice(text.lastIndexOf('|') + 1).trim()
}

function wordCount(text: string): number {
  return text.trim().split(/\s+/).length
}

function number(word: string): number {
  const at = WORDS.indexOf(word.toLowerCase())
  return at < 0 ? Number(word) : at
}

function money(cents: number): string {
  return (cents / 100).toFixed(2)
}

function cents(text: string): number {
  return Math.round(Number(text) * 100)
}

function minutes(clock: string): number {
  const [h = 0, m = 0, s = 0] = clock.split(':').map(Number)
  return h * 60 + m + s / 60
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function hhmm(total: number): string {
  return `${pad(Math.floor(total / 60))}:${pad(total % 60)}`
}

function hhmmss(total: number): string {
  const seconds = Math.round(total * 60)
  return `${hhmm(Math.floor(seconds / 60))}:${pad(seconds % 60)}`
}

function dateOf(text: string, year: number): number {
  const [day, month] = grab(text, /(\d+) (March|April|Sept)/)
  const index = { March: 2, April: 3, Sept: 8 }[month as 'March' | 'April' | 'Sept']
  return Date.UTC(year, index, Number(day))
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function isoMinute(time: number): string {
  return new Date(time).toISOString().slice(0, 16)
}

function sorted(rows: string[][]): string[][] {
  return [...rows].sort((a, b) => a.join().localeCompare(b.join()))
}

/** Pairs of names that stand in one order in the first list and in the other in the second. */
function swaps(before: Map<string, number>, after: Map<string, number>): string[] {
  const names = [...after.keys()].sort()
  const turned = (a: string, b: string): boolean => {
    const old = need(before.get(a), a) - need(before.get(b), b)
    const now = need(after.get(a), a) - need(after.get(b), b)
    return old * now < 0
  }
  return names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .filter((b) => turned(a, b))
      .map((b) => `${a}+${b}`),
  )
}

// ---- 1051 minutes

type Action = {
  code: string
  task: string
  owner: string
  due: number
  hours: number
  open: boolean
}

function hoursOf(text: string): number {
  if (text.includes('half an hour')) return 0.5
  const half = text.match(/(\w+) and a half hours/)
  return half?.[1] === undefined ? Number(first(text, /(\d+) hours/)) : number(half[1]) + 0.5
}

function dueOf(text: string): number {
  const date = dateOf(text, 2025)
  if (text.includes('one week before')) return date - 7 * DAY
  if (!text.includes('by the Friday after')) return date
  const ahead = (5 - new Date(date).getUTCDay() + 7) % 7
  return date + (ahead === 0 ? 7 : ahead) * DAY
}

function actionOf([, code = '', task = '', detail = '']: RegExpMatchArray): Action {
  const open = !/nobody|finished|voted down/.test(detail)
  const accepted = detail.match(/(\w+) accepted/)
  const owner = open ? (accepted?.[1] ?? first(detail, /^(\w+)/)) : ''
  return {
    code,
    task,
    owner,
    due: open ? dueOf(detail) : 0,
    hours: open ? hoursOf(detail) : 0,
    open,
  }
}

function minutesFirst(): Action[] {
  const text = between(asked(1051, 1), 'Item 1.', 'Format:')
  return [...text.matchAll(/(A\d+), ([^:]+): ([^.]*)\./g)].map(actionOf)
}

function minutesFinal(): Action[] {
  const text = asked(1051, 1)
  const [moved, owner = '', hours] = grab(text, /(A\d+) goes to (\w+), not .* reckons (\d+) hours/)
  const [late, days = ''] = grab(text, /(A\d+) was put back by (\w+) days/)
  return minutesFirst().map((action) => {
    if (action.code === moved) return { ...action, owner, hours: Number(hours) }
    if (action.code === late) return { ...action, due: action.due + number(days) * DAY }
    return action
  })
}

function openActions(): Action[] {
  return minutesFinal()
    .filter((action) => action.open)
    .sort((a, b) => a.due - b.due)
}

function actionRows(): string[][] {
  return openActions().map((a) => [a.code, a.task, a.owner, isoDay(a.due), a.hours.toFixed(1)])
}

function loadOf(owner: string, actions: Action[]): number {
  return actions.filter((a) => a.owner === owner).reduce((sum, a) => sum + a.hours, 0)
}

function handedOn(): Action[] {
  const text = asked(1051, 2)
  const done = first(text, /(A\d+) is done/)
  const away = first(text, /(\w+) is away/)
  const actions = openActions().filter((a) => a.code !== done)
  const others = [...new Set(openActions().map((a) => a.owner))].filter((name) => name !== away)
  for (const action of actions.filter((a) => a.owner === away)) {
    const [least = ''] = others.sort((a, b) => loadOf(a, actions) - loadOf(b, actions))
    action.owner = least
  }
  const [from, to, now] = grab(text, /from (\d+) to (\d+) April now falls due on (\d+) April/)
  const april = (day: string | undefined): number => Date.UTC(2025, 3, Number(day))
  for (const action of actions) {
    if (action.due >= april(from) && action.due <= april(to)) action.due = april(now)
  }
  return actions
}

function byOwner(): Record<string, unknown> {
  const actions = handedOn()
  const owners = [...new Set(actions.map((a) => a.owner))].sort()
  const entry = (owner: string): unknown => ({
    actions: actions
      .filter((a) => a.owner === owner)
      .sort((a, b) => a.due - b.due)
      .map((a) => ({ code: a.code, due: isoDay(a.due) })),
    hours: loadOf(owner, actions),
  })
  return Object.fromEntries(owners.map((owner) => [owner, entry(owner)]))
}

function codesIn(text: string): string[] {
  return text.match(/A\d+/g) ?? []
}

function lowerTask(rows: string[][]): string[][] {
  return rows.map(([code = '', task = '', ...rest]) => [code, task.toLowerCase(), ...rest])
}

function withoutTask(rows: string[][]): string[][] {
  return rows.map(([code = '', , ...rest]) => [code, ...rest])
}

describe('1051 minutes', () => {
  it.each(KEYS)('%s lists the open actions the minutes give', (source) => {
    const table = tableOf(answer(source, 1051, 1))
    expect(table.head).toEqual(['Code', 'Task', 'Owner', 'Due', 'Hours'])
    expect(lowerTask(table.rows)).toEqual(actionRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s names what was left out', (source) => {
    const left = minutesFinal().filter((a) => !a.open)
    const text = between(answer(source, 1051, 1), 'Left out', 'Changed')
    expect(codesIn(text)).toEqual(left.map((a) => a.code))
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s gives both values of a change', (source) => {
    const text = need(answer(source, 1051, 1).split('Changed')[1], 'the list of changes')
    const lines = text.split('\n').filter((line) => codesIn(line).length > 0)
    const before = minutesFirst()
    const changed = minutesFinal().filter((a, i) => JSON.stringify(a) !== JSON.stringify(before[i]))
    expect(lines.flatMap(codesIn)).toEqual(changed.map((a) => a.code))
    for (const value of ['Ines', 'Tobias', '6.0', '8.0']) expect(lines[0]).toContain(value)
    for (const value of ['2025-03-14', '2025-03-24']) expect(lines[1]).toContain(value)
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s passes on the work as asked', (source) => {
    const result = jsonOf(answer(source, 1051, 2))
    expect(result).toEqual(byOwner())
    expect(Object.keys(result as object)).toEqual(Object.keys(byOwner()))
    expect(wordCount(afterFence(answer(source, 1051, 2)))).toBeLessThanOrEqual(60)
  })

  it.each(KEYS)('%s explains the moves by the open hours', (source) => {
    for (const hours of ['8', '7', '5', '14', '9.5']) {
      expect(afterFence(answer(source, 1051, 2))).toMatch(new RegExp(`\\b${hours}\\b`))
    }
  })

  it('fair has the right rows in the wrong order and no hours in its explanation', () => {
    const rows = withoutTask(tableOf(answer('fair', 1051, 1)).rows)
    expect(rows).not.toEqual(withoutTask(actionRows()))
    expect(sorted(rows)).toEqual(sorted(withoutTask(actionRows())))
    expect(afterFence(answer('fair', 1051, 2))).not.toMatch(/\b(14|9\.5|[578])\b/)
  })

  it('weak keeps the corrected entries and hands both actions to one person', () => {
    const rows = withoutTask(tableOf(answer('weak', 1051, 1)).rows)
    expect(rows).toContainEqual(['A1', 'Ines', '2025-03-21', '6.0'])
    expect(rows).toContainEqual(['A3', 'Odile', '2025-03-14', '4.0'])
    expect(jsonOf(answer('weak', 1051, 2))).not.toEqual(byOwner())
    expect(fenced(answer('weak', 1051, 2))).not.toMatch(/Tobias|2025-04-07/)
  })
})

// ---- 1052 log

type Span = { vent: string; from: number; to: number; atEnd: boolean }
type Watch = { at: Map<string, number>; spans: Span[]; test: boolean }

function trueLog(): { time: number; words: string }[] {
  const lines = fenced(asked(1052, 1)).split('\n')
  const clock = lines.findIndex((line) => line.includes('CLOCK'))
  const slow = Number(first(need(lines[clock], 'clock line'), /CLOCK (\d+) MIN SLOW/))
  return lines.map((line, i) => ({
    time: minutes(line.slice(0, 8)) + (i < clock ? slow : 0),
    words: line.slice(9),
  }))
}

function shut(watch: Watch, vent: string, to: number, atEnd: boolean): void {
  const from = watch.at.get(vent)
  if (from === undefined) return
  watch.at.delete(vent)
  watch.spans.push({ vent, from, to, atEnd })
}

function system(watch: Watch, words: string, time: number): void {
  if (words === 'SYS TEST ON') watch.test = true
  if (words === 'SYS TEST OFF') watch.test = false
  if (words !== 'SYS LOG END') return
  for (const vent of [...watch.at.keys()]) shut(watch, vent, time, true)
}

function move(watch: Watch, words: string, time: number, falseAlarm: boolean): void {
  const [vent = '', verb, failed] = words.split(' ')
  if (verb === 'OPEN' && !watch.at.has(vent)) watch.at.set(vent, time)
  if (verb === 'CLOSE' && (failed === undefined || falseAlarm)) shut(watch, vent, time, false)
}

function ventSpans(falseAlarm: boolean): Span[] {
  const watch: Watch = { at: new Map(), spans: [], test: false }
  for (const { time, words } of trueLog()) {
    if (words.startsWith('SYS')) system(watch, words, time)
    else if (!watch.test) move(watch, words, time, falseAlarm)
  }
  return watch.spans
}

function openMinutes(vent: string, falseAlarm: boolean): number {
  const own = ventSpans(falseAlarm).filter((span) => span.vent === vent)
  return own.reduce((sum, span) => sum + span.to - span.from, 0)
}

function ventReport(vent: string): unknown {
  const own = ventSpans(false).filter((span) => span.vent === vent)
  const [longest] = [...own].sort((a, b) => b.to - b.from - (a.to - a.from))
  const { from, to } = need(longest, `an opening of ${vent}`)
  return {
    openings: own.length,
    open_minutes: openMinutes(vent, false),
    longest: { from: hhmmss(from), to: hhmmss(to) },
    open_at_end: own.some((span) => span.atEnd),
  }
}

function overlaps(): { from: number; to: number; vents: string }[] {
  const spans = ventSpans(true)
  const cuts = [...new Set(spans.flatMap((span) => [span.from, span.to]))].sort((a, b) => a - b)
  return cuts.slice(1).flatMap((to, i) => {
    const from = need(cuts[i], 'cut')
    const open = spans.filter((span) => span.from <= from && span.to >= to).map((s) => s.vent)
    return open.length < 2 ? [] : [{ from, to, vents: open.sort().join('+') }]
  })
}

describe('1052 log', () => {
  it('reference reports the openings that the log gives when replayed', () => {
    const report = Object.fromEntries(['V1', 'V2', 'V3'].map((vent) => [vent, ventReport(vent)]))
    expect(jsonOf(answer('reference', 1052, 1))).toEqual(report)
  })

  it('reference lists the overlaps after the false alarm is taken out', () => {
    const rows = overlaps()
      .sort((a, b) => b.to - b.from - (a.to - a.from))
      .map((o) => [hhmmss(o.from), hhmmss(o.to), o.vents, (o.to - o.from).toFixed(1)])
    expect(csvOf(answer('reference', 1052, 2), 'from,to,vents,minutes')).toEqual(rows)
  })

  it('reference gives the total of the overlaps and the one vent that changed', () => {
    const total = overlaps().reduce((sum, o) => sum + o.to - o.from, 0)
    const changed = ['V1', 'V2', 'V3'].filter((v) => openMinutes(v, true) !== openMinutes(v, false))
    expect(changed).toHaveLength(1)
    const [vent = ''] = changed
    const figures = [openMinutes(vent, false), openMinutes(vent, true)].map((n) => n.toFixed(1))
    const lines = [`total: ${total.toFixed(1)}`, `changed: ${vent}, ${figures.join(' -> ')}`]
    expect(afterFence(answer('reference', 1052, 2)).split('\n')).toEqual(lines)
  })
})

// ---- 1053 price board

type Pack = { item: string; grams: number; cents: number }

function gramsOf(line: string): number {
  if (line.includes('half a kilo')) return 500
  if (line.includes('three quarters of a kilo')) return 750
  const [amount, unit] = grab(line, /([\d.]+) (k?g)\b/)
  return Math.round(Number(amount) * (unit === 'kg' ? 1000 : 1))
}

function boardPrice(line: string): number {
  const prices = line.match(/\d+\.\d\d/g) ?? []
  const deposit = line.match(/of which ([\d.]+) is tin deposit/)
  const price = line.includes('crossed out') ? prices[1] : prices[0]
  return cents(need(price, `price in ${line}`)) - cents(deposit?.[1] ?? '0')
}

function boardLines(): string[] {
  return between(asked(1053, 1), 'Board:\n', '\n\n').split('\n')
}

function board(apricots?: number): Pack[] {
  const lines = boardLines().filter((line) => !/sold out|please ask/.test(line))
  const own = new Map<string, number>()
  for (const line of lines.filter((each) => !each.includes('same price'))) {
    own.set(first(line, /^(\w+)/), boardPrice(line))
  }
  if (apricots !== undefined) own.set('Apricots', apricots)
  return lines.map((line) => {
    const item = first(line, /^(\w+)/)
    const tied = line.match(/same price as one bag of (\w)(\w+)/)
    const from = tied === null ? item : `${tied[1]?.toUpperCase()}${tied[2]}`
    return { item, grams: gramsOf(line), cents: need(own.get(from), from) }
  })
}

function chalked(packs: Pack[]): Pack[] {
  const text = asked(1053, 1)
  const [dearer, rise] = grab(text, /(\w+) are up (\d+) %/)
  const [heavier, grams] = grab(text, /(\w+) packs hold (\d+) g/)
  const perKilo = first(text, /(\w+): the price is per kilo/)
  return packs.map((pack) => {
    if (pack.item === dearer) return { ...pack, cents: (pack.cents * (100 + Number(rise))) / 100 }
    if (pack.item === heavier) return { ...pack, grams: Number(grams) }
    if (pack.item === perKilo) return { ...pack, cents: (pack.cents * pack.grams) / 1000 }
    return pack
  })
}

function reduced(): Pack[] {
  const text = asked(1053, 2)
  const apricots = cents(first(text, /bag of apricots costs ([\d.]+) now/))
  const crate = Number(first(text, /date crate holds ([\d.]+) kg/)) * 1000
  const [least, off] = grab(text, /every pack of (\d+) g or more gets (\d+) % off/)
  return chalked(board(apricots)).map((pack) => {
    const grams = pack.item === 'Dates' ? crate : pack.grams
    const share = grams >= Number(least) ? 100 - Number(off) : 100
    return { item: pack.item, grams, cents: (pack.cents * share) / 100 }
  })
}

function perKilo(pack: Pack): number {
  return Math.round((pack.cents * 1000) / pack.grams)
}

function kiloPrices(packs: Pack[]): Map<string, number> {
  return new Map(packs.map((pack) => [pack.item, perKilo(pack)]))
}

function priceRows(): string[][] {
  return chalked(board())
    .sort((a, b) => perKilo(a) - perKilo(b) || a.item.localeCompare(b.item))
    .map((p) => [p.item, String(p.grams), money(p.cents), money(perKilo(p))])
}

function changeRows(): string[][] {
  const old = kiloPrices(chalked(board()))
  const limit = cents(first(asked(1053, 2), /new figure is under ([\d.]+),/))
  return reduced()
    .filter((pack) => perKilo(pack) < limit)
    .sort((a, b) => perKilo(b) - perKilo(a))
    .map((pack) => {
      const before = need(old.get(pack.item), pack.item)
      const change = perKilo(pack) - before
      const sign = change > 0 ? '+' : ''
      return [pack.item, money(before), money(perKilo(pack)), `${sign}${money(change)}`]
    })
}

const PRICE_HEAD = 'item,grams,price_eur,eur_per_kg'

function itemsNamed(text: string): string[] {
  const names = boardLines().map((line) => first(line, /^(\w+)/))
  return names.filter((name) => text.toLowerCase().includes(name.toLowerCase()))
}

describe('1053 price board', () => {
  it.each(KEYS)('%s has the prices per kilo of the board and the note', (source) => {
    expect(csvOf(answer(source, 1053, 1), PRICE_HEAD)).toEqual(priceRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s explains each altered row', (source) => {
    const before = new Map(board().map((pack) => [pack.item, JSON.stringify(pack)]))
    const altered = chalked(board()).filter((p) => before.get(p.item) !== JSON.stringify(p))
    const dropped = boardLines().filter((line) => /sold out|please ask/.test(line))
    const names = [...altered.map((p) => p.item), ...dropped.map((line) => first(line, /^(\w+)/))]
    const bullets = afterFence(answer(source, 1053, 1)).split('\n')
    const listed = bullets.filter((line) => line.startsWith('- ')).flatMap(itemsNamed)
    expect(listed).toEqual(names)
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s has the new prices in order', (source) => {
    const table = tableOf(answer(source, 1053, 2))
    expect(table.head).toEqual(['Item', 'Old EUR/kg', 'New EUR/kg', 'Change'])
    expect(table.rows).toEqual(changeRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s names the swap and the loss', (source) => {
    const turned = swaps(kiloPrices(chalked(board())), kiloPrices(reduced()))
    expect(turned).toEqual(['Figs+Raisins'])
    const text = afterTable(answer(source, 1053, 2))
    const kept = changeRows().map(([item]) => item)
    const lost = priceRows().flatMap(([item = '']) => (kept.includes(item) ? [] : [item]))
    expect(itemsNamed(text)).toEqual(expect.arrayContaining(['Figs', 'Raisins', ...lost]))
    expect(wordCount(text)).toBeLessThanOrEqual(60)
  })

  it.each(KEYS)('%s says that raisins follow the apricots', (source) => {
    expect(itemsNamed(afterTable(answer(source, 1053, 2)))).toContain('Apricots')
  })

  it('fair drops the two decimals and the reason of the swap, nothing else', () => {
    const rows = csvOf(answer('fair', 1053, 1), PRICE_HEAD)
    expect(rows).not.toEqual(priceRows())
    const numeric = (list: string[][]): unknown[] =>
      list.map(([item, ...rest]) => [item, ...rest.map(Number)])
    expect(numeric(rows)).toEqual(numeric(priceRows()))
    expect(afterTable(answer('fair', 1053, 2)).toLowerCase()).not.toContain('apricot')
  })

  it.each([
    [1, 'Lentils', '5.00', '2.50'],
    [1, 'Almonds', '17.60', '16.00'],
    [1, 'Paprika', '28.00', '32.00'],
    [2, 'Raisins', '10.00', '8.00'],
    [2, 'Dates', '6.08', '7.60'],
  ] as const)('weak misses in turn %i the price of %s', (turn, item, right, wrong) => {
    const truth = turn === 1 ? priceRows() : changeRows()
    const weak = answer('weak', 1053, turn)
    const rows = turn === 1 ? csvOf(weak, PRICE_HEAD) : tableOf(weak).rows
    const price = (list: string[][]): string | undefined =>
      list.find(([name]) => name === item)?.[turn === 1 ? 3 : 2]
    expect(price(truth)).toBe(right)
    expect(price(rows)).toBe(wrong)
  })
})

// ---- 1054 shipping notices

type Ship = { ship: string; port: string; cargo: Record<string, number>; due: number; eta: number }

const HOUR = 3_600_000

function countOf(ship: Ship): number {
  return Object.values(ship.cargo).reduce((sum, n) => sum + n, 0)
}

function announced(text: string): Map<string, Ship> {
  const pattern = /: (\w+), for ([\w ]+), (\d+) containers of (\w+), due (\d+ Sept) (\d\d:\d\d)/g
  const ships = [...text.matchAll(pattern)].map((match): Ship => {
    const [, ship = '', port = '', count, goods = '', day = '', clock = ''] = match
    const due = dateOf(day, 2024) + minutes(clock) * 60_000
    return { ship, port, cargo: { [goods]: Number(count) }, due, eta: due }
  })
  return new Map(ships.map((ship) => [ship.ship, ship]))
}

function reloaded(ships: Map<string, Ship>, text: string): void {
  const [left, port = '', count] = grab(
    text,
    /: (\w+) diverted to ([\w ]+), .*? (\d+) of her containers stay behind/,
  )
  const taker = first(text, /(\w+) has picked up the containers/)
  const from = need(ships.get(left ?? ''), 'ship that leaves cargo')
  const to = need(ships.get(taker), 'ship that takes cargo')
  const goods = need(Object.keys(from.cargo)[0], 'cargo')
  from.port = port
  from.cargo = { [goods]: countOf(from) - Number(count) }
  to.cargo = { ...to.cargo, [goods]: Number(count) }
}

function shipsFinal(): Ship[] {
  const text = asked(1054, 1)
  const ships = announced(text)
  reloaded(ships, text)
  const slip = first(text, /The figure in (Notice \d+) was a slip/)
  for (const line of text.split('\n').filter((each) => !each.startsWith(`${slip} `))) {
    const named = line.match(new RegExp([...ships.keys()].join('|')))
    const ship = ships.get(named?.[0] ?? '')
    const shift = line.match(/(\d+) hours (late|early)/)
    if (ship === undefined || shift === null) continue
    ship.eta = ship.due + Number(shift[1]) * (shift[2] === 'late' ? HOUR : -HOUR)
  }
  ships.delete(first(text, /(\w+) cancelled/))
  return [...ships.values()].sort((a, b) => a.eta - b.eta)
}

function unloading(): string[][] {
  const text = asked(1054, 2)
  const [late, hours, mins] = grab(text, /(\w+) is a further (\d+) hours (\d+) minutes late/)
  const each = Number(first(text, /(\d+) minutes a container/)) * 60_000
  const delay = Number(hours) * HOUR + Number(mins) * 60_000
  const ships = shipsFinal()
    .map((s) => (s.ship === late ? { ...s, eta: s.eta + delay } : s))
    .sort((a, b) => a.port.localeCompare(b.port) || a.eta - b.eta)
  const free = new Map<string, number>()
  return ships.map((ship) => {
    const start = Math.max(ship.eta, free.get(ship.port) ?? 0)
    const end = start + countOf(ship) * each
    free.set(ship.port, end)
    const wait = (start - ship.eta) / 60_000
    return [ship.port, ship.ship, isoMinute(start), isoMinute(end), String(wait)]
  })
}

describe('1054 shipping notices', () => {
  it('reference gives the final state of the ten notices', () => {
    const list = shipsFinal().map((s) => ({
      ship: s.ship,
      port: s.port,
      cargo: s.cargo,
      containers: countOf(s),
      eta: isoMinute(s.eta),
      shift_hours: (s.eta - s.due) / HOUR,
    }))
    expect(jsonOf(answer('reference', 1054, 1))).toEqual(list)
  })

  it('reference queues the ships at the cranes', () => {
    const rows = csvOf(answer('reference', 1054, 2), 'port,ship,start,end,wait_minutes')
    expect(rows).toEqual(unloading())
  })

  it('reference adds up the goods of Brack Harbour', () => {
    const total: Record<string, number> = {}
    for (const ship of shipsFinal().filter((s) => s.port === 'Brack Harbour')) {
      for (const [goods, n] of Object.entries(ship.cargo)) total[goods] = (total[goods] ?? 0) + n
    }
    const given: unknown = JSON.parse(afterFence(answer('reference', 1054, 2)))
    expect(given).toEqual(total)
    expect(Object.keys(given as object)).toEqual(Object.keys(total).sort())
  })
})

// ---- 1055 interview

const AGES: Record<string, number> = { fifteen: 15, 'forty-one': 41, 'sixty-six': 66 }

function timeline(birth: number): Map<string, number> {
  const text = asked(1055, 1)
  const age = (pattern: RegExp): number => need(AGES[first(text, pattern)], `age ${pattern}`)
  const gap = (pattern: RegExp): number => number(first(text, pattern))
  const year = (pattern: RegExp): number => Number(first(text, pattern))
  const apprenticeship = birth + age(/at (\w+) I was apprenticed/)
  const toSea = apprenticeship + gap(/A: (\w+) years\. The day it ended I went to sea/)
  const ashore = toSea + gap(/stayed at sea for (\w+) years/)
  const petrel = ashore + gap(/launched her (\w+) years after I came ashore/)
  const workshop =
    petrel + (/workshop opened the year after the Petrel/.test(text) ? 1 : Number.NaN)
  const flood = year(/the flood was in (\d{4})/)
  const fire = birth + age(/The fire came when I was ([\w-]+)\./)
  const plover = flood + gap(/the Plover (\w+) year after the flood/)
  const daughter = fire - gap(/joined me (\w+) years before the fire/)
  const medal = year(/The medal was in (\d{4})/)
  const retirement = birth + age(/I retired at ([\w-]+)\./)
  const years = { birth, apprenticeship, to_sea: toSea, ashore, petrel, workshop, medal, daughter }
  return new Map(Object.entries({ ...years, flood, plover, fire, retirement }))
}

function firstYears(): Map<string, number> {
  return timeline(Number(first(asked(1055, 1), /I was born in (\d{4})/)))
}

function newYears(): Map<string, number> {
  return timeline(Number(first(asked(1055, 2), /was in fact born in (\d{4})/)))
}

/** Years that Oake speaks herself, taken from her lines only and not from the questions. */
function spokenYears(): string[] {
  const lines = asked(1055, 1).split('\n')
  return lines.filter((line) => line.startsWith('A:')).flatMap((line) => line.match(/\d{4}/g) ?? [])
}

function life(): unknown[] {
  const spoken = spokenYears().map(Number)
  return [...firstYears()]
    .sort((a, b) => a[1] - b[1])
    .map(([event, year]) => ({ year, event, basis: spoken.includes(year) ? 'stated' : 'derived' }))
}

function shiftRows(): string[][] {
  const old = firstYears()
  return [...newYears()]
    .sort((a, b) => a[1] - b[1])
    .map(([event, year]) => {
      const shift = year - need(old.get(event), event)
      return [event, String(year - shift), String(year), shift > 0 ? `+${shift}` : String(shift)]
    })
}

function pairsNamed(text: string): string[] {
  const pattern = /\b([a-z_]+) (?:\/|–|and) ([a-z_]+)\b/g
  return [...text.matchAll(pattern)]
    .map(([, a = '', b = '']) => [a, b])
    .filter((pair) => pair.every((name) => firstYears().has(name)))
    .map((pair) => pair.sort().join('+'))
    .sort()
}

describe('1055 interview', () => {
  it.each<Source>(['reference', 'strong', 'fair'])('%s dates the twelve events', (source) => {
    expect(jsonOf(answer(source, 1055, 1))).toEqual(life())
  })

  it.each(KEYS)('%s sets right the three rejected claims', (source) => {
    const text = afterFence(answer(source, 1055, 1))
    const years = ['workshop', 'fire', 'retirement'].map((event) => firstYears().get(event))
    for (const claim of ['1970', '1983', '2011', ...years]) expect(text).toContain(String(claim))
  })

  it.each(KEYS)('%s redoes the table with the new birth year', (source) => {
    const table = tableOf(answer(source, 1055, 2))
    expect(table.head).toEqual(['Event', 'Old', 'New', 'Shift'])
    expect(table.rows).toEqual(shiftRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s lists the reversed pairs', (source) => {
    const turned = swaps(firstYears(), newYears())
    expect(turned).toHaveLength(4)
    expect(pairsNamed(afterTable(answer(source, 1055, 2)))).toEqual(turned)
  })

  it('the newspaper stays wrong and the reason of Oake falls with the new birth year', () => {
    const claim = Number(first(asked(1055, 1), /workshop opened in (\d{4})/))
    const atSea = (years: Map<string, number>): boolean =>
      claim > need(years.get('to_sea'), 'to_sea') && claim < need(years.get('ashore'), 'ashore')
    expect([atSea(firstYears()), atSea(newYears())]).toEqual([true, false])
    expect(newYears().get('workshop')).not.toBe(claim)
    for (const source of ['reference', 'strong', 'fair'] as const) {
      expect(afterTable(answer(source, 1055, 2))).toMatch(/1977[\s\S]*(fails|no longer|falls away)/)
    }
  })

  it('fair leaves out the retirement claim and the Shift column', () => {
    expect(afterFence(answer('fair', 1055, 1))).not.toMatch(/2011|2012/)
    expect(afterFence(answer('fair', 1055, 1))).toMatch(/1970[^.]*1974[\s\S]*1983[^.]*1987/)
    const table = tableOf(answer('fair', 1055, 2))
    expect(table.head).toEqual(['Event', 'Old', 'New'])
    expect(table.rows).toEqual(shiftRows().map((row) => row.slice(0, 3)))
  })

  it('weak misdates three events, then shifts the fixed years and sees no reversal', () => {
    const rows = jsonOf(answer('weak', 1055, 1)) as { year: number; event: string }[]
    const wrong = rows.filter((row) => row.year !== firstYears().get(row.event))
    expect(wrong.map((row) => row.event)).toEqual(['daughter', 'fire', 'retirement'])
    const shifts = tableOf(answer('weak', 1055, 2)).rows.map((row) => row[3])
    expect(new Set(shifts)).toEqual(new Set(['+3']))
    expect(answer('weak', 1055, 2)).toContain('No pair of events')
  })
})

// ---- 1056 recipe

function quantity(text: string): number {
  return text.split(' ').reduce((sum, part) => {
    const [top = 0, bottom = 1] = part.split('/').map(Number)
    return sum + top / bottom
  }, 0)
}

function card(): Map<string, number> {
  const text = between(asked(1056, 1), 'Card (8 portions): ', 'In blue ink')
  const pattern = /([\d/ ]+) (?:(?:cups?|tablespoons?|teaspoons?) )?([a-z ]+) \(\D*(\d+) g/g
  const pairs = [...text.matchAll(pattern)]
  return new Map(pairs.map(([, n = '', name = '', g]) => [name, quantity(n.trim()) * Number(g)]))
}

function rewritten(): Map<string, number> {
  const blue = between(asked(1056, 1), 'In blue ink:', 'In pencil')
  const pencil = between(asked(1056, 1), 'In pencil', 'Later notes')
  const grams = card()
  const of = (name: string): number => need(grams.get(name), name)
  const [fat = '', oil = ''] = grab(blue, /Instead of (\w+) take (\w+), three quarters of/)
  const [nuts = '', seed = ''] = grab(blue, /No (\w+), .*; the same weight of ([a-z ]+) instead/)
  const [extra, dairy = ''] = grab(blue, /One egg fewer, and (\d+) g of (\w+) in its place/)
  const doubled = first(blue, /Double the ([a-z ]+)\./)
  const egg = Number(first(asked(1056, 1), /eggs \((\d+) g each\)/))
  grams.set(oil, of(fat) * 0.75).set(seed, of(nuts))
  grams.set('eggs', of('eggs') - egg).set(dairy, Number(extra))
  grams.set(doubled, of(doubled) * 2)
  if (!/honey was better as on the card/.test(pencil)) grams.set('honey', (of('honey') * 2) / 3)
  if (!/salt; leave it in/.test(pencil)) grams.delete('salt')
  grams.delete(fat)
  grams.delete(nuts)
  return grams
}

function guestList(): Map<string, number> {
  const text = asked(1056, 2)
  const [to, from] = grab(text, /for (\d+) portions instead of (\d+)/)
  const [out = '', into = ''] = grab(
    text,
    /replace the ([a-z ]+) by the same weight of ([a-z ]+)\./,
  )
  const scaled = new Map([...rewritten()].map(([k, g]) => [k, (g * Number(to)) / Number(from)]))
  scaled.set(into, need(scaled.get(into), into) + need(scaled.get(out), out))
  scaled.delete(out)
  scaled.delete('salt')
  return scaled
}

type Bought = { name: string; grams: number; packs: number; cents: number; rest: number }

function shopping(): Bought[] {
  const text = asked(1056, 2)
  const egg = Number(first(asked(1056, 1), /eggs \((\d+) g each\)/))
  return [...guestList()].map(([name, grams]) => {
    const box = grab(text, new RegExp(`${name} (?:in boxes of )?(\\d+)( k?g)? at (\\d+\\.\\d\\d)`))
    const [size, unit, price = ''] = box
    const factor = { ' g': 1, ' kg': 1000 }[unit ?? ''] ?? egg
    const pack = Number(size) * factor
    const packs = Math.ceil(grams / pack)
    return { name, grams, packs, cents: packs * cents(price), rest: packs * pack - grams }
  })
}

describe('1056 recipe', () => {
  it('reference weighs what the card and the two later hands leave', () => {
    const list = [...rewritten()].map(([name, grams]) => ({ name, grams }))
    list.sort((a, b) => b.grams - a.grams || a.name.localeCompare(b.name))
    const kept = rewritten()
    const dropped = [...card().keys()].filter((name) => !kept.has(name)).sort()
    const total = list.reduce((sum, each) => sum + each.grams, 0)
    const right = { ingredients: list, total_grams: total, dropped }
    expect(jsonOf(answer('reference', 1056, 1))).toEqual(right)
  })

  it('reference buys as few packs as suffice', () => {
    const list = shopping().sort((a, b) => b.cents - a.cents || a.name.localeCompare(b.name))
    const rows = list.map((b) => [b.name, b.grams.toFixed(1), String(b.packs), money(b.cents)])
    const sum = (pick: (b: Bought) => number): number => list.reduce((n, b) => n + pick(b), 0)
    const total = ['TOTAL', '', String(sum((b) => b.packs)), money(sum((b) => b.cents))]
    const given = csvOf(answer('reference', 1056, 2), 'name,grams,packs,cost')
    expect(given).toEqual([...rows, total])
  })

  it('reference names the ingredients that are used up', () => {
    const text = afterFence(answer('reference', 1056, 2))
    const named = shopping().filter((b) => text.includes(b.name))
    const empty = shopping().filter((b) => b.rest === 0)
    expect(named).toEqual(empty)
    expect(empty).toHaveLength(2)
  })
})

// ---- 1057 timetable

type Day = { boats: number[]; buses: number[]; late: number }
type Trip = { boat: number; leaflet: number; pier: number; bus: number; home: number; wait: number }

function clock(pattern: RegExp): number[] {
  return grab(asked(1057, 1), pattern).map(minutes)
}

function plainBoats(): number[] {
  const pattern = /from (\d\d:\d\d) and then every (\d+) minutes, the last one at (\d\d:\d\d)/
  const [from = '', every, last = ''] = grab(asked(1057, 1), pattern)
  const count = (minutes(last) - minutes(from)) / Number(every) + 1
  return Array.from({ length: count }, (_, i) => minutes(from) + i * Number(every))
}

function plainBuses(): number[] {
  const list = first(asked(1057, 1), /for Upper Fenholm at ([^.]*)\./)
  const [gone] = clock(/The (\d\d:\d\d) has been withdrawn/)
  return (list.match(/\d\d:\d\d/g) ?? []).map(minutes).filter((bus) => bus !== gone)
}

function wednesday(): Day {
  const [freight] = clock(/On Wednesdays the (\d\d:\d\d) carries freight only/)
  const [put = 0, out] = clock(/On Wednesdays a (\d\d:\d\d) replaces the (\d\d:\d\d)/)
  const [right = 0, wrong] = clock(/first bus leaves at (\d\d:\d\d), not at (\d\d:\d\d), on every/)
  const change = new Map([
    [out, put],
    [wrong, right],
  ])
  const buses = plainBuses().map((bus) => change.get(bus) ?? bus)
  return { boats: plainBoats().filter((boat) => boat !== freight), buses, late: 0 }
}

function sunday(): Day {
  const [out, extra = 0] = clock(
    /On Sundays the (\d\d:\d\d) does not run and an extra boat leaves at (\d\d:\d\d)/,
  )
  const [none] = clock(/not at (\d\d:\d\d), on every day but Sunday, when it does not run/)
  const boats = [...plainBoats().filter((boat) => boat !== out), extra]
  const late = Number(first(asked(1057, 2), /leaves (\d+) minutes later/))
  return { boats, buses: plainBuses().filter((bus) => bus !== none), late }
}

function trips(day: Day): Trip[] {
  const text = asked(1057, 1)
  const sail = /crossing takes (\d+) minutes, but (\d+) minutes on the (\d\d:\d\d)/
  const [quick, slow, calling = ''] = grab(text, sail)
  const ride = /ride takes (\d+) minutes, but (\d+) minutes on the (\d\d:\d\d)/
  const [direct, round, school = ''] = grab(text, ride)
  const walk = Number(first(text, /to the bus takes (\d+) minutes/))
  return day.boats.map((leaflet) => {
    const boat = leaflet + day.late
    const pier = boat + Number(leaflet === minutes(calling) ? slow : quick)
    const bus = need(
      day.buses.find((time) => time >= pier + walk),
      `bus after ${hhmm(pier)}`,
    )
    const home = bus + Number(bus === minutes(school) ? round : direct)
    return { boat, leaflet, pier, bus, home, wait: bus - pier }
  })
}

function pointless(day: Day): string[] {
  const all = trips(day)
  const beaten = all.filter((trip, i) => all.slice(i + 1).some((later) => later.bus === trip.bus))
  return beaten.map((trip) => hhmm(trip.boat))
}

function tripRow(trip: Trip): string[] {
  return [...[trip.boat, trip.pier, trip.bus, trip.home].map(hhmm), String(trip.wait)]
}

function sundayRows(): string[][] {
  return trips(sunday())
    .sort((a, b) => a.home - a.boat - (b.home - b.boat) || a.boat - b.boat)
    .map((trip) => [...tripRow(trip), String(trip.home - trip.boat)])
}

const TRIP_HEAD = 'boat,pier,bus,upper_fenholm,wait,door_to_door'

describe('1057 timetable', () => {
  it.each<Source>(['reference', 'strong', 'fair'])('%s has the Wednesday trips', (source) => {
    const table = tableOf(answer(source, 1057, 1))
    expect(table.head).toEqual(['Boat', 'Pier', 'Bus', 'Upper Fenholm', 'Wait'])
    expect(table.rows).toEqual(trips(wednesday()).map(tripRow))
  })

  it.each(KEYS)('%s gives the sum of the waits', (source) => {
    const sum = trips(wednesday()).reduce((total, trip) => total + trip.wait, 0)
    expect(afterTable(answer(source, 1057, 1))).toMatch(new RegExp(`\\b${sum} minutes`))
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s finds the pointless boats', (source) => {
    expect(pointless(wednesday())).toEqual(['09:40'])
    const lines = afterTable(answer(source, 1057, 1))
    expect(lines).toMatch(/09:40[^.]*pointless|pointless[^.]*09:40/i)
    const after = afterFence(answer(source, 1057, 2)).split(/\n\n|The greatest/)[0] ?? ''
    for (const boat of pointless(sunday())) expect(after).toContain(boat)
    expect(pointless(sunday())).toHaveLength(3)
  })

  it.each(KEYS)('%s has the Sunday trips, quickest first', (source) => {
    expect(csvOf(answer(source, 1057, 2), TRIP_HEAD)).toEqual(sundayRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s names the greatest gain', (source) => {
    const before = new Map(trips(wednesday()).map((trip) => [trip.leaflet, trip.wait]))
    const gains = trips(sunday()).flatMap((trip) => {
      const wait = before.get(trip.leaflet)
      return wait === undefined ? [] : [{ boat: hhmm(trip.leaflet), gain: trip.wait - wait }]
    })
    const [most] = gains.sort((a, b) => b.gain - a.gain)
    const { boat, gain } = need(most, 'a gain')
    const text = need(
      afterFence(answer(source, 1057, 2))
        .split(/gain/)
        .at(-1),
      'gain',
    )
    expect(text).toContain(boat)
    expect(text).toMatch(new RegExp(`\\b${gain}\\b`))
  })

  it('fair gives no sum of the waits and writes the whole journey in hours', () => {
    expect(afterTable(answer('fair', 1057, 1))).not.toContain('250')
    const rows = csvOf(answer('fair', 1057, 2), TRIP_HEAD)
    const inMinutes = rows.map((row) => [...row.slice(0, 5), String(minutes(row[5] ?? ''))])
    expect(rows).not.toEqual(sundayRows())
    expect(inMinutes).toEqual(sundayRows())
  })

  it('weak misses the walk and, on Sunday, the ten minutes', () => {
    const weak = tableOf(answer('weak', 1057, 1)).rows
    expect(weak).toContainEqual(['09:40', '10:15', '10:20', '10:42', '5'])
    expect(answer('weak', 1057, 1)).toContain('145 minutes')
    const boats = csvOf(answer('weak', 1057, 2), TRIP_HEAD).map(([boat = '']) => minutes(boat))
    expect(boats.sort((a, b) => a - b)).toEqual(sunday().boats)
  })
})

// ---- 1058 ward notes

type Status = 'present' | 'absent' | 'possible' | 'not_recorded'
type Animal = { temp_c: number; weight_kg: number } & Record<Sign, Status>
type Sign = 'fever' | 'cough' | 'lame' | 'poor_appetite'

const READ: Record<Exclude<Sign, 'fever'>, [RegExp, Status][]> = {
  cough: [
    [/Cough not checked/, 'not_recorded'],
    [/but s?he coughed/, 'present'],
    [/(him|her)self does not cough|Cough: none|No cough/, 'absent'],
    [/Cough since|Coughing again tonight/, 'present'],
  ],
  lame: [
    [/Possibly lame/, 'possible'],
    [/No lameness|Not lame|sound today/, 'absent'],
    [/Lame (on|behind)/, 'present'],
  ],
  poor_appetite: [
    [/Appetite good|Ate everything|back to normal/, 'absent'],
    [/Appetite poor/, 'present'],
  ],
}

function statusOf(sign: Exclude<Sign, 'fever'>, note: string): Status {
  return READ[sign].find(([pattern]) => pattern.test(note))?.[1] ?? 'not_recorded'
}

function celsius(note: string): number {
  const [value, unit] = grab(note, /([\d.]+) ([CF])\./)
  return unit === 'C' ? Number(value) : Math.round(((Number(value) - 32) * 50) / 9) / 10
}

function notesByAnimal(): Map<string, string> {
  const text = between(asked(1058, 1), '14 February\n', 'Addendum')
  const lines = text.trim().split('\n')
  return new Map(lines.map((line) => [first(line, /^(\w+):/), line]))
}

function ward(): Record<string, Animal> {
  const text = asked(1058, 1)
  const notes = notesByAnimal()
  const [a = '', b = ''] = grab(text, /temperatures of (\w+) and (\w+) were entered in each other/)
  const [who, weight] = grab(text, /(\w+)'s weight is (\d+) kg/)
  const limit = Number(first(text, /Fever is present from ([\d.]+) C/))
  const other = new Map([
    [a, b],
    [b, a],
  ])
  const entry = (name: string, note: string): Animal => {
    const temp = celsius(need(notes.get(other.get(name) ?? name), name))
    return {
      temp_c: temp,
      weight_kg: Number(name === who ? weight : first(note, /(\d+) kg/)),
      fever: temp >= limit ? 'present' : 'absent',
      cough: statusOf('cough', note),
      lame: statusOf('lame', note),
      poor_appetite: statusOf('poor_appetite', note),
    }
  }
  return Object.fromEntries([...notes].map(([name, note]) => [name, entry(name, note)]))
}

function score({ fever, cough, lame, poor_appetite }: Animal): number {
  const points = { present: 1, absent: 0, possible: 0.5, not_recorded: 0.5 }
  const others = [cough, lame, poor_appetite].reduce((sum, status) => sum + points[status], 0)
  return others + (fever === 'present' ? 2 : 0)
}

function scored(): { name: string; score: number; kg: number; drink: number }[] {
  const lame = first(asked(1058, 2), /film shows that (\w+) is indeed lame/)
  const [ml, perKg, step] = grab(
    asked(1058, 2),
    /(\d+) ml for every (\d+) kg of body weight, rounded up to the next full (\d+) ml/,
  ).map(Number)
  const animals = Object.entries(ward()).map(([name, animal]) => {
    const now: Animal = name === lame ? { ...animal, lame: 'present' } : animal
    const dose = (now.weight_kg * (ml ?? 0)) / (perKg ?? 1)
    const drink = Math.ceil(dose / (step ?? 1)) * (step ?? 1)
    return { name, score: score(now), kg: now.weight_kg, drink }
  })
  return animals.sort((a, b) => b.score - a.score || a.kg - b.kg)
}

describe('1058 ward notes', () => {
  it('reference has the state of the six animals', () => {
    expect(Object.keys(ward())).toHaveLength(6)
    expect(jsonOf(answer('reference', 1058, 1))).toEqual(ward())
  })

  it('reference ranks the animals and measures the drink', () => {
    const kept = scored().filter((animal) => animal.score >= 1)
    const rows = kept.map((a, i) => [String(i + 1), a.name, a.score.toFixed(1), String(a.drink)])
    const table = tableOf(answer('reference', 1058, 2))
    expect(table.head).toEqual(['Rank', 'Animal', 'Score', 'Honey drink'])
    expect(table.rows).toEqual(rows)
    const total = kept.reduce((sum, animal) => sum + animal.drink, 0)
    expect(afterTable(answer('reference', 1058, 2))).toContain(`${total} ml`)
  })

  it('reference names the animals dropped with their scores', () => {
    const dropped = scored().filter((animal) => animal.score < 1)
    const text = first(answer('reference', 1058, 2), /Dropped: (.*)\./)
    expect(text).toBe(dropped.map((a) => `${a.name} (${a.score.toFixed(1)})`).join(', '))
  })
})

// ---- 1059 customer mails

type Case = { order: number; customer: string; outcome: string; cents: number; mails: number[] }
type Mail = { no: number; customer: string; text: string }

function mails(): Mail[] {
  const found = asked(1059, 1).matchAll(/^Mail (\d+) \(\d+ May, \w+ (\w+)\): (.*)$/gm)
  return [...found].map(([, no, customer = '', text = '']) => ({ no: Number(no), customer, text }))
}

/** What one mail asks for, or nothing when it changes nothing. */
function wish(text: string): string | undefined {
  const until = Number(first(asked(1059, 1), /cans are out of stock until (\d+) May/))
  const limit = text.match(/cannot send them by (\d+) May, refund me instead/)
  if (limit !== null) return until > Number(limit[1]) ? 'refund' : 'replace'
  if (/drop my request|I want nothing/.test(text)) return 'closed'
  if (/just a new|send the other/.test(text)) return 'replace'
  return /my money/.test(text) ? 'refund' : undefined
}

function goodsPrice(text: string): number {
  const each = text.match(/(\w+) [a-z ]+ at ([\d.]+) each/)
  if (each !== null) return number(each[1] ?? '') * cents(each[2] ?? '')
  const postage = text.match(/included ([\d.]+) postage/)
  return cents(first(text, /([\d.]+) paid/)) - cents(postage?.[1] ?? '0')
}

function caseOf(customer: string, fee: boolean): Case {
  const own = mails().filter((mail) => mail.customer === customer)
  const text = own.map((mail) => mail.text).join(' ')
  const order = text.match(/my order is (\d+)/)?.[1] ?? first(text, /Order (\d+)/)
  const outcome = need(own.flatMap((mail) => wish(mail.text) ?? []).at(-1), `wish of ${customer}`)
  const kept = Number(first(asked(1059, 1), /sent back unused we keep (\d+) %/))
  const share = fee && text.includes('Sent back unused') ? 100 - kept : 100
  const sum = outcome === 'refund' ? (goodsPrice(text) * share) / 100 : 0
  return { order: Number(order), customer, outcome, cents: sum, mails: own.map((mail) => mail.no) }
}

function cases(fee: boolean): Case[] {
  const customers = [...new Set(mails().map((mail) => mail.customer))]
  return customers.map((name) => caseOf(name, fee)).sort((a, b) => a.order - b.order)
}

function casesLater(): Case[] {
  const text = asked(1059, 2)
  const cans = first(text, /Mail 9 \(\w+ (\w+)\): "One can is fine/)
  const lantern = first(text, /Mail 10 \(\w+ (\w+)\): .*half of its price, postage aside/)
  const fee = !/waives the 10 % for the birdbath/.test(text)
  const before = first(asked(1059, 1), /(\w+) watering cans at/)
  const pieces = number(first(text, /Refund me for the other (\w+) only/))
  return cases(fee).map((each) => {
    if (each.customer === lantern) return { ...each, cents: each.cents / 2 }
    if (each.customer !== cans) return each
    return { ...each, cents: (each.cents / number(before)) * pieces }
  })
}

function caseRows(): string[][] {
  const before = new Map(cases(true).map((each) => [each.customer, each.cents]))
  const old = (each: Case): number => need(before.get(each.customer), each.customer)
  const later = casesLater()
  const order = (a: Case, b: Case): number =>
    b.cents - a.cents || a.customer.localeCompare(b.customer)
  const rows = later
    .sort(order)
    .map((each) => [
      each.customer,
      each.outcome,
      ...[old(each), each.cents, each.cents - old(each)].map(money),
    ])
  const was = later.reduce((sum, each) => sum + old(each), 0)
  const now = later.reduce((sum, each) => sum + each.cents, 0)
  return [...rows, ['TOTAL', '', ...[was, now, now - was].map(money)]]
}

function yamlRows(text: string): string[][] {
  const entries = fenced(text).split(/^- /m).slice(1)
  return entries.map((entry) =>
    entry
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  )
}

function yamlRight(): string[][] {
  return cases(true).map((each) => [
    `order: ${each.order}`,
    `customer: ${each.customer}`,
    `outcome: ${each.outcome}`,
    `refund_eur: ${money(each.cents)}`,
    `mails: [${each.mails.join(', ')}]`,
  ])
}

function customersIn(text: string): string[] {
  const names = cases(true).map((each) => each.customer)
  const lines = text.split('\n')
  return lines.flatMap((line) => names.filter((name) => new RegExp(`^(- )?${name}:`).test(line)))
}

const CASE_HEAD = 'customer,outcome,before_eur,after_eur,change_eur'

function replyOf(text: string): string {
  return text.slice(text.indexOf('Dear')).trim()
}

describe('1059 customer mails', () => {
  it.each<Source>(['reference', 'strong', 'fair'])('%s reduces the mail to its cases', (source) => {
    expect(yamlRows(answer(source, 1059, 1))).toEqual(yamlRight())
  })

  it.each(KEYS)('%s has one short line with its source for every customer', (source) => {
    const text = afterFence(answer(source, 1059, 1))
    expect(customersIn(text)).toEqual(cases(true).map((each) => each.customer))
    for (const line of text.split('\n')) {
      expect(line).toMatch(/mail \d|shop note/)
      expect(wordCount(line.replace(/^- /, ''))).toBeLessThanOrEqual(20)
    }
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s works in the two later mails', (source) => {
    expect(csvOf(answer(source, 1059, 2), CASE_HEAD)).toEqual(caseRows())
  })

  it.each<Source>(['reference', 'strong', 'fair'])('%s answers the right customer', (source) => {
    const rows = caseRows().filter(([name]) => name !== 'TOTAL')
    rows.sort((a, b) => Math.abs(Number(b[4])) - Math.abs(Number(a[4])))
    const [name = '', , , sum = ''] = need(rows[0], 'largest change')
    const order = casesLater().find((each) => each.customer === name)?.order
    const reply = replyOf(answer(source, 1059, 2))
    for (const part of [name, sum, String(order)]) expect(reply).toContain(part)
  })

  it('the reply has at most 40 words in reference and strong, and more than 60 in fair', () => {
    expect(wordCount(replyOf(answer('reference', 1059, 2)))).toBeLessThanOrEqual(40)
    expect(wordCount(replyOf(answer('strong', 1059, 2)))).toBeLessThanOrEqual(40)
    expect(wordCount(replyOf(answer('fair', 1059, 2)))).toBeGreaterThan(60)
  })

  it('fair has no line for the two cases without a refund', () => {
    const refunds = cases(true).filter((each) => each.outcome === 'refund')
    const named = customersIn(afterFence(answer('fair', 1059, 1)))
    expect(named).toEqual(refunds.map((each) => each.customer))
    expect(afterFence(answer('fair', 1059, 1))).not.toMatch(/Lorne|Castell/)
  })

  it('weak overlooks the corrections and the condition, then refunds the wrong sums', () => {
    const weak = yamlRows(answer('weak', 1059, 1)).map((row) => row.slice(0, 4).join('; '))
    expect(weak).toContain('order: 7714; customer: Voss; outcome: refund; refund_eur: 48.00')
    expect(weak).toContain('order: 7726; customer: Inman; outcome: replace; refund_eur: 0.00')
    const rows = csvOf(answer('weak', 1059, 2), CASE_HEAD)
    const paid = (name: string): string | undefined => rows.find((row) => row[0] === name)?.[3]
    expect([paid('Inman'), paid('Voss')]).toEqual(['42.60', '24.00'])
  })
})

// ---- 1060 accession book

type Piece = {
  inv: string
  object: string
  material: string
  cm: number
  span: Span2
  place: string
}
type Span2 = [number, number]

function heightOf(text: string): number {
  const [value, unit] = grab(text, /([\d.]+) (in|mm|cm|m)\b/)
  const factor = { in: 2.54, mm: 0.1, cm: 1, m: 100 }[unit as 'in' | 'mm' | 'cm' | 'm']
  return Number(value) * factor
}

function spanOf(text: string): Span2 {
  const year = text.match(/(dated|about) (\d{4})/)
  if (year !== null) {
    const slack = year[1] === 'about' ? 10 : 0
    return [Number(year[2]) - slack, Number(year[2]) + slack]
  }
  const [part = '', unit, century] = grab(text, /(\w+) (half|quarter) of the (\d+)th century/)
  const length = unit === 'half' ? 50 : 25
  const parts = length === 50 ? ['first', 'second'] : ['first', 'second', 'third', 'last']
  const from = (Number(century) - 1) * 100 + parts.indexOf(part) * length
  return [from + 1, from + length]
}

function accessions(): Piece[] {
  const lines = between(asked(1060, 1), '\n\n', 'Slip pasted').trim().split('\n')
  const counted = lines.filter((line) => !/struck off|not counted/.test(line))
  return counted.map((line) => {
    const [inv = '', object = '', material = ''] = grab(line, /^([\d.]+) (\w+), (\w+),/)
    const place = line.match(/(room \d|in store)/)?.[1]?.replace('in ', '') ?? ''
    return { inv, object, material, cm: heightOf(line), span: spanOf(line), place }
  })
}

function museum(): Piece[] {
  const slip = between(asked(1060, 1), 'Slip pasted', 'Output a CSV')
  const [iron, material = ''] = grab(slip, /([\d.]+\d) is not \w+ but (\w+)/)
  const [misread, year] = grab(slip, /([\d.]+\d) reads (\d{4})/)
  const [back, place = ''] = grab(slip, /([\d.]+\d) came back .* stands in (room \d)/)
  const [again, height = ''] = grab(slip, /([\d.]+\d) has been measured again: ([\d.]+ in)/)
  return accessions().map((piece) => {
    const fix = { ...piece }
    if (piece.inv === iron) fix.material = material
    if (piece.inv === misread) fix.span = [Number(year), Number(year)]
    if (piece.inv === back) fix.place = place
    if (piece.inv === again) fix.cm = heightOf(height)
    return fix
  })
}

function showpieces(): Piece[] {
  const text = asked(1060, 2)
  const chest = Number(first(text, /chest was made in (\d{4})/))
  const [from, to] = grab(text, /wholly within (\d{4}) to (\d{4})/).map(Number)
  const dated = museum().map(
    (p): Piece => (p.object === 'Chest' ? { ...p, span: [chest, chest] } : p),
  )
  const kept = dated.filter((p) => p.span[0] >= (from ?? 0) && p.span[1] <= (to ?? 0))
  const rooms = [...new Set(kept.map((p) => p.place))].filter((place) => place !== 'store').sort()
  const count = (room: string): number => kept.filter((p) => p.place === room).length
  const emptiest = need([...rooms].sort((a, b) => count(a) - count(b))[0], 'a room')
  return kept.map((p) => (p.place === 'store' ? { ...p, place: emptiest } : p))
}

function midpoint(piece: Piece): number {
  return (piece.span[0] + piece.span[1]) / 2
}

function display(): Record<string, unknown> {
  const pieces = showpieces().sort((a, b) => midpoint(a) - midpoint(b))
  const [plinth, limit] = grab(
    asked(1060, 2),
    /height plus (\d+) cm of plinth is at most (\d+) cm/,
  ).map(Number)
  const rooms = [...new Set(pieces.map((p) => p.place))].sort()
  const entry = (p: Piece): unknown => ({
    inv: p.inv,
    object: p.object,
    midpoint: midpoint(p),
    fits: p.cm + (plinth ?? 0) <= (limit ?? 0),
  })
  return Object.fromEntries(
    rooms.map((room) => [room, pieces.filter((p) => p.place === room).map(entry)]),
  )
}

describe('1060 accession book', () => {
  it('reference has one right row for each object held', () => {
    const rows = museum()
      .sort((a, b) => a.span[0] - b.span[0])
      .map((p) => [p.inv, p.object, p.material, p.cm.toFixed(1), ...p.span.map(String), p.place])
    const header = 'inv,object,material,height_cm,from,to,place'
    expect(csvOf(answer('reference', 1060, 1), header)).toEqual(rows)
  })

  it('reference groups the display by room', () => {
    const given = jsonOf(answer('reference', 1060, 2))
    expect(given).toEqual(display())
    expect(Object.keys(given as object)).toEqual(Object.keys(display()))
  })

  it('reference names the largest gap between midpoints', () => {
    const pieces = showpieces().sort((a, b) => midpoint(a) - midpoint(b))
    const gaps = pieces.slice(1).map((next, i) => {
      const before = need(pieces[i], 'piece before')
      return { years: midpoint(next) - midpoint(before), sides: [before.object, next.object] }
    })
    const largest = need(gaps.sort((a, b) => b.years - a.years)[0], 'a gap')
    const line = afterFence(answer('reference', 1060, 2))
    for (const part of [`${largest.years} years`, ...largest.sides]) expect(line).toContain(part)
  })
})

// ---- the ladder as a whole

function lengths(rung: Rung): number[] {
  return LADDER_IDS.flatMap((id) => ladder(rung, id).turns.map((text) => text.length))
}

function median(values: number[]): number {
  const order = [...values].sort((a, b) => a - b)
  const [low = 0, high = 0] = [order[values.length / 2 - 1], order[values.length / 2]]
  return (low + high) / 2
}

function longerIn(a: Rung, b: Rung): number {
  const other = lengths(b)
  return lengths(a).filter((length, i) => length > (other[i] ?? 0)).length
}

function structured(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^\||^ *[{}[\]"]|^[\w ]+,[^ ]|^(- | {2})\w+: /.test(line))
}

function runs(text: string, size: number): Set<string> {
  const words = text.split(/\s+/)
  const starts = words.slice(0, Math.max(0, words.length - size + 1))
  return new Set(starts.map((_, i) => words.slice(i, i + size).join(' ')))
}

describe('the extraction ladder', () => {
  it.each(RUNGS)('%s states one fault a turn, strong none', (rung) => {
    for (const id of LADDER_IDS) {
      const { turns, fault } = ladder(rung, id)
      expect(turns).toHaveLength(2)
      expect(fault.map((each) => each.turn)).toEqual(rung === 'strong' ? [] : [1, 2])
      for (const each of fault) expect(each.kind === 'padding').toBe(rung === 'padded')
    }
  })

  it.each(LADDER_IDS)('padded %i is half as long again as fair and keeps its data', (id) => {
    for (const turn of [1, 2] as const) {
      const [fair, padded] = [answer('fair', id, turn), answer('padded', id, turn)]
      expect(padded.length / fair.length).toBeGreaterThanOrEqual(1.4)
      expect(padded.length / fair.length).toBeLessThanOrEqual(1.6)
      expect(structured(fair).length).toBeGreaterThan(0)
      expect(structured(padded)).toEqual(structured(fair))
    }
  })

  it('the lengths do not give the order away', () => {
    const medians = [median(lengths('strong')), median(lengths('fair')), median(lengths('weak'))]
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThanOrEqual(1.12)
    expect([4, 5, 6]).toContain(longerIn('strong', 'weak'))
    expect([4, 5, 6]).toContain(longerIn('strong', 'fair'))
  })

  it.each(RUNGS)('no two answers of %s share a run of twelve words', (rung) => {
    const texts = LADDER_IDS.flatMap((id) => ladder(rung, id).turns)
    const seen = new Set<string>()
    for (const text of texts) {
      const own = [...runs(text, 12)]
      expect(own.filter((run) => seen.has(run))).toEqual([])
      for (const run of own) seen.add(run)
    }
  })
})
