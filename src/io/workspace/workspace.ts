import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { entryOfSuite } from '../../domain/catalogue/catalogue.ts'
import { fileNameOf } from '../../domain/model-id.ts'
import { checkSuiteName } from '../../domain/suite.ts'
import { UserError } from '../../errors.ts'
import { packageFile } from '../files/package-files.ts'

/** The package's own data folder: found after the workspace's, never written to. */
const packageData = packageFile('data')

/** A folder with FastChat's layout, and one suite in it. */
export type Workspace = {
  dir: string
  bench: string
  /** Folder of the suite's questions: in the workspace, else in the package. */
  suiteDir: string
  questionsFile: string
}

/**
 * Opens a suite of a workspace.
 * @throws UserError for an unknown suite, naming those there are
 */
export function openWorkspace(dir: string, bench: string): Workspace {
  checkSuiteName(bench)
  const homes = [join(dir, 'data', bench), join(packageData, bench)]
  const suiteDir = homes.find((home) => existsSync(join(home, 'question.jsonl')))
  if (suiteDir !== undefined) {
    return { dir, bench, suiteDir, questionsFile: join(suiteDir, 'question.jsonl') }
  }
  const known = knownSuites(dir)
  const have = known.length === 0 ? 'there is none here' : `there are: ${known.join(', ')}`
  const place = join(dir, 'data', bench, 'question.jsonl')
  const pull = pullLine(dir, bench)
  const hint = pull === undefined ? have : `get it with: ${pull}`
  throw new UserError(`no suite ${JSON.stringify(bench)} (${place}); ${hint}`)
}

/** The command that brings a suite into a workspace, or undefined where none does. */
function pullLine(dir: string, bench: string): string | undefined {
  const entry = entryOfSuite(bench)
  if (entry === undefined) return undefined
  const flag = dir === '.' ? '' : ` --dir ${/^[\w./:@+-]+$/.test(dir) ? dir : JSON.stringify(dir)}`
  return `mtbench data pull ${entry.name}${flag}`
}

/** True where a suite's questions are at hand, in the workspace or in the package. */
export function hasSuite(dir: string, bench: string): boolean {
  return [join(dir, 'data'), packageData].some((home) =>
    existsSync(join(home, bench, 'question.jsonl')),
  )
}

/** Names of the suites that the package ships: those listed among its files. */
export function shippedSuites(): string[] {
  const isListed = (name: string) =>
    packageFiles().some((path) => path === 'data' || `${path}/`.startsWith(`data/${name}/`))
  return suitesBelow(packageData).filter(isListed)
}

/** The folder of a shipped suite. */
export function shippedSuiteDir(bench: string): string {
  return join(packageData, bench)
}

/**
 * True for a file of a workspace that is the package's own: in a clone of the project, the
 * workspace and the package are one folder.
 */
export function isPackageFile(dir: string, target: string): boolean {
  if (!existsSync(join(dir, target)) || !existsSync(packageData)) return false
  if (realpathSync(join(dir, 'data')) !== realpathSync(packageData)) return false
  return packageFiles().some((path) => target === path || target.startsWith(`${path}/`))
}

function packageFiles(): string[] {
  const text = readFileSync(packageFile('package.json'), 'utf8')
  return (JSON.parse(text) as { files: string[] }).files
}

/** Names of the suites in the workspace and in the package. */
export function knownSuites(dir: string): string[] {
  return [...new Set([...suitesIn(dir), ...suitesBelow(packageData)])].sort()
}

/** Names of the suites in the workspace itself. */
export function suitesIn(dir: string): string[] {
  return suitesBelow(join(dir, 'data'))
}

function suitesBelow(home: string): string[] {
  return foldersIn(home).filter((name) => existsSync(join(home, name, 'question.jsonl')))
}

/** Where a model's answers are written. */
export function answersFile(workspace: Workspace, modelId: string): string {
  const { dir, bench } = workspace
  return join(dir, 'data', bench, 'model_answer', `${fileNameOf(modelId)}.jsonl`)
}

