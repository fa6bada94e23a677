import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { PageRun } from '../../domain/page/page-document.ts'
import { messageOf, UserError } from '../../errors.ts'
import { readJson } from '../../io/workspace/load-suite.ts'
import { runsFolder, type Workspace } from '../../io/workspace/workspace.ts'

/** Manifests that a page lists; of more, the newest. */
const mostRuns = 50

const open = z.record(z.string(), z.unknown())

const manifestSchema = z.looseObject({
  command: z.string(),
  version: z.string().nullish(),
  started: z.string().nullish(),
  finished: z.string().nullish(),
  hashes: z.record(z.string(), z.string().nullable()).default({}),
  settings: open.default({}),
  endpoints: z.array(open).default([]),
  counts: open.default({}),
})

/** The manifests of a suite's runs, newest first; one that cannot be read is said. */
export async function readRuns(
  workspace: Workspace,
): Promise<{ runs: PageRun[]; warnings: string[] }> {
  const folder = runsFolder(workspace)
  const names = existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.json')) : []
  const newest = names.sort().reverse()
  const runs: PageRun[] = []
  const warnings: string[] = []
  for (const name of newest.slice(0, mostRuns)) {
    try {
      runs.push(runOf(basename(name), await readJson(join(folder, name), manifestSchema)))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      warnings.push(`a run is not shown: ${messageOf(error)}`)
    }
  }
  const rest = newest.length - mostRuns
  if (rest > 0) warnings.push(`${rest} older runs are not shown`)
  return { runs, warnings }
}

function runOf(file: string, manifest: z.infer<typeof manifestSchema>): PageRun {
  const { command, hashes, settings, endpoints, counts } = manifest
  return {
    file,
    command,
    version: manifest.version ?? null,
    started: manifest.started ?? null,
    finished: manifest.finished ?? null,
    hashes,
    settings,
    endpoints,
    counts,
  }
}
