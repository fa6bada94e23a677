import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PageHtmlOptions, pageHtml } from '../../../src/report/page/page-html.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64')

const options: PageHtmlOptions = {
  title: 'A page',
  script: 'go()',
  style: 'a{b:c}',
  licences: 'MIT',
  source: { kind: 'embedded', data: 'AAAA' },
  hash,
}

/** Every element of script type with its text, as an HTML parser cuts them. */
function scriptsOf(html: string): string[] {
  return [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script/gi)].map((match) => match[1] ?? '')
}

describe('the page as a file', () => {
  it('lets run only its own script and style, by their hashes, and connects to nothing', () => {
    const html = pageHtml(options)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    const rules = policy.replaceAll('&#39;', "'").split('; ')
    const script = scriptsOf(html).at(-1) ?? ''
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
    expect(rules).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'sha256-${hash(script)}'`,
        `style-src 'sha256-${hash(style)}'`,
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    )
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })

  it('asks only its own server where the document is live', () => {
    const source = { kind: 'live', document: '/document', events: '/events' } as const
    const html = pageHtml({ ...options, source })
    expect(html).toContain('connect-src &#39;self&#39;')
    expect(JSON.parse(scriptsOf(html)[1] ?? '')).toEqual(source)
  })

  it('keeps any title and address within their place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = `${text}</title><script>alert(1)</script><!--`
        const source = { kind: 'live', document: hostile, events: '/events' } as const
        const html = pageHtml({ ...options, title: hostile, source })
        expect(scriptsOf(html)).toHaveLength(4)
        expect(scriptsOf(html).at(-1)).toBe('go()')
        expect(JSON.parse(scriptsOf(html)[1] ?? '')).toEqual(source)
      }),
      { numRuns: 50 },
    )
  })

  it('refuses data that are not base64, and a script or style that could end its element', () => {
    const data = '</script><script>alert(1)'
    expect(() => pageHtml({ ...options, source: { kind: 'embedded', data } })).toThrow(RangeError)
    expect(() => pageHtml({ ...options, script: '"</SCRIPT>"' })).toThrow(RangeError)
    expect(() => pageHtml({ ...options, style: '</style>' })).toThrow(RangeError)
  })

  it('writes the start of an HTML comment in a script as an escape that says the same', () => {
    const script = scriptsOf(pageHtml({ ...options, script: 'x="<!--"' })).at(-1)
    expect(script).toBe(String.raw`x="\x3C!--"`)
  })
})
