import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { pairJudgmentSchema, singleJudgmentSchema } from '../../../src/domain/judgment.ts'
import type { LineScan } from '../../../src/io/files/read-jsonl.ts'
import { createGradeScan, createPairScan } from '../../../src/io/files/scan-judgment.ts'
import { hasSharedData, sharedFiles, sharedLines } from '../../support/shared-data.ts'

const parse = {
  parser: 'strict/1',
  rule: 'brackets',
  span: [12, 17],
  candidates: ['[[7]]'],
  ambiguous: false,
  reason: null,
  quotes_checked: true,
}
const meta = {
  usage: { prompt_tokens: 812, completion_tokens: 44, total_tokens: 856 },
  finish_reason: 'stop',
  latency_ms: 812.25,
  system_fingerprint: null,
  params: { temperature: 0, stop: ['\n'] },
}
const common = {
  question_id: 81,
  judge: ['gpt-4', 'single-v1'],
  turn: 2,
  tstamp: 1_687_222_830.512_5,
  outcome: 'ok',
  key: { judge: 'a1', prompts: 'b2', parser: 'strict/1', question: 'c3' },
  choice: 1,
  repeat: 0,
}
const grade = {
  ...common,
  model: 'alder',
  user_prompt: 'say "why"\n\\ \u00e9\u2028',
  judgment: 'It is good. [[7]]',
  score: 7.5,
  parse,
  meta,
}
const pair = {
  ...common,
  model_1: 'alder',
  model_2: 'birch',
  g1_winner: 'model_1',
  g2_winner: 'tie',
  g1_user_prompt: 'one',
  g2_user_prompt: 'two',
  g1_judgment: '[[A]]',
  g2_judgment: '[[C]]',
  g1_parse: parse,
  g2_parse: parse,
  g1_meta: meta,
  g2_meta: meta,
}
const minimalGrade = {
  question_id: 'q',
  judge: 'owl',
  turn: 1,
  model: 'm',
  judgment: '',
  score: -1,
}

/** What results read of a record. */
const kept = ['question_id', 'judge', 'turn', 'outcome', 'key', 'choice', 'repeat', 'model'].concat(
  [...['score', 'model_1', 'model_2', 'g1_winner', 'g2_winner']],
)

function pickKept(record: object): Record<string, unknown> {
  const known = Object.entries(record).filter(
    ([name, value]) => kept.includes(name) && value !== undefined,
  )
  return Object.fromEntries(known)
}

/** A scan of a line that stands within other bytes, as in a file. */
function scanned(scan: LineScan<object>, line: string | Buffer): object | undefined {
  const before = Buffer.from('"},\n')
  const bytes = Buffer.from(line)
  const all = Buffer.concat([before, bytes, Buffer.from('\n{"a":"')])
  return scan(all, before.length, before.length + bytes.length)
}

/** The law: what a scan takes, the schema takes, and both see the same values. */
function expectAgreement(scan: LineScan<object>, schema: z.ZodType<object>, line: string | Buffer) {
  const record = scanned(scan, line)
  if (record === undefined) return false
  const read = schema.safeParse(JSON.parse(line.toString('utf8')))
  expect(read.error?.issues ?? []).toEqual([])
  expect(pickKept(record)).toEqual(pickKept(read.data ?? {}))
  return true
}

const oddValue = fc.oneof(
  fc.json(),
  fc.constantFrom(
    ...['0', '-0', '01', '1.0', '1.', '.5', '1e2', '1E400', '-1', '+1', '1_0', '0x1', 'NaN'],
    ...['12345678901234567', '0.1', '8.50', '123456.7890123', '-0.0', '1 2', '9007199254740993'],
    ...['""', '"a', '"\\u00e9"', '"\\ud800"', '"\\x"', '"\\u12"', '"\t"', '"\\\\"', '"\\"', "'a'"],
    ...['null', 'nul', 'true', 'TRUE', '[]', '[1,]', '["a"]', '["a","b"]', '["a","b","c"]'],
    ...['{}', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '[[]]', '', ' ', '"ok"', '"tie"', '"error"'],
    ...['{"judge":1}', '{"judge":"x","judge":2}', '{"usage":{"prompt_tokens":"3"}}', '[1,2,3]'],
    ...['{"__proto__":{"judge":1}}', `${'['.repeat(40)}${']'.repeat(40)}`],
  ),
)
const space = fc.constantFrom('', '', '', ' ', '\t', '\r', ' \r', '\u00a0', '\ufeff', '\f')

/** A line made of a record's fields: some left out, changed, doubled, renamed, in any order. */
function lineOf(record: object) {
  const field = fc.constantFrom(...Object.entries(record)).chain(([name, value]) =>
    fc.record({
      name: fc.oneof(
        { weight: 20, arbitrary: fc.constant(JSON.stringify(name)) },
        fc.constantFrom('"extra"', '"mod\\u0065l"', '"__proto__"', 'model', '"key "'),
      ),
      value: fc.oneof(
        { weight: 3, arbitrary: fc.constant(JSON.stringify(value)) },
        { weight: 1, arbitrary: oddValue },
      ),
      before: space,
      after: space,
    }),
  )
  const full = Object.entries(record).map(([name, value]) => [JSON.stringify(name), value])
  return fc
    .record({
      changes: fc.array(field, { maxLength: 3 }),
      drop: fc.nat(40),
      last: space,
      seed: fc.nat(),
    })
    .map(({ changes, drop, last, seed }) => {
      const changed = new Set(changes.map((change) => change.name))
      const rest = full
        .filter(([name], index) => index !== drop && !(seed % 5 > 0 && changed.has(String(name))))
        .map(([name, value]) => `${name}:${JSON.stringify(value)}`)
      const odd = changes.map(
        ({ name, value, before, after }) => `${before}${name}${after}:${before}${value}${after}`,
      )
      const at = seed % (rest.length + 1)
      return `{${[...rest.slice(at), ...odd, ...rest.slice(0, at)].join(',')}}${last}`
    })
}

