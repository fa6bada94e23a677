import { existsSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { type Judgment, judgmentSchema } from '../../domain/judgment.ts'
import { messageOf, UserError } from '../../errors.ts'
import { readJsonl } from '../../io/files/read-jsonl.ts'
import { readJson } from '../../io/workspace/load-suite.ts'
import {
  fileBytes,
  judgedSuites,
  reportFiles,
  suiteJudgments,
} from '../../io/workspace/workspace.ts'
import { collectResults } from '../results/results.ts'
import {
  coverageFields,
  findingsInReport,
  flagsOf,
  isResult,
  type Report,
  reportSchema,
} from './verify-report.ts'
import { type Checked, type Finding, findingsInRow, nothingChecked } from './verify-rows.ts'

/**
 * Computes every stored result of a workspace again from its raw records, and reads the records'
 * own texts again.
 */
export async function verifyWorkspace(
  dir: string,
): Promise<{ findings: Finding[]; checked: Checked }> {
  const checked = nothingChecked()
  const findings: Finding[] = []
  const suites = judgedSuites(dir)
  if (suites.length === 0) throw new UserError(`${join(dir, 'judgments')} holds no suite to verify`)
  for (const bench of suites) {
    for (const file of suiteJudgments(dir, bench)) {
      const name = relative(dir, file)
      const onRecord = (row: Judgment, line: number) =>
        void findings.push(...findingsInRow(row, { place: `${name}:${line}`, line, checked }))
      await readJsonl(file, judgmentSchema, { onRecord })
    }
    for (const file of reportFiles(dir, bench)) {
      findings.push(...(await verifyReport(file, { dir, bench, checked })))
    }
  }
  return { findings, checked }
}

type Place = { dir: string; bench: string; checked: Checked }

async function verifyReport(file: string, place: Place): Promise<Finding[]> {
  const report = await readJson(file, reportSchema)
  const name = relative(place.dir, file)
  if (!isResult(report)) {
    place.checked.otherReports.push(name)
    return []
  }
  place.checked.reports++
  const files = report.inputs.map(({ path }) => inputFile(path, place))
  const gone = files.findIndex((path) => !existsSync(path))
  if (gone >= 0) {
    const stored = report.inputs[gone]?.path ?? ''
    return [{ file: name, field: `inputs.${gone}.path`, stored, computed: 'no such file' }]
  }
  try {
    const computed = await recomputed(report, { ...place, files })
    return findingsInReport(report, computed).map((found) => ({ file: name, ...found }))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [{ file: name, field: 'rows', stored: 'a result', computed: messageOf(error) }]
  }
}

/** Where an input is now: the workspace may have been moved, and its path was the caller's. */
function inputFile(path: string, { dir, bench }: Place): string {
  const homes = [join(dir, 'judgments', bench), join(dir, 'data', bench, 'model_judgment')]
  const isFastChats = path.replaceAll('\\', '/').includes('/model_judgment/')
  const moved = join(homes[isFastChats ? 1 : 0] ?? dir, basename(path))
  return existsSync(moved) ? moved : path
}

/** The same result from what the files hold now, as far as they had been written then. */
async function recomputed(report: Report, place: Place & { files: readonly string[] }) {
  const flags = flagsOf(report, place)
  const bytes = new Map(
    report.inputs.flatMap((input, index) => {
      const path = place.files[index]
      return path === undefined || input.bytes === undefined ? [] : [[path, input.bytes] as const]
    }),
  )
  const hasGrown = [...bytes].some(([path, then]) => fileBytes(path) > then)
  const isFromFiles = report.settings['from_files'] === true
  if (!hasGrown && !isFromFiles) {
    const { document } = await collectResults(flags)
    const now = document.inputs.map(({ path }) => basename(path))
    const then = report.inputs.map(({ path }) => basename(path))
    if (JSON.stringify(now) === JSON.stringify(then)) return { document, ignored: [] }
  }
  const { document } = await collectResults({ ...flags, inputFile: [...place.files], bytes })
  // What was missing or stale then depends on answers that may have changed since.
  return { document, ignored: coverageFields }
}
