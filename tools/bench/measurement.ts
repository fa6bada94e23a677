import type { ChildReport } from './run-child.ts'

/** One line of the table. Null, or left out: the row has no such figure. */
export type BenchRow = {
  name: string
  wallMs: number | null
  /** User and system time of the measured process alone. */
  cpuMs: number | null
  /** MB are 10^6 bytes. */
  peakRssMb: number | null
  /** The figure that the goal is about, and what it counts: `× ideal wall`. */
  ratio?: number | null
  unit?: string
  /** The most that `ratio` may be; null where nothing is promised. */
  goal?: number | null
  /** What was done how often, what it was compared with, and what else was seen, a line each. */
  notes?: readonly string[]
}

/** What a measurement is given. */
export type Bench = {
  /** A folder of its own, removed afterwards. */
  folder: string
  /** Fewer calls and rows: to see that it works, not for figures. */
  isQuick: boolean
  /** Runs Node with these words in a process of its own, to its end. */
  run: (argv: readonly string[], options?: RunOptions) => Promise<ChildReport>
  /** Where a measurement that draws puts its picture; nowhere where it is left out. */
  plotFile?: string | undefined
  /** What is being done, on stderr. */
  say: (line: string) => void
}

export type RunOptions = {
  /** Exit codes that are no fault; 0 where it is left out. */
  expectedCodes?: readonly number[]
  /** The largest memory to be had is asked for so often, in milliseconds. */
  sampleMs?: number
}

/** Something that can be measured by name; each is a file of rows/. */
export type Measurement = {
  /** For `--only`. */
  name: string
  /** False: measured only when asked for by name, since it takes minutes. */
  isDefault: boolean
  measure: (bench: Bench) => Promise<BenchRow[]>
}
