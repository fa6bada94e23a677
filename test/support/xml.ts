/** An element of a document. */
export type XmlElement = {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The text right in it, entities resolved. */
  text: string
}

/**
 * Reads a document as strictly as XML 1.0 asks: balanced tags, quoted and unique attributes, no
 * stray `<` or `&`, no character that XML forbids. Knows no declarations, comments or CDATA.
 * @throws Error saying what is wrong
 */
export function parseXml(document: string): XmlElement {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(document)) {
    throw new Error('a character that XML forbids')
  }
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const token = /<\/([\w-]+)>|<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
  while (token.lastIndex < document.length) {
    const at = token.lastIndex
    const found = token.exec(document)
    if (found === null) throw new Error(`no markup: ${document.slice(at, at + 60)}`)
    take(found, open)
  }
  const [top] = root.children
  if (open.length !== 1 || root.children.length !== 1 || top === undefined) {
    throw new Error('not one element from start to end')
  }
  return top
}

/** Takes one tag or text into the innermost of the open elements. */
function take([, end, start, attributes = '', empty, text]: RegExpExecArray, open: XmlElement[]) {
  const parent = open.at(-1)
  if (parent === undefined) throw new Error('markup after the end')
  if (text !== undefined) parent.text += resolved(text)
  if (end !== undefined) {
    if (parent.name !== end) throw new Error(`</${end}> closes <${parent.name}>`)
    open.pop()
  }
  if (start === undefined) return
  const child = { name: start, attributes: attributesOf(attributes), children: [], text: '' }
  parent.children.push(child)
  if (empty === '') open.push(child)
}

/** All elements of a name, and of a class where one is given, in document order. */
export function elementsOf(tree: XmlElement, name: string, className?: string): XmlElement[] {
  const own =
    tree.name === name && (className === undefined || tree.attributes['class'] === className)
  return [
    ...(own ? [tree] : []),
    ...tree.children.flatMap((child) => elementsOf(child, name, className)),
  ]
}

/** A numeric attribute. */
export function numberOf(element: XmlElement | undefined, attribute: string): number {
  const value = Number(element?.attributes[attribute])
  if (Number.isNaN(value)) throw new Error(`no number in ${attribute}`)
  return value
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`${name} is given twice`)
    found[name] = resolved(value)
  }
  return found
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
}

function resolved(text: string): string {
  return text.replace(/&[^;]*;?/g, (entity) => {
    const sign = entities[entity]
    if (sign === undefined) throw new Error(`${entity} is no entity`)
    return sign
  })
}
