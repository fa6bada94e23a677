import { Option } from 'commander'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'

/** `--mode`, of every command that makes or shows judgments. */
export function modeOption(): Option {
  return new Option('--mode <mode>', 'pairwise: against --baseline when given, else all pairs')
    .choices(['single', 'pairwise-baseline', 'pairwise-all', 'pairwise'])
    .default('single')
}

/** The mode without its short form: `pairwise` is against the baseline where one is given. */
export function fullMode(mode: JudgeMode | 'pairwise', baseline: string | undefined): JudgeMode {
  if (mode !== 'pairwise') return mode
  return baseline === undefined ? 'pairwise-all' : 'pairwise-baseline'
}
