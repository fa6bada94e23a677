import type { Command } from 'commander'
import { defaultBatchLimits } from '../../pipeline/batches/batch-limits.ts'
import { wholeNumber } from '../flags.ts'

/** Flags of every command whose calls may go out in batches. */
export type BatchFlags = { batch: boolean; wait: boolean; poll: number; batchSize: number }

/** Every call by itself, at once. */
export const noBatch: BatchFlags = {
  batch: false,
  wait: false,
  poll: 60,
  batchSize: defaultBatchLimits.requests,
}

export function withBatchFlags(command: Command): Command {
  return command
    .option(
      '--batch',
      'ask in batches of the provider: cheaper, within a day; see mtbench batch',
      false,
    )
    .option('--wait', 'with --batch: stay until all batches are collected', false)
    .option(
      '--poll <seconds>',
      'with --wait: time between two looks',
      wholeNumber(1, 86_400),
      noBatch.poll,
    )
    .option(
      '--batch-size <n>',
      'most requests in one batch',
      wholeNumber(1, defaultBatchLimits.requests),
      noBatch.batchSize,
    )
}
