import { Marked } from 'marked'
import { escaped, mathExtensions } from './math.ts'

/**
 * A reader of Markdown that takes answers for what they are, texts: HTML in them is shown as it was
 * written, pictures are named and not loaded. What it gives still goes through the sanitiser.
 */
const reader = new Marked({
  gfm: true,
  breaks: true,
  async: false,
  extensions: mathExtensions,
  renderer: {
    html: ({ raw }) => escaped(raw),
    image: ({ href, text }) => `<span class="picture">[picture: ${escaped(text || href)}]</span>`,
    checkbox: ({ checked }) => (checked === true ? '☑ ' : '☐ '),
  },
})

/** Markdown as HTML that has not been sanitised yet. */
export function markdownHtml(text: string): string {
  return reader.parse(text, { async: false })
}
