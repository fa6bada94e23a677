import { visible } from '../../terminal/visible.ts'

/**
 * Width of a text in pixels, a little more than it will be: fonts are the reader's own, so the
 * widths are those of DejaVu Sans, the widest of the usual ones.
 */
export function textWidth(text: string, fontSize: number): number {
  return [...visible(text)].reduce((sum, sign) => sum + emsOf(sign), 0) * fontSize
}

/** Bold letters of the same fonts are about a tenth wider. */
export const boldFactor = 1.12

/** Widths in em of groups of characters; the first group that holds a character counts. */
const groups: readonly (readonly [RegExp, number])[] = [
  [/\p{M}/u, 0],
  [/[ijl'|.,:;! ]/, 0.33],
  [/[-()[\]frtI/\\"*`]/, 0.42],
  [/[mw%MW@…–]/, 0.98],
  [/[a-z]/, 0.62],
  [/[#<>=+~±]/, 0.84],
  [/[0-9_$?·]/, 0.66],
  [/[A-Z&]/, 0.72],
  // Latin, Greek and Cyrillic beyond ASCII; all else is as wide as it is high, as CJK and emoji are.
  [/[\u00a1-\u052f]/, 0.72],
]

function emsOf(sign: string): number {
  return groups.find(([group]) => group.test(sign))?.[1] ?? 1.05
}

/** The text, or as much of its start and end as fits around an ellipsis. */
export function fitText(text: string, room: { width: number; fontSize: number }): string {
  const fits = fitter(room)
  if (fits(text)) return text
  const signs = [...visible(text)]
  // Nothing longer than this fits even in the narrowest letters, so hostile lengths cost nothing.
  const most = Math.min(signs.length - 1, Math.ceil(room.width / (room.fontSize * 0.3)))
  for (let kept = most; kept > 0; kept--) {
    const head = Math.ceil(kept / 2)
    const cut = `${signs.slice(0, head).join('')}…${signs.slice(signs.length - (kept - head)).join('')}`
    if (fits(cut)) return cut
  }
  return '…'
}

/** Does a text fit? A hundredth of a pixel over, as sums of widths come out, is no matter. */
function fitter(room: { width: number; fontSize: number }): (text: string) => boolean {
  return (text) => textWidth(text, room.fontSize) <= room.width + 0.01
}

/** Lines no wider than the room, broken at spaces, and inside a word that is wider than a line. */
export function wrapText(text: string, room: { width: number; fontSize: number }): string[] {
  const lines: string[] = []
  let line = ''
  const fits = fitter(room)
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = piecesOf(word, room)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return line === '' ? lines : [...lines, line]
}

function piecesOf(word: string, room: { width: number; fontSize: number }): string[] {
  const pieces: string[] = []
  let piece = ''
  let width = 0
  for (const sign of visible(word)) {
    const wider = width + emsOf(sign) * room.fontSize
    if (piece !== '' && wider > room.width) {
      pieces.push(piece)
      piece = sign
      width = wider - width
    } else {
      piece += sign
      width = wider
    }
  }
  return [...pieces, piece]
}
