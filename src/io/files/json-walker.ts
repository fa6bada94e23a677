import {
  codes,
  escapeLength,
  findSpecial,
  isSpace,
  type Quads,
  quadsOf,
  words,
} from './json-bytes.ts'
import { createNameCache, type NameCache } from './name-cache.ts'

/** Digits that a double holds for certain. */
const maxDigits = 15
const powersOfTen = Array.from({ length: maxDigits + 1 }, (_, power) => 10 ** power)

/** Digits before the point of a number that is surely finite. */
const maxWholeDigits = 300

/** Deeper nesting is left to the slower reader. */
const maxDepth = 32

/**
 * Walks over the bytes of JSON without making strings of what is not asked for. Each `take…` moves past
 * what it names and says whether it was there. What is not certain (an escape in a name, an exponent,
 * more than 15 digits, deep nesting) is refused, so that a slower reader can decide; what `JSON.parse`
 * would refuse is never taken. After a refusal the place is undefined.
 */
export class JsonWalker {
  private bytes: Buffer = Buffer.alloc(0)
  private quads: Quads = quadsOf(this.bytes)
  private readonly names: NameCache = createNameCache()
  private place = 0
  private end = 0
  private textStart = 0
  private textEnd = 0
  private isPlain = true

  /** Starts with the bytes from `start` up to `end`, which must not change meanwhile. */
  startAt(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes
      this.quads = quadsOf(bytes)
    }
    this.place = start
    this.end = end
  }

  /** The next byte that is no white space, without taking it; 0 at the end. */
  peek(): number {
    const { bytes, end } = this
    for (let place = this.place; place < end; place++) {
      const code = bytes[place] ?? 0
      if (isSpace(code)) continue
      this.place = place
      return code
    }
    this.place = end
    return 0
  }

  take(code: number): boolean {
    if (this.peek() !== code) return false
    this.place++
    return true
  }

  isAtEnd(): boolean {
    this.peek()
    return this.place === this.end
  }

  takeString(): boolean {
    if (!this.take(codes.quote)) return false
    const { bytes, quads, end } = this
    this.textStart = this.place
    this.isPlain = true
    for (let from = this.place; ; ) {
      const place = findSpecial(bytes, quads, { from, end })
      if (place < end && bytes[place] === codes.quote) return this.endString(place)
      const length = escapeLength(bytes, place, end)
      if (length === 0) return false
      this.isPlain = false
      from = place + 1 + length
    }
  }

  private endString(place: number): true {
    this.textEnd = place
    this.place = place + 1
    return true
  }

  /** A string without escapes. */
  takePlainString(): boolean {
    return this.takeString() && this.isPlain
  }

  /** A string without escapes, which is remembered; undefined for any other. */
  takeName(): string | undefined {
    if (!this.takePlainString()) return undefined
    return this.names.textOf(this.bytes, this.textStart, this.textEnd)
  }

  /** Whether the plain string taken last is this one. */
  isText(name: Buffer): boolean {
    const { bytes, textStart } = this
    if (this.textEnd - textStart !== name.length) return false
    for (let i = 0; i < name.length; i++) {
      if (bytes[textStart + i] !== name[i]) return false
    }
    return true
  }

  textLength(): number {
    return this.textEnd - this.textStart
  }

  /**
   * A number of at most 15 digits without an exponent; undefined for any other, and for −0. It is a whole
   * number divided by a power of ten, both exact, so that the quotient is what `JSON.parse` gives.
   */
  takeNumber(): number | undefined {
    const isNegative = this.take(codes.minus)
    const start = this.place
    let value = this.takeDigits(0)
    let digits = this.place - start
    if (!this.isWhole(start, maxDigits)) return undefined
    if (this.takeNext(codes.dot)) {
      const from = this.place
      const all = this.takeDigits(value)
      const decimals = this.place - from
      digits += decimals
      if (decimals === 0 || digits > maxDigits) return undefined
      value = all / (powersOfTen[decimals] ?? Number.NaN)
    }
    if (this.hasExponent() || (isNegative && value === 0)) return undefined
    return isNegative ? -value : value
  }

  /** A number whose value does not matter. */
  takeAnyNumber(): boolean {
    this.take(codes.minus)
    const start = this.place
    this.takeDigits(0)
    if (!this.isWhole(start, maxWholeDigits)) return false
    if (this.takeNext(codes.dot)) {
      const from = this.place
      this.takeDigits(0)
      if (this.place === from) return false
    }
    return !this.hasExponent()
  }

  private takeDigits(before: number): number {
    const { bytes, end } = this
    let place = this.place
    let value = before
    for (; place < end; place++) {
      const code = bytes[place] ?? 0
      if (code < codes.zero || code > codes.nine) break
      value = value * 10 + (code - codes.zero)
    }
    this.place = place
    return value
  }

  /** Whether the digits from `start` are such as stand before a point: no zero leads. */
  private isWhole(start: number, most: number): boolean {
    const digits = this.place - start
    if (digits === 0 || digits > most) return false
    return digits === 1 || this.bytes[start] !== codes.zero
  }

  private takeNext(code: number): boolean {
    if (this.place >= this.end || this.bytes[this.place] !== code) return false
    this.place++
    return true
  }

  private hasExponent(): boolean {
    return this.takeNext(codes.e) || this.takeNext(codes.upperE)
  }

  takeNull(): boolean {
    return this.takeWord(words.null)
  }

  takeBoolean(): boolean {
    return this.takeWord(this.peek() === codes.t ? words.true : words.false)
  }

  private takeWord(word: Buffer): boolean {
    this.peek()
    const { bytes, place } = this
    if (place + word.length > this.end) return false
    for (let i = 0; i < word.length; i++) {
      if (bytes[place + i] !== word[i]) return false
    }
    this.place = place + word.length
    return true
  }

  /** Any value, as its JSON text, which is remembered; undefined where it is refused. */
  takeJson(): string | undefined {
    this.peek()
    const start = this.place
    return this.skipValue() ? this.names.textOf(this.bytes, start, this.place) : undefined
  }

  /** Any value. */
  skipValue(depth = 0): boolean {
    switch (this.peek()) {
      case codes.quote:
        return this.takeString()
      case codes.openBrace:
        return this.skipList(codes.closeBrace, depth)
      case codes.openBracket:
        return this.skipList(codes.closeBracket, depth)
      case codes.t:
      case codes.f:
        return this.takeBoolean()
      case codes.n:
        return this.takeNull()
      default:
        return this.takeAnyNumber()
    }
  }

  /** An array, or an object, by the bracket that ends it. */
  private skipList(close: number, depth: number): boolean {
    if (depth >= maxDepth) return false
    this.place++
    if (this.take(close)) return true
    for (;;) {
      if (close === codes.closeBrace && !(this.takeString() && this.take(codes.colon))) return false
      if (!this.skipValue(depth + 1)) return false
      if (!this.take(codes.comma)) return this.take(close)
    }
  }
}