describe('createGradeScan and createPairScan', () => {
  it('take the rows that this harness and FastChat write, and see what the schema sees', () => {
    for (const record of [grade, minimalGrade, { ...grade, score: null, tstamp: null }]) {
      for (const line of [
        JSON.stringify(record),
        `${JSON.stringify(record, null, 1).replaceAll('\n', ' ')}\r`,
      ]) {
        expect(expectAgreement(createGradeScan(), singleJudgmentSchema, line)).toBe(true)
      }
    }
    expect(expectAgreement(createPairScan(), pairJudgmentSchema, JSON.stringify(pair))).toBe(true)
  })

  it.each([
    ['a field twice', JSON.stringify(grade).replace('{', '{"score":3,')],
    ['an escape in a name', JSON.stringify(grade).replace('"model"', '"mod\\u0065l"')],
    ['an exponent', JSON.stringify(grade).replace('7.5', '75e-1')],
    ['a turn of 0', JSON.stringify({ ...grade, turn: 0 })],
    ['no judgment', JSON.stringify({ ...grade, judgment: undefined })],
    ['a raw control character', JSON.stringify(grade).replace('It is', 'It\u0001is')],
    ['a line that breaks off', JSON.stringify(grade).slice(0, -5)],
    ['more after the object', `${JSON.stringify(grade)}{}`],
    ['an unknown outcome', JSON.stringify({ ...grade, outcome: 'lost' })],
    ['a key that is no text', JSON.stringify({ ...grade, key: { judge: 3 } })],
    ['a span of three', JSON.stringify({ ...grade, parse: { ...parse, span: [1, 2, 3] } })],
  ])('leave %s to the schema', (_, line) => {
    expect(scanned(createGradeScan(), line)).toBeUndefined()
  })

  it('keep nothing of the line before: optional fields, and lines that were refused half-way', () => {
    const scan = createGradeScan()
    scanned(scan, JSON.stringify(grade))
    scanned(scan, JSON.stringify({ ...grade, model: 'other' }).slice(0, -5))
    expect(pickKept(scanned(scan, JSON.stringify(minimalGrade)) ?? {})).toEqual({
      ...{ question_id: 'q', judge: 'owl', turn: 1, model: 'm', score: -1 },
    })
  })

  it('decode names as the whole line would be: beyond ASCII, and bytes that are no UTF-8', () => {
    const line = Buffer.from(JSON.stringify({ ...grade, model: 'érable-\u{1f333}-X' }))
    expect(expectAgreement(createGradeScan(), singleJudgmentSchema, line)).toBe(true)
    line[line.indexOf('X')] = 0xe2
    expect(expectAgreement(createGradeScan(), singleJudgmentSchema, line)).toBe(true)
  })

  it.each([
    ['grades', grade, createGradeScan, singleJudgmentSchema],
    ['pairs', pair, createPairScan, pairJudgmentSchema],
  ] as const)(
    'law: of odd and broken %s, a scan takes none that JSON and schema do not',
    (_, record, create, schema) => {
      const scan = create()
      let taken = 0
      let lines = 0
      fc.assert(
        fc.property(lineOf(record), (line) => {
          lines++
          if (expectAgreement(scan, schema, line)) taken++
        }),
        { numRuns: 3000 },
      )
      // A scan that refuses everything would keep the law too.
      expect(taken / lines).toBeGreaterThan(0.05)
      expect(taken / lines).toBeLessThan(0.9)
    },
  )

  it('law: one byte of a line changed', () => {
    const [line, scan] = [Buffer.from(JSON.stringify(grade)), createGradeScan()]
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.nat(255), (place, byte) => {
        const changed = Buffer.from(line)
        changed[place] = byte
        expectAgreement(scan, singleJudgmentSchema, changed)
      }),
      { numRuns: 3000 },
    )
  })

  it('law: numbers are those of JSON.parse', () => {
    const scan = createGradeScan()
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.nat(17),
        (value, digits) => {
          for (const text of [JSON.stringify(value), value.toFixed(digits)]) {
            const line = JSON.stringify(minimalGrade).replace('-1', text)
            const record = scanned(scan, line)
            if (record !== undefined) expect(record).toHaveProperty('score', JSON.parse(text))
          }
        },
      ),
    )
  })
})

describe.skipIf(!hasSharedData)('published judgment files', () => {
  it('are taken line by line without the schema', () => {
    for (const file of sharedFiles('judgments')) {
      const isPair = file.includes('_pair')
      const lines = sharedLines('judgments', file)
      const taken = lines.filter((line) =>
        isPair
          ? expectAgreement(createPairScan(), pairJudgmentSchema, line)
          : expectAgreement(createGradeScan(), singleJudgmentSchema, line),
      )
      expect([file, taken.length / lines.length]).toEqual([file, 1])
    }
  })
})
