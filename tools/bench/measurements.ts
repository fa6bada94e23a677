import type { Measurement } from './measurement.ts'
import { callCpu } from './rows/calls-cpu.ts'
import { inFlightMemory } from './rows/calls-in-flight.ts'
import { quickCalls, slowCalls } from './rows/calls-wall.ts'
import { longRun } from './rows/long-run.ts'
import { overlap } from './rows/overlap.ts'
import { rateLimit } from './rows/rate-limit.ts'
import { ratingGrowth } from './rows/rating-growth.ts'
import { rankReading, ratingFits } from './rows/ratings.ts'
import { resultReading, startUp } from './rows/reading.ts'

/** All that can be measured, in the order of the table. A new one is a file of rows/ and a line here. */
export const measurements: readonly Measurement[] = [
  slowCalls,
  quickCalls,
  callCpu,
  inFlightMemory,
  overlap,
  resultReading,
  startUp,
  rankReading,
  ratingFits,
  ratingGrowth,
  rateLimit,
  longRun,
]
