import { describe, expect, it } from 'vitest'
import { type JsonDocument, jsonText } from '../../src/report/json-document.ts'

const document: JsonDocument<object> = {
  schema: 'mtbench.show-results/1',
  version: '0.0.0',
  inputs: [{ path: 'a.jsonl', sha256: 'ab', rows: 2 }],
  key: null,
  settings: { confidence: 0.95 },
  rows: [{ model: 'alder', mean: 6.103125000000001, ci: null }],
  left_out: { unparsed: 1 },
  warnings: [],
}

describe('jsonText', () => {
  it('is one JSON document that reads back as it was: full precision, null for no figure', () => {
    expect(JSON.parse(jsonText(document))).toEqual(document)
    expect(jsonText(document)).toContain('6.103125000000001')
  })

  it('is the same text for the same document, its fields in the order of the contract', () => {
    expect(jsonText({ ...document })).toBe(jsonText(document))
    expect(Object.keys(JSON.parse(jsonText(document)) as object)).toEqual([
      'schema',
      'version',
      'inputs',
      'key',
      'settings',
      'rows',
      'left_out',
      'warnings',
    ])
  })
})
