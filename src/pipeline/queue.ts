/** First in, first out; taking one costs the same however many there are. */
export type Queue<T> = {
  add: (item: T) => void
  /** The one that is next to be taken; undefined where there is none. */
  first: () => T | undefined
  take: () => T | undefined
  size: () => number
}

/** Places that have been emptied are given back when they are so many, and more than are left. */
const mostEmpty = 1024

export function createQueue<T>(): Queue<T> {
  let items: (T | undefined)[] = []
  let head = 0
  return {
    add: (item) => items.push(item),
    first: () => items[head],
    take: () => {
      if (head >= items.length) return undefined
      const item = items[head]
      items[head++] = undefined
      if (head > mostEmpty && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
    size: () => items.length - head,
  }
}
