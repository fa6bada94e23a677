/** The JSON text of a list of names: made once for each list, since millions of rows share a few. */
export type GroupNames = (...names: readonly string[]) => string

type Node = { next: Map<string, Node>; text: string | undefined }

export function createGroupNames(): GroupNames {
  const root: Node = { next: new Map(), text: undefined }
  return (...names) => {
    let node = root
    for (const name of names) node = childOf(node, name)
    node.text ??= JSON.stringify(names)
    return node.text
  }
}

function childOf({ next }: Node, name: string): Node {
  const known = next.get(name)
  if (known !== undefined) return known
  const made = { next: new Map<string, Node>(), text: undefined }
  next.set(name, made)
  return made
}
