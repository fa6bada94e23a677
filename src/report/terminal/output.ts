import { visibleLines } from './visible.ts'
import { wrapLines } from './wrap.ts'

/** A stream as the process has it. */
export type RawStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** A stream to which no text can do anything but be shown. */
export type Output = {
  /** Shows a text: its line ends and tabs stay, other control characters become visible. */
  write: (text: string) => void
  readonly isTTY: boolean
  /** Columns of a terminal; infinite for what is no terminal, so that nothing is cut or laid out anew. */
  readonly columns: number
  /** The stream itself, for what moves the cursor or colours: never for a text that others wrote. */
  readonly unguarded: RawStream
}

/** Columns of a terminal that does not say how many it has. */
const usualColumns = 80

/**
 * The one way from a command to a stream: whatever comes from files, model ids, servers and judges
 * passes `visibleLines` here, whether or not it was looked at before.
 * @param options.wraps break lines between words at a terminal's width
 */
export function createOutput(stream: RawStream, options: { wraps: boolean }): Output {
  const width = () =>
    stream.isTTY === true ? stream.columns || usualColumns : Number.POSITIVE_INFINITY
  return {
    write: (text) => {
      const shown = visibleLines(text)
      stream.write(options.wraps ? wrapLines(shown, { width: width() }) : shown)
    },
    get isTTY() {
      return stream.isTTY === true
    },
    get columns() {
      return width()
    },
    unguarded: stream,
  }
}
