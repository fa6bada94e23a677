import { describe, expect, it } from 'vitest'
import { sha256, shortHash } from '../../src/io/hash.ts'

// Reference: `printf %s abc | sha256sum` (GNU coreutils), also in FIPS 180-2, appendix B.1.
const ofAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('sha256', () => {
  it('gives the published value', () => {
    expect(sha256('abc')).toBe(ofAbc)
  })

  it('takes a text as UTF-8 and bytes as they are', () => {
    expect(sha256('é')).toBe(sha256(new Uint8Array([0xc3, 0xa9])))
  })
})

describe('shortHash', () => {
  it('is the first twelve digits', () => {
    expect(shortHash('abc')).toBe(ofAbc.slice(0, 12))
  })
})
