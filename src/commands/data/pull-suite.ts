import { entryOfSuite } from '../../domain/catalogue/catalogue.ts'
import { UserError } from '../../errors.ts'
import { hasSuite } from '../../io/workspace/workspace.ts'
import type { CommonFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'

/**
 * Pulls the suite of `--bench` where it is not there and the catalogue has it.
 * @throws UserError where its questions could not be pulled
 */
export async function pullSuite(flags: CommonFlags, ui: Ui): Promise<void> {
  if (hasSuite(flags.dir, flags.bench)) return
  const entry = entryOfSuite(flags.bench)
  if (entry === undefined) return
  // The downloader and the Parquet library are loaded only where something is to be pulled.
  const { failedLines, pullEntries } = await import('./pull.ts')
  const settings = { ...flags, yes: false, force: false, updateLock: false }
  const { failed } = await pullEntries([entry], settings, ui)
  for (const line of failedLines(failed)) ui.stderr.write(`${line}\n`)
  if (failed.length > 0) throw new UserError(`suite ${flags.bench} could not be pulled`)
}
