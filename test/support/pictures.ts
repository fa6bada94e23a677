import fc from 'fast-check'
import { expect } from 'vitest'
import { elementsOf, parseXml, type XmlElement } from './xml.ts'

/** Words of a picture, as hostile as a file's author could make them. */
export const hostile = `<script>alert(1)</script>&amp;"'\u202e\u0000\ud800]]>`

export const words = { title: 'A title', footnote: 'How it was computed.' }

/** Names of models: any text, no two alike. */
export const names = (count: { min: number; max: number }) =>
  fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), {
    minLength: count.min,
    maxLength: count.max,
  })

/** Reads a picture and checks what all pictures promise. */
export function readPicture(svg: string): XmlElement {
  const tree = parseXml(svg)
  expect(tree.name).toBe('svg')
  expect(tree.attributes['role']).toBe('img')
  expect(tree.children.slice(0, 2).map((child) => child.name)).toEqual(['title', 'desc'])
  expect(elementsOf(tree, 'text', 'n').map((text) => text.text)).toEqual([
    expect.stringMatching(/^n = \d/),
  ])
  for (const text of elementsOf(tree, 'text')) {
    expect(Number(text.attributes['font-size'])).toBeGreaterThanOrEqual(14)
  }
  expect(svg).not.toMatch(/NaN|Infinity|undefined|href|@import|url\(/)
  return tree
}

/** Every line of text in a picture. */
export function textsOf(tree: XmlElement): string[] {
  return elementsOf(tree, 'text').map((text) => text.text)
}
