import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configJsonSchema } from '../tools/config-schema.ts'

describe('the published schema of mtbench.config.json', () => {
  it('is that of the code (npm run config-schema writes it)', () => {
    const file = new URL('../mtbench.config.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(configJsonSchema()))
  })
})
