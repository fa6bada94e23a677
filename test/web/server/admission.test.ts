import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../../src/web/server/admission.ts'

const plain = { method: 'GET', host: '127.0.0.1:4000', origin: undefined, site: undefined }

describe('refusalOf', () => {
  it.each([
    ['a plain request', plain],
    ['another of its names', { ...plain, host: 'LocalHost:4000' }],
    ['its name over IPv6', { ...plain, host: '[::1]:4000' }],
    ['HEAD', { ...plain, method: 'HEAD' }],
    ['its own page', { ...plain, origin: 'http://localhost:4000', site: 'same-origin' }],
    ['an address that was typed', { ...plain, site: 'none' }],
  ])('lets in %s', (_what, asked) => {
    expect(refusalOf(asked, 4000)).toBeUndefined()
  })

  it.each([
    ['a name that leads here', { ...plain, host: 'evil.example:4000' }, 403],
    ['its name with a foreign end', { ...plain, host: '127.0.0.1.evil.example:4000' }, 403],
    ['another port', { ...plain, host: '127.0.0.1:4001' }, 403],
    ['no port', { ...plain, host: '127.0.0.1' }, 403],
    ['no host', { ...plain, host: undefined }, 403],
    ['a page of another origin', { ...plain, origin: 'https://evil.example' }, 403],
    ['a page without an origin', { ...plain, origin: 'null' }, 403],
    ['a page of another port', { ...plain, origin: 'http://127.0.0.1:4001' }, 403],
    ['an element of another page', { ...plain, site: 'cross-site' }, 403],
    ['POST', { ...plain, method: 'POST' }, 405],
    ['OPTIONS', { ...plain, method: 'OPTIONS' }, 405],
  ])('keeps out %s', (_what, asked, status) => {
    expect(refusalOf(asked, 4000)?.status).toBe(status)
  })

  it('takes a host without a port where the port is 80', () => {
    expect(refusalOf({ ...plain, host: 'localhost' }, 80)).toBeUndefined()
  })
})
