import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { isArenaQuestion } from '../../domain/catalogue/arena-question.ts'
import type { RecordKind } from '../../domain/catalogue/catalogue-entry.ts'
import { fileNameOf } from '../../domain/model-id.ts'
import type { QuestionId } from '../../domain/question.ts'
import { checkSuiteName, suiteManifestSchema } from '../../domain/suite.ts'
import { UserError } from '../../errors.ts'
import { writeDocument } from '../files/write-document.ts'
import { readParquetVotes } from '../votes/parquet.ts'
import { readJson } from '../workspace/load-suite.ts'
import { hasSuite, openWorkspace } from '../workspace/workspace.ts'
import { checkRecords, readQuestions } from './check-records.ts'
import { copyTo, hashIfThere, jsonlOf, putInPlace } from './place-file.ts'

/** One file of an import that has been checked: where it comes from, and where it goes. */
export type ImportFile = {
  source: string
  target: string
  holds: RecordKind | 'manifest'
  rows: number
  state: 'imported' | 'there'
}

export type ImportOptions = {
  dir: string
  /** Suite's name; that of the file for votes. */
  name: string
  /** What a file holds; where undefined, its first record tells. */
  kind: RecordKind | undefined
  force: boolean
}

/** Folders of a suite, and what their files hold. */
const suiteFolders = {
  reference_answer: 'references',
  model_answer: 'answers',
  model_judgment: 'judgments',
} as const satisfies Record<string, RecordKind>

/**
 * Copies a questions file, a suite's folder, or a file of answers, references, judgments, votes or
 * judge prompts into the workspace. Every record of every file is checked before anything is written.
 * @throws UserError `file:line: field: problem`, or for a file in the way
 */
export async function importData(path: string, options: ImportOptions): Promise<ImportFile[]> {
  checkSuiteName(options.name)
  if (!existsSync(path)) throw new UserError(`${path}: no such file or folder`)
  const isFolder = statSync(path).isDirectory()
  const found = isFolder ? filesOfFolder(path, options) : [await placeOf(path, options)]
  const checked: Checked[] = []
  for (const file of found) checked.push(await check(file))
  await checkSameSuite(checked, options)
  const plans: (ImportFile & Checked)[] = []
  for (const file of checked) plans.push({ ...file, ...(await planPlace(file, options)) })
  for (const file of plans) if (file.state === 'imported') await copy(file, options)
  return plans.map(({ source, target, holds, rows, state }) => ({
    source,
    target,
    holds,
    rows,
    state,
  }))
}

type Found = { source: string; target: string; holds: ImportFile['holds'] }
type Checked = Found & {
  rows: number
  questionIds: ReadonlySet<QuestionId>
  /** Where what is written is not the file's own bytes. */
  text?: string
}

function filesOfFolder(folder: string, { name }: ImportOptions): Found[] {
  const found: Found[] = []
  const add = (path: string, holds: Found['holds']) => {
    const source = join(folder, path)
    if (existsSync(source)) found.push({ source, target: `data/${name}/${path}`, holds })
  }
  add('question.jsonl', 'questions')
  add('suite.json', 'manifest')
  for (const [sub, holds] of Object.entries(suiteFolders)) {
    if (!existsSync(join(folder, sub))) continue
    for (const file of readdirSync(join(folder, sub)).sort()) {
      if (!file.endsWith('.jsonl')) continue
      fileNameOf(file.slice(0, -'.jsonl'.length))
      add(`${sub}/${file}`, holds)
    }
  }
  if (found.length > 0) return found
  throw new UserError(
    `${folder} holds no question.jsonl, reference_answer/, model_answer/ or model_judgment/`,
  )
}

async function placeOf(source: string, options: ImportOptions): Promise<Found> {
  const { name } = options
  if (extname(source).toLowerCase() === '.parquet') {
    if ((options.kind ?? 'votes') === 'votes') {
      return { source, holds: 'votes', target: `votes/${name}.jsonl` }
    }
    throw new UserError(`${source}: only votes are read from Parquet`)
  }
  const first = await firstRecord(source)
  const holds = options.kind ?? kindOf(first, source)
  if (holds === 'prompts' && name !== 'judge_prompts') {
    throw new UserError(
      `${source} holds judge prompts, of which a workspace has one file: import it --as judge_prompts`,
    )
  }
  const file = fileNameOf(basename(source, extname(source)))
  const ending = isPair(first) ? '_pair' : '_single'
  const targets = {
    questions: `data/${name}/question.jsonl`,
    answers: `data/${name}/model_answer/${file}.jsonl`,
    references: `data/${name}/reference_answer/${file}.jsonl`,
    judgments: `data/${name}/model_judgment/${file.endsWith(ending) ? file : file + ending}.jsonl`,
    prompts: 'data/judge_prompts.jsonl',
    votes: `votes/${name}.jsonl`,
  } satisfies Record<RecordKind, string>
  return { source, holds, target: targets[holds] }
}

