import { describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS, resolveOptions } from '../../tools/endpoint/options.ts'
import { startEndpoint } from '../../tools/endpoint/server.ts'

const resolve = (patch: object) => resolveOptions(DEFAULT_OPTIONS, patch)

describe('resolveOptions', () => {
  it('keeps what a patch does not name and replaces nested values whole', () => {
    const base = resolve({ seed: 'x', faults: { hang: 0.5 } })
    expect(resolveOptions(base, { faults: { serverError: 0.1 } })).toEqual({
      ...DEFAULT_OPTIONS,
      seed: 'x',
      faults: { serverError: 0.1 },
    })
  })

  it('takes every default as a value', () => {
    expect(resolve(DEFAULT_OPTIONS)).toEqual(DEFAULT_OPTIONS)
  })

  it.each([
    [{ speed: 1 }, 'unknown option "speed"'],
    [{ toString: 1 }, 'unknown option "toString"'],
    [{ seed: Number.NaN }, 'seed must be a text'],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535'],
    [{ port: 1.5 }, 'port must be a whole number'],
    [{ apiKey: '' }, 'apiKey must be a text'],
    [{ models: 'm' }, 'models must be a list'],
    [{ models: [1] }, 'models item must be a text'],
    [{ refuses: ['top_p'] }, 'refuses item must be one of temperature, max_tokens'],
    [{ reasoning: 'loud' }, 'reasoning must be one of none, think, field'],
    [{ unparsedShare: 1.1 }, 'unparsedShare must be a number from 0 to 1'],
    [{ lengthShare: '0.5' }, 'lengthShare must be a number'],
    [{ contentFilterShare: 0.5, lengthShare: 0.6 }, 'shares of spoilt replies must sum'],
    [{ positionBiasShare: 0.9 }, 'positionBiasShare and tieShare must sum to at most 1'],
    [{ rateLimit: 5 }, 'rateLimit must be an object'],
    [{ rateLimit: { perHour: 5 } }, 'unknown rateLimit field "perHour"'],
    [{ rateLimit: { concurrent: 0 } }, 'rateLimit.concurrent must be a whole number from 1'],
    [{ faults: { flood: 0.1 } }, 'unknown faults field "flood"'],
    [{ faults: { hang: -0.1 } }, 'faults.hang must be a number from 0 to 1'],
    [{ faults: { hang: 0.6, redirect: 0.5 } }, 'the rates of faults must sum to at most 1'],
    [{ logMessages: 'yes' }, 'logMessages must be true or false'],
    [{ logLimit: -1 }, 'logLimit must be a whole number'],
    [{ retryAfterForm: 'soon' }, 'retryAfterForm must be one of seconds, date, ms'],
    [{ retryAfterSeconds: -1 }, 'retryAfterSeconds must be a number'],
    [{ latencyMs: -1 }, 'latencyMs must be a number'],
    [{ latencyMs: { min: 3, max: 2 } }, 'latencyMs must have min ≤ max'],
    [{ latencyMs: { min: 3 } }, 'latencyMs must have min ≤ max'],
    [{ dripMs: Number.POSITIVE_INFINITY }, 'dripMs must be a number'],
    [{ bodyLimitBytes: 0 }, 'bodyLimitBytes must be a whole number'],
  ])('refuses %j', (patch, message) => {
    expect(() => resolve(patch)).toThrow(RangeError)
    expect(() => resolve(patch)).toThrow(message)
  })

  it('takes rates whose decimals sum to a hair over 1', () => {
    const faults = { hang: 0.7, redirect: 0.2, slowDrip: 0.1 }
    expect(resolve({ faults }).faults).toEqual(faults)
  })
})

describe('startEndpoint', () => {
  it('refuses wrong options before it listens', async () => {
    await expect(startEndpoint({ faults: { hang: 2 } })).rejects.toThrow(RangeError)
  })
})
