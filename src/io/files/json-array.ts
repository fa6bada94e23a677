/**
 * Splits the bytes of a JSON array of objects into the text of each object, without reading them: only
 * brackets outside strings are counted.
 */
export function createArraySplitter(onObject: (text: string) => void): {
  push: (chunk: Buffer) => void
  /** Whether the array has been closed. */
  isComplete: () => boolean
} {
  let depth = 0
  let isInString = false
  let isEscaped = false
  let rest: Buffer[] = []

  function onString(byte: number): void {
    if (isEscaped) isEscaped = false
    else if (byte === codes.backslash) isEscaped = true
    else if (byte === codes.quote) isInString = false
  }

  function emit(own: Buffer): void {
    const whole = rest.length === 0 ? own : Buffer.concat([...rest, own])
    rest = []
    onObject(whole.toString('utf8'))
  }

  /** By how much the depth changes. */
  function step(byte: number): number {
    if (isInString) onString(byte)
    else if (byte === codes.quote) isInString = true
    else if (isOpening(byte)) return 1
    else if (isClosing(byte)) return -1
    return 0
  }

  /** Where the next object starts or the one under way ends (after it), or the chunk's length. */
  function nextEdge(chunk: Buffer, from: number): number {
    for (let place = from; place < chunk.length; place++) {
      const change = step(chunk[place] ?? 0)
      depth += change
      if (change === 1 && depth === 2) return place
      if (change === -1 && depth === 1) return place + 1
    }
    return chunk.length
  }

  /** Reads on from a place to the next edge, which it returns. */
  function advance(chunk: Buffer, start: number): number {
    const wasInside = depth >= 2
    // The bracket at the start of an object has been counted.
    const edge = nextEdge(chunk, wasInside && rest.length === 0 ? start + 1 : start)
    if (!wasInside) return edge
    const own = chunk.subarray(start, edge)
    if (depth === 1) emit(own)
    else rest.push(own)
    return edge
  }

  function push(chunk: Buffer): void {
    let start = 0
    while (start < chunk.length) start = advance(chunk, start)
  }

  return { push, isComplete: () => depth === 0 }
}

const codes = { quote: 34, backslash: 92 } as const

const isOpening = (byte: number) => byte === 123 || byte === 91
const isClosing = (byte: number) => byte === 125 || byte === 93