function isPair(record: unknown): boolean {
  return typeof record === 'object' && record !== null && 'g1_winner' in record
}

function kindOf(record: unknown, source: string): RecordKind {
  const has = (field: string) => typeof record === 'object' && record !== null && field in record
  if (has('choices')) return 'answers'
  if (has('prompt_template')) return 'prompts'
  if (has('g1_winner') || has('judgment')) return 'judgments'
  if (has('winner') && has('model_a')) return 'votes'
  if (has('turns') || isArenaQuestion(record)) return 'questions'
  throw new UserError(
    `${source}:1: no question, answer, judgment, vote or judge prompt; --kind says what it is`,
  )
}

async function firstRecord(source: string): Promise<unknown> {
  const stream = createReadStream(source, 'utf8')
  try {
    let line = 0
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      line++
      const trimmed = text.replace(/^\ufeff/, '').trim()
      if (trimmed === '') continue
      try {
        return JSON.parse(trimmed)
      } catch (error) {
        throw new UserError(`${source}:${line}: not JSON`, { cause: error })
      }
    }
  } finally {
    stream.destroy()
  }
  throw new UserError(`${source}: is empty`)
}

async function check(file: Found): Promise<Checked> {
  const { source, holds } = file
  if (holds === 'manifest') {
    await readJson(source, suiteManifestSchema)
    return { ...file, rows: 1, questionIds: new Set() }
  }
  if (holds === 'votes' && extname(source).toLowerCase() === '.parquet') {
    const votes = await readParquetVotes(source)
    return { ...file, rows: votes.length, questionIds: new Set(), text: jsonlOf(votes) }
  }
  const { rows, questionIds } = await checkRecords(source, holds)
  const converts = holds === 'questions' && isArenaQuestion(await firstRecord(source))
  const text = converts ? { text: jsonlOf(await readQuestions(source)) } : {}
  return { ...file, rows, questionIds, ...text }
}

/** Answers, references and judgments must be of the suite that comes with them, or is there. */
async function checkSameSuite(files: readonly Checked[], options: ImportOptions): Promise<void> {
  const { dir, name } = options
  const parts = files.filter(({ holds }) => Object.values<string>(suiteFolders).includes(holds))
  if (parts.length === 0) return
  const suite = files.find((file) => file.holds === 'questions')
  if (suite === undefined && !hasSuite(dir, name)) {
    throw new UserError(
      `there is no suite ${JSON.stringify(name)} in the workspace: import its questions first`,
    )
  }
  const { questionIds } =
    suite ?? (await checkRecords(openWorkspace(dir, name).questionsFile, 'questions'))
  for (const file of parts) {
    if ([...file.questionIds].some((id) => questionIds.has(id))) continue
    throw new UserError(`${file.source}: of another suite (none of its ids is in ${name})`)
  }
}

async function planPlace(
  file: Checked,
  options: ImportOptions,
): Promise<{ state: ImportFile['state'] }> {
  const target = join(options.dir, file.target)
  const current = await hashIfThere(target)
  if (current === undefined) return { state: 'imported' }
  const own = file.text === undefined ? await hashIfThere(file.source) : undefined
  if (own?.sha256 === current.sha256) return { state: 'there' }
  if (options.force) return { state: 'imported' }
  throw new UserError(`${target} is there already; --force replaces it`)
}

async function copy(file: Checked, options: ImportOptions): Promise<void> {
  const target = join(options.dir, file.target)
  if (file.text !== undefined) return writeDocument(target, file.text)
  const part = `${target}.import.part`
  await copyTo(file.source, part)
  await putInPlace(part, target).catch(async (error: unknown) => {
    await rm(part, { force: true })
    throw error
  })
}
