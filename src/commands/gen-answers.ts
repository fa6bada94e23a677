import type { Command } from 'commander'
import type { Answer } from '../domain/answer.ts'
import { type Endpoint, parseEndpoint } from '../domain/endpoint.ts'
import { checkDistinctFiles, fileNameOf } from '../domain/model-id.ts'
import type { Question } from '../domain/question.ts'
import { baseUrlOf } from '../io/api-key.ts'
import { openAppender } from '../io/append-jsonl.ts'
import { shortHash } from '../io/hash.ts'
import { loadConfig } from '../io/load-config.ts'
import { loadAnswers, loadQuestions } from '../io/load-suite.ts'
import { answerFiles, answersFile, openWorkspace, type Workspace } from '../io/workspace.ts'
import { generateAnswers } from '../pipeline/generate-answers.ts'
import { type AnswerPlan, type AnswerSettings, planAnswers } from '../pipeline/plan-answers.ts'
import { emptyCounts, type RunCounts } from '../pipeline/run-events.ts'
import { createProgress, type Progress } from '../report/progress.ts'
import { pullSuite } from './data/pull-suite.ts'
import {
  type CommonFlags,
  chosenQuestions,
  type EndpointFlags,
  numberIn,
  type QuestionFlags,
  wholeNumber,
  withCommonFlags,
  withEndpointFlags,
  withQuestionFlags,
} from './flags.ts'
import { addCounts, endingOf, failureLines, writeManifest } from './run-ending.ts'
import { openSession, type Session } from './session.ts'
import { shortList } from './short-list.ts'
import type { Ending, Ui } from './ui.ts'

type Flags = CommonFlags &
  EndpointFlags &
  QuestionFlags & {
    model: string[]
    numChoices: number
    maxTokens: number
    temperature?: number
    systemPrompt?: string
    keepStale: boolean
    dryRun: boolean
    pull: boolean
  }

/** Adds the flags of `gen-answers`; `run` is called with what the command does. */
export function defineGenAnswers(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withQuestionFlags(withEndpointFlags(withCommonFlags(command)))
    .requiredOption('--model <id...>', 'model id, or id=model@http://host/v1; several at once')
    .option('--num-choices <n>', 'answers to each question', wholeNumber(1, 100), 1)
    .option('--max-tokens <n>', 'token limit of one turn', wholeNumber(1), 1024)
    .option('--temperature <t>', 'for every question (default: by category)', numberIn(0, 2))
    .option('--system-prompt <text>', 'put before every conversation')
    .option('--keep-stale', 'leave answers whose question or parameters have changed', false)
    .option('--dry-run', 'only say what would be asked', false)
    .option('--pull', 'first get the suite, where it is not there but can be pulled', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench gen-answers --model gpt-4o-mini
  $ mtbench gen-answers --model qwen=Qwen/Qwen3-8B@http://localhost:8000/v1 --concurrency 32`,
    )
    .action((flags: Flags) => run((ui) => genAnswers(flags, ui)))
}

/** `bytes` is the size of the answers file that the plan was made from. */
type Planned = { endpoint: Endpoint; plan: AnswerPlan; bytes: number }

type Planning = { workspace: Workspace; questions: readonly Question[]; flags: Flags; ui: Ui }

async function genAnswers(flags: Flags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  if (flags.pull) await pullSuite(flags, ui)
  const workspace = openWorkspace(flags.dir, flags.bench)
  const config = await loadConfig(flags.dir)
  const endpoints = [...new Set(flags.model)].map((word) => parseEndpoint(word, config))
  checkDistinctFiles(endpoints.map((endpoint) => endpoint.id))
  const all = await loadQuestions(workspace.questionsFile)
  const questions = chosenQuestions(all, flags)
  const planning = { workspace, questions, flags, ui }
  const planned = await Promise.all(endpoints.map((endpoint) => planModel(endpoint, planning)))
  for (const line of planLines(planned, flags)) ui.stderr.write(`${line}\n`)
  const total = planned.reduce((sum, { plan }) => sum + plan.tasks.length, 0)
  if (flags.dryRun || total === 0) return 'done'

  let progress: Progress | undefined
  const session = openSession(endpoints, {
    flags,
    ui,
    say: (line) => progress?.say(line),
    onRetry: () => progress?.retried(),
  })
  progress = createProgress({
    label: 'answers',
    total,
    stream: ui.stderr,
    isTerminal: ui.stderr.isTTY === true,
    isQuiet: flags.quiet,
    now: ui.monotonic,
  })
  const parts = await Promise.all(
    planned.map((part) => askModel(part, { planning, session, progress })),
  ).finally(() => progress.stop())
  const counts = addCounts(parts)
  await writeManifest(
    workspace,
    {
      command: 'gen-answers',
      started,
      hashes: { suite: shortHash(JSON.stringify(all)) },
      settings: settingsOf(flags),
      counts,
      uses: session.uses(),
    },
    ui,
  )
  for (const line of endLines(counts, { planned, workspace })) ui.stderr.write(`${line}\n`)
  return endingOf(counts)
}

