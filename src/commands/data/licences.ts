import { createInterface } from 'node:readline/promises'
import { type CatalogueEntry, licenceKey } from '../../domain/catalogue/catalogue-entry.ts'
import { UserError } from '../../errors.ts'
import { readDataLock, writeDataLock } from '../../io/data/lock-file.ts'
import type { Ui } from '../ui.ts'

/**
 * Shows the licence of what is to be pulled, once a workspace. On a terminal it is asked for; a
 * run without one goes on, as does `--yes`.
 * @throws UserError where it is declined
 */
export async function acceptLicence(
  entry: CatalogueEntry,
  options: { dir: string; isAccepted: boolean },
  ui: Ui,
): Promise<void> {
  const { licence, name, source } = entry
  const key = licenceKey(licence)
  const lock = await readDataLock(options.dir)
  if (lock.licences.includes(key)) return
  ui.stderr.write(
    `${name}: licence ${licence.id}, ${licence.holder}\n  text:   ${licence.url}\n  source: ${source}\n`,
  )
  const isTerminal = ui.stdin.isTTY === true && ui.stdout.isTTY === true
  if (isTerminal && !options.isAccepted && !(await isAgreed(ui))) {
    throw new UserError(`the licence of ${name} was not accepted: nothing was pulled`)
  }
  await writeDataLock(options.dir, { ...lock, licences: [...lock.licences, key] })
}

async function isAgreed(ui: Ui): Promise<boolean> {
  // Not in raw mode: Ctrl-C stays the signal that it is everywhere else.
  const asking = createInterface({ input: ui.stdin, output: ui.stderr.unguarded, terminal: false })
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('no')))
  try {
    const asked = asking.question('Use it under this licence? [Y/n] ', { signal: ui.signal })
    const answer = await Promise.race([asked, ended])
    return /^(y(es)?)?$/i.test(answer.trim())
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false
    throw error
  } finally {
    asking.close()
  }
}
