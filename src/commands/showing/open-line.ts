import type { MatchRow } from '../../report/showing/match-list.ts'
import { shellWord } from '../../report/terminal/shell-word.ts'
import type { ShowFlags } from './show-flags.ts'

/** The command that shows a match of a list. */
export function openLine(row: MatchRow, flags: ShowFlags): string {
  const judge = row.judge.replace(/ \(single\)$/, '')
  const other = row.disagreement?.other?.replace(/ \(single\)$/, '')
  const judges = [...new Set([judge, ...(other === undefined ? [] : [other])])]
  return [
    'mtbench show',
    shellWord(String(row.question_id)),
    ...(flags.dir === '.' ? [] : ['--dir', shellWord(flags.dir)]),
    ...(flags.bench === 'mt_bench' ? [] : ['--bench', shellWord(flags.bench)]),
    ...(flags.inputFile === undefined ? [] : ['--input-file', ...flags.inputFile.map(shellWord)]),
    '--model',
    ...row.models.map(shellWord),
    '--judge-model',
    ...judges.map(shellWord),
  ].join(' ')
}
