import { describe, expect, it } from 'vitest'
import { parseEndpoint } from '../../../src/domain/calls/endpoint.ts'
import { priceOf } from '../../../src/io/endpoint/prices.ts'
import { loadTokenCounter } from '../../../src/io/endpoint/tokens.ts'

const at = Date.UTC(2026, 0, 1)
const priceAt = (word: string, baseUrl: string, config = {}) =>
  priceOf(parseEndpoint(word, config), { baseUrl, at })

describe('a price', () => {
  it('is the config’s where it states one', async () => {
    const price = { input: 1, output: 2 }
    const known = await priceAt('m', 'http://127.0.0.1/v1', { models: { m: { price } } })
    expect(known).toEqual({ price, source: 'config' })
  })

  it('is else the package’s, by base URL and model (OpenAI’s gpt-4: 30 and 60)', async () => {
    const known = await priceAt('gpt-4', 'https://api.openai.com/v1')
    expect(known).toEqual({ price: { input: 30, output: 60 }, source: 'genai-prices' })
  })

  it.each([
    ['no-such-model', 'https://api.openai.com/v1'],
    ['gpt-4', 'http://localhost:8000/v1'],
    ['gpt-4', 'https://models.example/v1'],
  ])('is unknown, not 0, for %s at %s', async (model, url) => {
    expect(await priceAt(model, url)).toBeNull()
  })
})

describe('the tokenizer', () => {
  it('counts as tiktoken’s o200k_base does, names of special tokens as text', async () => {
    const count = await loadTokenCounter()
    expect(count('hello world')).toBe(2)
    expect(count('')).toBe(0)
    expect(count('<|endoftext|>')).toBeGreaterThan(1)
  })

  it('is not slowed down by a text without a break', async () => {
    const count = await loadTokenCounter()
    const started = performance.now()
    expect(count('a'.repeat(100_000))).toBeGreaterThan(1000)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
