import { existsSync } from 'node:fs'
import { type Judgment, judgmentSchema } from '../../domain/judgment.ts'
import { judgeModelOf } from '../../domain/judgment-fields.ts'
import { UserError } from '../../errors.ts'
import { peekKind } from '../../io/files/peek-record.ts'
import { type ReadSummary, readJsonl } from '../../io/files/read-jsonl.ts'
import { hasSuite, judgmentFiles, openWorkspace } from '../../io/workspace/workspace.ts'
import { isWantedJudge, type ShowFlags } from './show-flags.ts'

/** The judgment files that the flags name, else the workspace's; FastChat's place first. */
export function judgmentsAtHand(flags: ShowFlags): string[] {
  if (flags.inputFile !== undefined) {
    for (const file of flags.inputFile) checkInput(file)
    return flags.inputFile
  }
  const workspace = openWorkspace(flags.dir, flags.bench)
  return (['single', 'pair'] as const).flatMap((kind) => judgmentFiles(workspace, kind).reverse())
}

function checkInput(file: string): void {
  if (file === '-') return
  if (!existsSync(file)) throw new UserError(`${file}: no such file`)
  const kind = peekKind(file)
  if (kind === 'vote') throw new UserError(`${file}: holds votes: give them with --votes`)
  if (kind === 'answer') throw new UserError(`${file}: holds answers, not judgments`)
}

/**
 * Reads judgments of the judges that are asked for.
 * @throws UserError for a judge that has judged nothing here, naming those that have
 */
export async function eachJudgment(
  flags: ShowFlags,
  onRow: (row: Judgment) => void,
): Promise<ReadSummary[]> {
  const judges = new Set<string>()
  const summaries: ReadSummary[] = []
  for (const file of judgmentsAtHand(flags)) {
    const onRecord = (row: Judgment) => {
      judges.add(judgeModelOf(row))
      if (isWantedJudge(flags, judgeModelOf(row))) onRow(row)
    }
    const { skipBadLines } = flags
    summaries.push(await readJsonl(file, judgmentSchema, { onRecord, skipBadLines }))
  }
  const unknown = flags.judgeModel?.find((id) => !judges.has(id))
  if (unknown !== undefined) throw unknownOf('judge', unknown, judges)
  return summaries
}

/** The error for a model or judge of which there is nothing, naming those of which there is. */
export function unknownOf(what: 'judge' | 'model', id: string, known: Iterable<string>): UserError {
  const names = [...known].sort()
  const have = names.length === 0 ? 'there is none here' : `there are: ${names.join(', ')}`
  return new UserError(`nothing of ${what} ${JSON.stringify(id)}; ${have}`)
}

/** What of the files could not be read. */
export function readWarnings(summaries: readonly ReadSummary[]): string[] {
  return [
    ...summaries
      .filter(({ torn }) => torn)
      .map(({ path }) => `${path}: its last line is torn and was left out`),
    ...summaries
      .filter(({ skipped }) => skipped > 0)
      .map(({ path, skipped }) => `${path}: lines that could not be read, left out: ${skipped}`),
  ]
}

/** The suite's workspace, or undefined where files are named and the suite is not at hand. */
export function suiteOf(flags: ShowFlags) {
  if (flags.inputFile !== undefined && !hasSuite(flags.dir, flags.bench)) return undefined
  return openWorkspace(flags.dir, flags.bench)
}
