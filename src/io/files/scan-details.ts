import { codes } from './json-bytes.ts'
import type { JsonWalker } from './json-walker.ts'
import { createObjectReader, type ValueReader } from './object-reader.ts'

/** Readers of what is checked and not kept. */
type Check = ValueReader<unknown>

export const text: Check = (walker) => walker.takeString()

const number: Check = (walker) => walker.takeAnyNumber()

const boolean: Check = (walker) => walker.takeBoolean()

export function isNullOr(check: Check): Check {
  return (walker, draft) => (walker.peek() === codes.n ? walker.takeNull() : check(walker, draft))
}

const integer: Check = (walker) => Number.isInteger(walker.takeNumber())

const texts: Check = (walker) => {
  if (!walker.take(codes.openBracket)) return false
  if (walker.take(codes.closeBracket)) return true
  do {
    if (!walker.takeString()) return false
  } while (walker.take(codes.comma))
  return walker.take(codes.closeBracket)
}

const span: Check = (walker, draft) =>
  walker.take(codes.openBracket) &&
  integer(walker, draft) &&
  walker.take(codes.comma) &&
  integer(walker, draft) &&
  walker.take(codes.closeBracket)

const object: Check = (walker: JsonWalker) =>
  walker.peek() === codes.openBrace && walker.skipValue()

/** As `parseRecordSchema`. */
export const parseRecord: Check = createObjectReader({
  required: {
    parser: text,
    rule: isNullOr(text),
    span: isNullOr(span),
    candidates: texts,
    ambiguous: boolean,
    reason: isNullOr(text),
    quotes_checked: boolean,
  },
  optional: {},
})

const usage: Check = createObjectReader({
  required: {},
  optional: { prompt_tokens: number, completion_tokens: number, total_tokens: number },
})

/** As `callMetaSchema`. */
export const callMeta: Check = createObjectReader({
  required: {},
  optional: {
    usage: isNullOr(usage),
    finish_reason: isNullOr(text),
    latency_ms: isNullOr(number),
    system_fingerprint: isNullOr(text),
    params: isNullOr(object),
  },
})