/** Answer files of the suite by name without ending: the workspace's before the package's. */
export function answerFiles(workspace: Workspace): Map<string, string> {
  return filesOf(workspace, 'model_answer')
}

/** Names of the answer files that are in the workspace itself. */
export function ownAnswerNames(workspace: Workspace): string[] {
  return jsonlIn(join(workspace.dir, 'data', workspace.bench, 'model_answer'))
}

/** Reference files of the suite by name without ending: the workspace's before the package's. */
export function referenceFiles(workspace: Workspace): Map<string, string> {
  return filesOf(workspace, 'reference_answer')
}

/** Where a judge's new judgments are written. */
export function judgmentsFile(
  workspace: Workspace,
  judge: { judgeId: string; kind: 'single' | 'pair' },
): string {
  const name = `${fileNameOf(judge.judgeId)}_${judge.kind}.jsonl`
  return join(workspace.dir, 'judgments', workspace.bench, name)
}

/** Judgment files of one kind: our own place, then FastChat's. */
export function judgmentFiles(workspace: Workspace, kind: 'single' | 'pair'): string[] {
  const { dir, bench } = workspace
  const homes = [join(dir, 'judgments', bench), join(dir, 'data', bench, 'model_judgment')]
  return homes.flatMap((home) =>
    jsonlIn(home)
      .filter((name) => name.endsWith(`_${kind}`))
      .map((name) => join(home, `${name}.jsonl`)),
  )
}

/** The judge prompts' file: the flag's, else the workspace's, else the package's own. */
export function promptsFile(dir: string, flag: string | undefined): string {
  if (flag !== undefined) return flag
  const own = join(dir, 'data', 'judge_prompts.jsonl')
  return existsSync(own) ? own : join(packageData, 'judge_prompts.jsonl')
}

export function suiteManifestFile(workspace: Workspace): string | undefined {
  const file = join(workspace.suiteDir, 'suite.json')
  return existsSync(file) ? file : undefined
}

export function runsFolder(workspace: Workspace): string {
  return join(workspace.dir, 'judgments', workspace.bench, 'runs')
}

/** Suites of which the workspace holds judgments. */
export function judgedSuites(dir: string): string[] {
  return foldersIn(join(dir, 'judgments')).sort()
}

/** The judgment files that this harness wrote for a suite. */
export function suiteJudgments(dir: string, bench: string): string[] {
  const home = join(dir, 'judgments', bench)
  return jsonlIn(home)
    .filter((name) => /_(single|pair)$/.test(name))
    .map((name) => join(home, `${name}.jsonl`))
}

/** The results of a suite that were stored. */
export function reportFiles(dir: string, bench: string): string[] {
  const home = join(dir, 'judgments', bench, 'reports')
  if (!isFolder(home)) return []
  const names = readdirSync(home).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(home, name))
}

/** The votes of people that a workspace holds. */
export function voteFiles(dir: string): string[] {
  return jsonlIn(join(dir, 'votes')).map((name) => join(dir, 'votes', `${name}.jsonl`))
}

/** Size of a file in bytes. */
export function fileBytes(path: string): number {
  return statSync(path).size
}

function filesOf(workspace: Workspace, folder: string): Map<string, string> {
  const homes = [join(packageData, workspace.bench), join(workspace.dir, 'data', workspace.bench)]
  const found = new Map<string, string>()
  for (const home of homes) {
    for (const name of jsonlIn(join(home, folder))) {
      // In a clone the package's folder is a workspace too: what was made there is not shipped.
      const shipped = ['data', workspace.bench, folder, `${name}.jsonl`].join('/')
      if (home === homes[0] && homes[0] !== homes[1] && !isShipped(shipped)) continue
      found.set(name, join(home, folder, `${name}.jsonl`))
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isShipped(path: string): boolean {
  return packageFiles().includes(path)
}

function jsonlIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort()
}

function foldersIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder).filter((name) => isFolder(join(folder, name)))
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
