import { createRandom, type Random } from '../../src/stats/numeric/random.ts'
import { type Fault, faults, type Round } from './faults.ts'
import { type Work, workNames, workOf } from './work.ts'

/** One run: a workload that is started until it is done, and what happens to it meanwhile. */
export type RunPlan = {
  /** Counted from 1. */
  number: number
  faultName: string
  fault: Fault
  work: Work
  /** What happens to the first starts; from then on nothing does but what the server does. */
  rounds: readonly Round[]
  /** Calls at once; undefined: found out by the program. */
  concurrency: number | undefined
  /** Decides lengths of torn lines. */
  random: Random
}

export type CampaignOptions = {
  runs: number
  seed: number
  /** Names of faults; empty: all. */
  only: readonly string[]
  /** Calls of each run. */
  calls: number
}

/** The runs of a campaign: every fault in turn, with every workload in turn. */
export function planRuns(
  { runs, seed, only, calls }: CampaignOptions,
  { canMount }: { canMount: boolean },
): RunPlan[] {
  const isChosen = ([name, fault]: [string, Fault]) =>
    (only.length === 0 || only.includes(name)) && (canMount || fault.needsMount !== true)
  const chosen = Object.entries(faults).filter(isChosen)
  if (chosen.length === 0) return []
  return Array.from({ length: runs }, (_, index) => {
    const [faultName, fault] = chosen[index % chosen.length] ?? ['', {}]
    const round = Math.floor(index / chosen.length)
    // Shifted by one from fault to fault, so that few runs still meet all workloads.
    const name = workNames[(round + (index % chosen.length)) % workNames.length] ?? workNames[0]
    const random = createRandom({ seed: seed * 1_000_003 + index })
    return {
      number: index + 1,
      faultName,
      fault,
      work: workOf(name, { calls }),
      rounds: fault.rounds?.(random) ?? [],
      concurrency: [undefined, 2, 16, 64][random.below(4)],
      random,
    }
  })
}
