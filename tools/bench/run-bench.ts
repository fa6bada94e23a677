import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchRow, Measurement } from './measurement.ts'
import { runChild } from './run-child.ts'

/** Measures one after the other, each in a folder of its own that is removed afterwards. */
export async function runBench(
  measurements: readonly Measurement[],
  options: { isQuick: boolean; plotFile?: string | undefined; say: (line: string) => void },
): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const { name, measure } of measurements) {
    options.say(`${name} …`)
    const folder = await mkdtemp(join(tmpdir(), 'mtbench-bench-'))
    try {
      rows.push(...(await measure({ ...options, folder, run: runChild })))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return rows
}

/**
 * The measurements of these names, or those that are made by default.
 * @throws RangeError for a name that there is none of, naming those there are
 */
export function chosen(
  all: readonly Measurement[],
  names: readonly string[] | undefined,
): readonly Measurement[] {
  if (names === undefined) return all.filter(({ isDefault }) => isDefault)
  const unknown = names.find((name) => !all.some((one) => one.name === name))
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ')
    throw new RangeError(`--only ${unknown}: there is ${known}`)
  }
  return all.filter(({ name }) => names.includes(name))
}
