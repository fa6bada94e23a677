import { Presets, SingleBar } from 'cli-progress'
import { bytesText } from '../bytes.ts'
import type { Output } from '../terminal/output.ts'
import { visible } from '../terminal/visible.ts'

/** Progress of files that arrive one after the other. */
export type ByteProgress = {
  /** `total` is null where it is not known. */
  update: (name: string, received: number, total: number | null) => void
  /** Ends a file's bar; the line is for streams that have none. */
  done: (line: string) => void
  stop: () => void
}

/** A bar for the file under way on a terminal; elsewhere a line for each that is done. */
export function createByteProgress(options: {
  stream: Output
  isTerminal: boolean
  isQuiet: boolean
}): ByteProgress {
  const { stream, isTerminal, isQuiet } = options
  const nothing = () => undefined
  if (isQuiet) return { update: nothing, done: nothing, stop: nothing }
  const say = (line: string) => stream.write(`${line}\n`)
  if (!isTerminal) return { update: nothing, done: say, stop: nothing }
  let bar: SingleBar | undefined
  const stop = () => {
    bar?.stop()
    bar = undefined
  }
  return {
    update: (name, received, total) => {
      bar ??= startedBar(stream)
      bar.setTotal(total ?? received)
      bar.update(received, { name: visible(name), size: sizeText(received, total) })
    },
    done: stop,
    stop,
  }
}

function startedBar(stream: Output): SingleBar {
  const bar = new SingleBar(
    {
      format: '{bar} {size}  {name}',
      stream: stream.unguarded,
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
      fps: 8,
      gracefulExit: false,
    },
    Presets.shades_grey,
  )
  bar.start(1, 0, { name: '', size: '' })
  return bar
}

function sizeText(received: number, total: number | null): string {
  return total === null ? bytesText(received) : `${bytesText(received)} of ${bytesText(total)}`
}
