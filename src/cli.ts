import { setMaxListeners } from 'node:events'
import { Command, CommanderError } from 'commander'
import { checkPlaces } from './commands/places.ts'
import { createUi, type Ending, sayError, sayHelp, type Ui, type World } from './commands/ui.ts'
import { messageOf, UserError } from './errors.ts'

type Run = (action: (ui: Ui) => Promise<Ending>) => Promise<void>

/** A command: its line in `--help`, and where its flags and action are. Loaded only when asked for. */
type Entry = { summary: string; load: () => Promise<(command: Command, run: Run) => void> }

const commands: Readonly<Record<string, Entry>> = {
  quickstart: {
    summary: 'the whole pipeline offline in seconds, on what the package ships',
    load: async () => (await import('./commands/quickstart.ts')).defineQuickstart,
  },
  'gen-answers': {
    summary: 'answers of target models to every question, turn by turn',
    load: async () => (await import('./commands/gen-answers.ts')).defineGenAnswers,
  },
  judge: {
    summary: 'grades or pairwise verdicts by a judge model',
    load: async () => (await import('./commands/judge.ts')).defineJudge,
  },
  run: {
    summary: 'answers, judgments and results in one overlapped run',
    load: async () => (await import('./commands/run.ts')).defineRun,
  },
  'show-results': {
    summary: 'scores or win rates with intervals, and what was left out',
    load: async () => (await import('./commands/show-results.ts')).defineShowResults,
  },
  show: {
    summary: 'one question with its answers and judgments; lists of what to look at',
    load: async () => (await import('./commands/show.ts')).defineShow,
  },
  compare: {
    summary: 'are two models, runs or judges really different: paired, by question',
    load: async () => (await import('./commands/compare.ts')).defineCompare,
  },
  agreement: {
    summary: 'how far judges and people agree: S1, S2, majority, kappa, AC1, alpha',
    load: async () => (await import('./commands/agreement.ts')).defineAgreement,
  },
  rank: {
    summary: 'leaderboard from pair judgments, votes or arena battles',
    load: async () => (await import('./commands/rank.ts')).defineRank,
  },
  check: {
    summary: 'the CI gate: pass, regressed or inconclusive against a baseline',
    load: async () => (await import('./commands/check.ts')).defineCheck,
  },
  report: {
    summary: 'one HTML page: results, and every question with its answers and judgments',
    load: async () => (await import('./commands/report.ts')).defineReport,
  },
  serve: {
    summary: 'the same page from the live files on loopback; follows a run in progress',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  reparse: {
    summary: 'read stored judgments again with another parser, without calls',
    load: async () => (await import('./commands/reparse.ts')).defineReparse,
  },
  verify: {
    summary: 'compute every stored number again from the raw records',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  data: {
    summary: 'suites and public data: list, pull, import, verify',
    load: async () => (await import('./commands/data.ts')).defineData,
  },
  batch: {
    summary: 'batches at a provider: status, collect, cancel',
    load: async () => (await import('./commands/batch.ts')).defineBatch,
  },
  cache: {
    summary: 'the store of judges’ replies: ls, prune, clear',
    load: async () => (await import('./commands/cache.ts')).defineCache,
  },
}

const exitCodes: Readonly<Record<Ending, number>> = {
  done: 0,
  differs: 1,
  regressed: 1,
  'nothing could run': 2,
  inconclusive: 3,
  partial: 4,
}

const badUse = 2
const storageFailed = 4

/**
 * Runs the command line.
 * @param argv the words after the program's name
 * @param world streams, environment, clock and signal; the process's own by default
 * @returns the exit code
 */
export async function main(argv: readonly string[], world: Partial<World> = {}): Promise<number> {
  const stopping = new AbortController()
  const stop = world.signal === undefined ? stopOnSignals(stopping) : undefined
  const whole: World = { ...processWorld(), signal: stopping.signal, ...world }
  const ui = createUi(whole, argv)
  // Every call under way listens to the one signal.
  setMaxListeners(0, ui.signal)
  toleratingClosedPipes(whole)
  try {
    let ending: Ending = 'done'
    const program = await buildProgram(argv, ui, async (action) => {
      ending = await action(ui)
    })
    await program.parseAsync([...argv], { from: 'user' })
    return stop?.code() ?? exitCodes[ending]
  } catch (error) {
    return stop?.code() ?? (await codeFor(await worstMistake(error, { argv, ui }), ui))
  } finally {
    stop?.forget()
  }
}

async function buildProgram(argv: readonly string[], ui: Ui, run: Run): Promise<Command> {
  const program = new Command('mtbench')
    .description('LLM-as-a-judge: MT-bench answers, grades, verdicts, scores and win rates')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => sayHelp(text, ui),
      writeErr: (text) => ui.stderr.write(text),
      // Said at the end, once it is known which of several mistakes is the one to name.
      outputError: () => undefined,
      getOutHelpWidth: () => ui.stdout.columns,
      getErrHelpWidth: () => ui.stderr.columns,
    })
    .exitOverride()
    .hook('preAction', (_program, action) => checkPlaces(action.opts()))
  const asked = argv.find((word) => !word.startsWith('-'))
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary).copyInheritedSettings(program)
    if (name === asked) (await load())(command, run)
    for (const one of [command, ...command.commands]) one.option('--no-color', 'no colours')
  }
  const { versionText } = await import('./commands/version.ts')
  return program.version(versionText(), '-V, --version', 'print the version')
}

/**
 * An unknown flag is named before a flag that is missing: the missing one may be the one that was
 * misspelt. Commander looks for what is missing first, so the words are read again without that.
 */
async function worstMistake(
  error: unknown,
  { argv, ui }: { argv: readonly string[]; ui: Ui },
): Promise<unknown> {
  const isMissing =
    error instanceof CommanderError && error.code === 'commander.missingMandatoryOptionValue'
  if (!isMissing) return error
  const program = await buildProgram(argv, ui, async () => undefined)
  for (const command of program.commands.flatMap((c) => [c, ...c.commands])) {
    for (const option of command.options) option.makeOptionMandatory(false)
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return error
  } catch (other) {
    return other
  }
}

async function codeFor(error: unknown, ui: Ui): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    const mistake = /^error: (.*)$/s.exec(error.message)?.[1]
    if (mistake !== undefined) await sayError(`${mistake} (see --help)`, ui)
    return badUse
  }
  const isStorage = error instanceof Error && error.name === 'StorageError'
  if (!(error instanceof UserError) && !isStorage) {
    // A bug of ours: its stack is what helps, and it must not look like a gate that failed (1).
    ui.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return badUse
  }
  await sayError(messageOf(error), ui)
  return isStorage ? storageFailed : badUse
}

/** The first signal stops the run, which is saved; a second one ends the process at once. */
function stopOnSignals(stopping: AbortController) {
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  let code: number | undefined
  const onSignal = (signal: keyof typeof codes) => {
    code = codes[signal]
    stopping.abort()
    forget()
  }
  const forget = () => {
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return { code: () => code, forget }
}

/** A reader that closes the pipe (`| head`) is no error. */
function toleratingClosedPipes(world: World): void {
  for (const stream of [world.stdout, world.stderr]) {
    if (stream.listenerCount('error') > 0) continue
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

function processWorld(): Omit<World, 'signal'> {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock: { now: Date.now, sleep },
    monotonic: () => performance.now(),
  }
}

/** A timer that is set for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(ms, longestTimerMs))
    signal?.addEventListener('abort', done, { once: true })
    if (signal?.aborted === true) done()
  })
}