function settingsOf(flags: Flags): AnswerSettings {
  return {
    numChoices: flags.numChoices,
    maxTokens: flags.maxTokens,
    temperature: flags.temperature,
    systemPrompt: flags.systemPrompt,
  }
}

async function planModel(endpoint: Endpoint, planning: Planning): Promise<Planned> {
  const { workspace, questions, flags, ui } = planning
  const name = fileNameOf(endpoint.id)
  const file = answerFiles(workspace).get(name)
  const stored = file === undefined ? undefined : await loadAnswers(file, name)
  const plan = planAnswers({
    endpoint,
    baseUrl: baseUrlOf(endpoint, ui.env),
    questions,
    existing: stored?.answers ?? new Map(),
    settings: settingsOf(flags),
    keepStale: flags.keepStale,
    hash: shortHash,
  })
  return { endpoint, plan, bytes: stored?.bytes ?? 0 }
}

function planLines(planned: readonly Planned[], flags: Flags): string[] {
  return planned.flatMap(({ endpoint, plan }) => {
    const stale = plan.stale.map((s) => `${s.questionId} (${s.what})`)
    const unverified = plan.unverified > 0 ? `, ${plan.unverified} of them of unknown origin` : ''
    const calls = plan.tasks.reduce((n, t) => n + t.missing.length * t.question.turns.length, 0)
    const would = flags.dryRun ? 'would be asked' : 'to ask'
    return [
      `${endpoint.id}: ${plan.tasks.length} questions ${would} (${calls} calls), ${plan.done} done${unverified}`,
      ...(stale.length > 0
        ? [`${endpoint.id}: ${stale.length} answers are stale: ${shortList(stale)}`]
        : []),
    ]
  })
}

async function askModel(
  first: Planned,
  run: { planning: Planning; session: Session; progress: Progress },
): Promise<RunCounts> {
  const { endpoint } = first
  const { planning, session, progress } = run
  const { workspace, flags, ui } = planning
  if (first.plan.tasks.length === 0) return emptyCounts()
  const appender = await openAppender(answersFile(workspace, endpoint.id))
  try {
    const isOld = appender.openedBytes !== first.bytes
    const { plan } = isOld ? await planModel(endpoint, planning) : first
    return await generateAnswers({
      tasks: plan.tasks,
      chat: session.chatFor(endpoint),
      width: session.concurrencyOf(endpoint) * 2,
      systemPrompt: flags.systemPrompt,
      save: (answer: Answer) => appender.append(answer),
      hash: shortHash,
      clock: ui.clock,
      signal: ui.signal,
      events: { onDone: progress.step, onFailure: progress.failed },
    })
  } finally {
    await appender.close()
  }
}

function endLines(
  counts: RunCounts,
  where: { planned: readonly Planned[]; workspace: Workspace },
): string[] {
  const files = where.planned.map(({ endpoint }) => answersFile(where.workspace, endpoint.id))
  const parts = [
    `${counts.done} questions answered`,
    ...(counts.truncated > 0 ? [`${counts.truncated} turns cut by the token limit`] : []),
    `${counts.failed.length} failed`,
    ...(counts.notRun > 0 ? [`${counts.notRun} not asked`] : []),
  ]
  return [
    ...failureLines(counts.failed),
    `${parts.join(', ')}; written to ${files.join(', ')}`,
    ...(counts.failed.length + counts.notRun > 0
      ? ['the same command again asks only what is missing']
      : []),
  ]
}
