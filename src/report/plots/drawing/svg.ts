import { fixed } from '../../round.ts'
import { visible } from '../../terminal/visible.ts'

/** An attribute's value: lengths are rounded to a hundredth of a pixel. */
export type Attributes = Readonly<Record<string, string | number>>

/**
 * An element, its children being SVG already; texts go through `words` first.
 * @throws RangeError for a length that is no finite number: a picture never holds NaN
 */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    return ` ${key}="${typeof value === 'number' ? length(value) : words(value)}"`
  })
  const start = `<${name}${written.join('')}`
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`
}

/**
 * A text as it may stand in an element or attribute: markup is escaped, what XML forbids and what
 * turns the reading direction is written as `\xNN` or replaced.
 */
export function words(text: string): string {
  return visible(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[<>&"']/g, (sign) => entities[sign] ?? '')
}

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The tooltip of an element, which screen readers read too: an element's first child. */
export function tooltip(text: string): string {
  return element('title', {}, words(text))
}

/** A line of text; `full` is what the tooltip says where the text is cut. */
export function textAt(
  place: { x: number; y: number },
  text: string,
  style: Attributes & { 'font-size': number },
  full?: string,
): string {
  const title = full === undefined || full === text ? [] : [tooltip(full)]
  return element('text', { ...place, ...style }, ...title, words(text))
}

function length(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no length`)
  const text = fixed(value, 2).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}
