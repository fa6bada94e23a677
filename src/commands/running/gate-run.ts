import type { Baseline } from '../../domain/gate/baseline.ts'
import { UserError } from '../../errors.ts'
import { loadConfig } from '../../io/workspace/load-config.ts'
import {
  baselineFileOf,
  type ComparedRun,
  checkSameKey,
  loadBaseline,
} from '../checking/baseline-file.ts'
import type { CheckFormat } from '../checking/check-flags.ts'
import { type GateFlags, gateFlagNames, withConfig } from '../checking/check-flags.ts'
import { checkEnding, showCheck } from '../checking/check-output.ts'
import { candidatesOf } from '../checking/check-sides.ts'
import { runCheck } from '../checking/run-check.ts'
import type { CallingJudge } from '../judging/judge-answers.ts'
import type { Ending } from '../ui.ts'
import type { RunWork } from './contestants.ts'

/** The gate at the end of a run: what it is held against. */
export type RunGate = { baseline: Baseline; file: string; flags: GateFlags }

type RunFlags = GateFlags & { check: boolean; dir: string; bench: string; model: string[] }

/**
 * What `run --check` is held against, looked at before anything is paid for.
 * @throws UserError where the run cannot be compared with the baseline
 */
export async function openGate(flags: RunFlags, work: RunWork): Promise<RunGate | undefined> {
  if (!flags.check) {
    refuseGateFlags(flags)
    return undefined
  }
  const [model, ...others] = flags.model
  if (model === undefined || others.length > 0) {
    throw new UserError('--check holds one model against the baseline: give one --model')
  }
  const config = (await loadConfig(flags.dir)).check
  const gateFlags = gateFlagsOf(withConfig(gateFlagsOf(flags), config))
  const file = baselineFileOf({ ...gateFlags, dir: flags.dir })
  const baseline = await loadBaseline(file)
  const { judging, contestants } = work
  if (judging.mode === 'pairwise-all') {
    throw new UserError('--check compares grades, or --mode pairwise-baseline')
  }
  if (baseline.bench !== flags.bench) {
    throw new UserError(
      `${file}: it was made on --bench ${baseline.bench}, this run is ${flags.bench}`,
    )
  }
  const {
    judge = null,
    prompts = null,
    references = null,
    suite = null,
    parser = null,
  } = judging.setup.key
  const planned: ComparedRun = {
    mode: judging.mode,
    judge: judging.setup.id,
    opponent: contestants.baseline ?? null,
    key: { judge, prompts, references, suite, parser },
    hashes: { opponent_answers: null },
  }
  checkSameKey(planned, baseline, file)
  return { baseline, file, flags: gateFlags }
}

/** The gate's flags alone: a run has others of the same names, with another sense. */
function gateFlagsOf(flags: GateFlags): GateFlags {
  const names = [...gateFlagNames, 'maxUnparsed'] as const
  return Object.fromEntries(
    names.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]),
  )
}

function refuseGateFlags(flags: RunFlags): void {
  const given = gateFlagNames.find((name) => flags[name] !== undefined)
  if (given === undefined) return
  const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new UserError(`--${flag} goes with --check`)
}

/** Holds a finished run against the baseline and prints what the gate says. */
export async function gateRun(
  { judging, contestants }: RunWork & { judging: CallingJudge },
  {
    gate,
    model,
    output,
  }: {
    gate: RunGate
    model: string
    output: { format: CheckFormat; output: string | undefined }
  },
): Promise<Ending> {
  const { baseline, file, flags } = gate
  const mode = judging.mode === 'single' ? 'single' : 'pairwise-baseline'
  const opponent = contestants.baseline
  const who = await candidatesOf(judging, { model, mode, opponent })
  const { document } = await runCheck({
    judging,
    who,
    baseline,
    file,
    flags: { ...flags, bridge: false },
  })
  await showCheck(document, output, judging.ui)
  return checkEnding(document, flags)
}
