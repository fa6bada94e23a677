import type { Command } from 'commander'
import { batchCancel } from './batches/batch-cancel.ts'
import { batchCollect } from './batches/batch-collect.ts'
import { batchStatus } from './batches/batch-status.ts'
import type { BatchCommandFlags } from './batches/chosen-jobs.ts'
import { wholeNumber } from './flags.ts'
import type { Ending, Ui } from './ui.ts'

/** Adds the commands of `batch`; `run` is called with what one does. */
export function defineBatch(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withFlags = (name: string, summary: string) =>
    command
      .command(name)
      .description(summary)
      .argument(
        '[id...]',
        `batches, as status names them${name === 'cancel' ? '' : ' (default: all that are open)'}`,
      )
      .option('--dir <workspace>', 'folder whose batches/ is meant', '.')
      .option('--api-key-env <name>', 'environment variable that holds the key')
      .option('--max-tries <n>', 'tries of one call, the first included', wholeNumber(1, 100), 5)
  withFlags('status', 'how far batches are')
    .option('--all', 'those that are done with, too', false)
    .option('--json', 'print one JSON document', false)
    .action((ids: string[], flags: BatchCommandFlags & { all: boolean; json: boolean }) =>
      run((ui) => batchStatus(ids, flags, ui)),
    )
  withFlags('collect', 'record what batches that have ended brought; asks for nothing new').action(
    (ids: string[], flags: BatchCommandFlags) => run((ui) => batchCollect(ids, flags, ui)),
  )
  withFlags('cancel', 'stop batches; what they have done so far can be collected')
    .option('--forget', 'give batches up without a call: their requests are asked again', false)
    .action((ids: string[], flags: BatchCommandFlags & { forget: boolean }) =>
      run((ui) => batchCancel(ids, flags, ui)),
    )
  command.addHelpText(
    'after',
    `
Batches are made with --batch of gen-answers and judge.

Examples:
  $ mtbench batch status
  $ mtbench batch collect
  $ mtbench batch cancel 3fa9c2d1`,
  )
}
