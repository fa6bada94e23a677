import { Writable } from 'node:stream'

/** A stream that keeps what is written; a terminal where it is given columns. */
export function writable(terminal?: { columns: number }): { stream: Writable; text: () => string } {
  const parts: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk))
      done()
    },
  })
  if (terminal !== undefined) Object.assign(stream, { isTTY: true, ...terminal })
  return { stream, text: () => parts.join('') }
}
