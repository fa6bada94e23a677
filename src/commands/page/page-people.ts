import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PageAgreement } from '../../domain/page/page-results.ts'
import type { Ballot } from '../../domain/votes/ballot.ts'
import { type BallotFile, loadBallots } from '../../io/votes/load-ballots.ts'
import { agreementRows, groupsOf } from '../../scoring/agreement/agreement-rows.ts'
import { createBallotBox } from '../../scoring/agreement/ballot-box.ts'
import { ballotsOfPeople } from '../../scoring/page/people.ts'
import type { PageFlags, PageSource } from './page-source.ts'

/** More groups of voters than these are no committee but a crowd: no table of pairs helps. */
const mostGroups = 12

export type PeoplesVotes = {
  ballots: Ballot[]
  agreement: PageAgreement[]
  inputs: BallotFile[]
  warnings: string[]
}

/** People's votes in `votes/`, or in the named files, and how far they and the judges agree. */
export async function readPeople(flags: PageFlags, source: PageSource): Promise<PeoplesVotes> {
  const paths = flags.votes ?? votesIn(flags.dir)
  const none = { ballots: [], agreement: [], inputs: [], warnings: [] }
  if (paths.length === 0) return none
  const box = createBallotBox()
  const { skipBadLines } = flags
  const inputs: BallotFile[] = []
  for (const path of paths) {
    inputs.push(await loadBallots(path, { onRow: box.add, skipBadLines }))
  }
  const voted = box.result().ballots
  for (const path of [...source.files.single, ...source.files.pair]) {
    await loadBallots(path, { onRow: box.add, skipBadLines })
  }
  const judges = new Set([...source.grades, ...source.matches].map((row) => row.judge))
  const ballots = ballotsOfPeople(voted, judges)
  const all = box.result().ballots
  const groups = groupsOf(all)
  if (groups.length > mostGroups) {
    const warning = `agreement is not shown: the votes are of ${groups.length} groups of voters, more than ${mostGroups}`
    return { ...none, ballots, inputs, warnings: [warning] }
  }
  return { ballots, agreement: agreementOf(all, flags), inputs, warnings: [] }
}

function agreementOf(ballots: readonly Ballot[], flags: PageFlags): PageAgreement[] {
  const { confidence, resamples, seed } = flags
  const rows = agreementRows(ballots, {
    by: null,
    categoryOf: () => undefined,
    majorityOf: null,
    orientation: 'code',
    confidence,
    resamples,
    seed,
  })
  return rows
    .filter((row) => row.turn === 'all')
    .map(({ a, b, setup, agree, total, questions, rate, ci, chance, kappa, kappa_ci }) => {
      const counts = { agree, total, questions }
      return { a, b, setup, ...counts, rate, ci, chance, kappa, kappa_ci }
    })
}

function votesIn(dir: string): string[] {
  const folder = join(dir, 'votes')
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => /\.(jsonl|json|csv|parquet)$/.test(name))
  return names.sort().map((name) => join(folder, name))
}
