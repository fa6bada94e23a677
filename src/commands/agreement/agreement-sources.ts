import { basename } from 'node:path'
import { fileNameOf } from '../../domain/model-id.ts'
import type { Question } from '../../domain/question.ts'
import { type Ballot, groupOf } from '../../domain/votes/ballot.ts'
import { UserError } from '../../errors.ts'
import { type BallotFile, loadBallots } from '../../io/votes/load-ballots.ts'
import { loadQuestions } from '../../io/workspace/load-suite.ts'
import { hasSuite, judgmentFiles, openWorkspace } from '../../io/workspace/workspace.ts'
import { groupsOf } from '../../scoring/agreement/agreement-rows.ts'
import {
  type BallotLosses,
  createBallotBox,
  graderName,
} from '../../scoring/agreement/ballot-box.ts'
import type { ResultKey } from '../../scoring/comparability.ts'
import type { CommonFlags } from '../flags.ts'
import { checkComparable } from '../results/comparable.ts'
import { thoseThere } from '../short-list.ts'

export type SourceFlags = CommonFlags & {
  votes?: string[]
  judge?: string[]
  groups?: string[]
  skipBadLines: boolean
  mix: boolean
}

export type BallotSources = {
  ballots: Ballot[]
  losses: BallotLosses
  files: BallotFile[]
  /** What the judgments among them depend on; null where there are none, only votes. */
  key: ResultKey | null
  warnings: string[]
}

/**
 * The ballots of all files and judges that the flags name.
 * @throws UserError where nothing is named, found or left
 */
export async function loadSources(flags: SourceFlags): Promise<BallotSources> {
  const paths = [...(flags.votes ?? []), ...judgeFiles(flags)]
  if (paths.length === 0) {
    throw new UserError('name votes to compare: --votes <file…>, --judge <id…> or both')
  }
  const box = createBallotBox({ isMixed: flags.mix })
  const files: BallotFile[] = []
  for (const path of paths) {
    files.push(await loadBallots(path, { onRow: box.add, skipBadLines: flags.skipBadLines }))
  }
  const { ballots, losses, keyUses } = box.result()
  const uses = keyUses.filter(({ judge }) => isWanted(judge, flags))
  const { key, warnings } = checkComparable(uses, flags)
  const chosen = inGroups(ballots, flags)
  return { ballots: chosen, losses, files, key: uses.length === 0 ? null : key, warnings }
}

/** Files of the workspace's judges: pairs and grades. */
function judgeFiles(flags: SourceFlags): string[] {
  if (flags.judge === undefined) return []
  const workspace = openWorkspace(flags.dir, flags.bench)
  const all = (['pair', 'single'] as const).flatMap((kind) =>
    judgmentFiles(workspace, kind).map((file) => ({ kind, file })),
  )
  return flags.judge.flatMap((id) => {
    const own = all.filter(({ kind, file }) => basename(file) === `${fileNameOf(id)}_${kind}.jsonl`)
    if (own.length > 0) return own.map(({ file }) => file)
    throw new UserError(
      `no judgments of ${id} in suite ${flags.bench} (${thoseThere(all.map(({ kind, file }) => basename(file, `_${kind}.jsonl`)))}): make some with mtbench judge --bench ${flags.bench} --judge-model ${id}`,
    )
  })
}

/** Whether the flags ask for a judge, by its pairs or its grades, under any key. */
function isWanted(judge: string, { groups }: Pick<SourceFlags, 'groups'>): boolean {
  const names = [groupOf(judge), graderName(judge)]
  return (
    groups?.some((group) =>
      names.some((name) => name === group || group.startsWith(`${name} [`)),
    ) ?? true
  )
}

function inGroups(ballots: Ballot[], { groups }: Pick<SourceFlags, 'groups'>): Ballot[] {
  if (ballots.length === 0) throw new UserError('no vote in these files can be used')
  if (groups === undefined) return ballots
  const known = groupsOf(ballots)
  const unknown = groups.find((group) => !known.includes(group))
  if (unknown !== undefined) throw unknownGroup(unknown, known)
  return ballots.filter((ballot) => groups.includes(groupOf(ballot.voter)))
}

/** The error for a group that nobody belongs to. */
export function unknownGroup(group: string, known: readonly string[]): UserError {
  return new UserError(`no voter of group ${JSON.stringify(group)}; there are: ${known.join(', ')}`)
}

/** The suite's questions, or null where the suite is not at hand. */
export async function questionsOf(flags: CommonFlags): Promise<Question[] | null> {
  if (!hasSuite(flags.dir, flags.bench)) return null
  return loadQuestions(openWorkspace(flags.dir, flags.bench).questionsFile)
}
