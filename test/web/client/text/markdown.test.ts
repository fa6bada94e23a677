import { describe, expect, it } from 'vitest'
import { markdownHtml } from '../../../../src/web/client/text/markdown.ts'
import { visibleText } from '../../../../src/web/client/text/visible-text.ts'

describe('Markdown of an answer', () => {
  it.each([
    ['HTML shown as it was written', '<b onclick=x>a</b>', '&lt;b onclick=x&gt;a&lt;/b&gt;'],
    ['a block of HTML too', '<script>\nx\n</script>', '&lt;script&gt;'],
    ['pictures named and not loaded', '![a "cat"](http://x/y.png)', '[picture: a &quot;cat&quot;]'],
    ['code', '`a<b`', '<code>a&lt;b</code>'],
    ['line breaks', 'a\nb', 'a<br>b'],
  ])('has %s', (_name, text, html) => expect(markdownHtml(text)).toContain(html))

  it.each(['$x^2$', '\\(x^2\\)', '$$x^2$$', '\\[x^2\\]', '$$\nx^2\n$$'])(
    'sets the formula in %j',
    (text) => expect(markdownHtml(text)).toMatch(/<math.*<msup>/s),
  )

  it.each(['It costs $5 and $6.', '$ a $', 'echo $HOME and $PATH1', 'a\\$b$'])(
    'takes the dollars in %j for dollars',
    (text) => expect(markdownHtml(text)).not.toContain('<math'),
  )

  it('leaves a formula that cannot be read, or is far too long, as it was written', () => {
    expect(markdownHtml('$\\frac{1$')).toContain('$\\frac{1$')
    const long = `$${'x+'.repeat(3000)}1$`
    expect(markdownHtml(long)).not.toContain('<math')
  })

  it('gives a formula no style and no link of its own', () => {
    const html = markdownHtml('$\\color{red}{x} \\href{javascript:alert(1)}{y} \\overline{a}$')
    expect(html).not.toMatch(/ style=|href=/)
  })

  it('ends on formulas that call themselves', () => {
    expect(markdownHtml('$\\def\\a{\\a\\a}\\a$')).not.toContain('<math')
  })
})

describe('a text in which nothing hides', () => {
  it('writes control and bidirectional characters as escapes and keeps lines', () => {
    expect(visibleText('a\r\n\tb\u202E\u001b[31m\u0000')).toBe('a\n\tb\\u202e\\x1b[31m\\x00')
  })
})
