import type { ChildReport } from './run-child.ts'

/** One line of the table. Null: the row has no such figure. */
export type BenchRow = {
  name: string
  /** What was done, how often. */
  work: string
  wallMs: number | null
  /** User and system time of the measured process alone. */
  cpuMs: number | null
  peakRssMb: number | null
  /** The figure that the goal is about, in `unit`, and what it was compared with in the same run. */
  ratio: number | null
  unit: string
  against: string
  /** The most that `ratio` may be; null where nothing is promised. */
  goal: number | null
  /** What else was seen, a line each. */
  notes: string[]
}

/** What a measurement is given. */
export type Bench = {
  /** A folder of its own, removed afterwards. */
  folder: string
  /** Fewer calls and rows: to see that it works, not for figures. */
  isQuick: boolean
  /** Runs a program of this project in a process of its own, to its end. */
  run: (argv: readonly string[], options?: { sampleMs?: number }) => Promise<ChildReport>
  /** What is being done, on stderr. */
  say: (line: string) => void
}

/** Something that can be measured by name; each is a file of rows/. */
export type Measurement = {
  /** For `--only`. */
  name: string
  /** False: measured only when asked for by name, since it takes minutes. */
  isDefault: boolean
  measure: (bench: Bench) => Promise<BenchRow[]>
}
