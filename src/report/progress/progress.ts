import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import { plural } from '../plural.ts'
import type { Output } from '../terminal/output.ts'
import { visible, visibleLines } from '../terminal/visible.ts'
import { wrapLines } from '../terminal/wrap.ts'

export type Progress = {
  step: () => void
  retried: () => void
  failed: () => void
  /** A line above the bar. */
  say: (line: string) => void
  stop: () => void
}

/**
 * Progress of a stage: a bar on a terminal (done/total, rate, time left, retries, failures), else
 * one plain line a tenth of the way. Nothing but lines from `say` with `isQuiet`.
 */
export function createProgress(options: {
  label: string
  total: number
  stream: Output
  isTerminal: boolean
  isQuiet: boolean
  /** Monotonic clock in milliseconds. */
  now: () => number
  /** What has been spent so far, shown beside the counts; undefined while there is nothing. */
  spent?: () => string | undefined
}): Progress {
  const { stream } = options
  if (options.isQuiet || options.total === 0) return silentProgress(stream)
  return options.isTerminal ? barProgress(options) : lineProgress(options)
}

function silentProgress(stream: Output): Progress {
  const nothing = () => undefined
  return {
    step: nothing,
    retried: nothing,
    failed: nothing,
    say: (line) => stream.write(`${line}\n`),
    stop: nothing,
  }
}

type Counts = { done: number; retries: number; failures: number }

type ProgressOptions = Parameters<typeof createProgress>[0]

function barProgress(options: ProgressOptions): Progress {
  const started = options.now()
  const counts: Counts = { done: 0, retries: 0, failures: 0 }
  const bars = new MultiBar(
    {
      format: '{label} {bar} {value}/{total} | {rate}/s | {eta_formatted} left{extra}',
      stream: options.stream.unguarded,
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
      fps: 8,
      gracefulExit: false,
    },
    Presets.shades_grey,
  )
  const payload = () => ({
    label: visible(options.label),
    rate: rateText(counts.done, options.now() - started),
    extra: extraText(counts, options.spent?.()),
  })
  const bar: SingleBar = bars.create(options.total, 0, payload())
  const update = () => bar.update(counts.done + counts.failures, payload())
  return {
    step: () => {
      counts.done++
      update()
    },
    retried: () => {
      counts.retries++
      update()
    },
    failed: () => {
      counts.failures++
      update()
    },
    // A bar writes to the stream itself: what is said beside it is guarded here.
    say: (line) =>
      bars.log(`${wrapLines(visibleLines(line), { width: options.stream.columns })}\n`),
    stop: () => {
      // Lines wait for the next drawing: without one, those said last would be lost.
      bars.update()
      bars.stop()
    },
  }
}

function lineProgress(options: ProgressOptions): Progress {
  const started = options.now()
  const counts: Counts = { done: 0, retries: 0, failures: 0 }
  let tenths = 0
  const report = () => {
    const now = Math.floor(((counts.done + counts.failures) * 10) / options.total)
    if (now <= tenths) return
    tenths = now
    const elapsed = options.now() - started
    const rate = rateText(counts.done, elapsed)
    options.stream.write(
      `${options.label}: ${counts.done}/${options.total}, ${rate}/s${extraText(counts, options.spent?.())}\n`,
    )
  }
  return {
    step: () => {
      counts.done++
      report()
    },
    retried: () => {
      counts.retries++
    },
    // Said at the end: a dead endpoint fails everything at once.
    failed: () => {
      counts.failures++
    },
    say: (line) => options.stream.write(`${line}\n`),
    stop: () => undefined,
  }
}

function rateText(done: number, elapsedMs: number): string {
  const rate = elapsedMs <= 0 ? 0 : (done * 1000) / elapsedMs
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)
}

function extraText({ retries, failures }: Counts, spent: string | undefined): string {
  return [
    retries > 0 ? ` | ${plural(retries, 'retry', 'retries')}` : '',
    failures > 0 ? ` | ${failures} failed` : '',
    spent === undefined ? '' : ` | ${spent}`,
  ].join('')
}
