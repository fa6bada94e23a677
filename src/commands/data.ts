import { type Command, Option } from 'commander'
import { catalogue } from '../domain/catalogue/catalogue.ts'
import type { ImportFlags } from './data/import.ts'
import type { DataFlags } from './data/print.ts'
import type { PullFlags } from './data/pull.ts'
import { withOutputFlags } from './flags.ts'
import type { Ending, Ui } from './ui.ts'

type Run = (action: (ui: Ui) => Promise<Ending>) => Promise<void>

/** Adds the commands below `data`; `run` is called with what one of them does. */
export function defineData(command: Command, run: Run): void {
  command.helpCommand(false).addHelpText(
    'after',
    `
Examples:
  $ mtbench data list
  $ mtbench data pull mt_bench
  $ mtbench data import my-questions.jsonl --as my_suite
  $ mtbench data verify`,
  )
  withDataFlags(
    command.command('list').description('suites shipped, in the workspace, available'),
  ).action((flags: DataFlags) =>
    run(async (ui) => (await import('./data/list.ts')).dataList(flags, ui)),
  )
  definePull(command, run)
  defineImport(command, run)
  withDataFlags(
    command.command('verify').description('recompute the checksums of all that was pulled'),
  ).action((flags: DataFlags) =>
    run(async (ui) => (await import('./data/verify.ts')).dataVerify(flags, ui)),
  )
}

function definePull(command: Command, run: Run): void {
  withDataFlags(command.command('pull <name...>'))
    .description(
      `bring public data into the workspace, by checksum: ${catalogue.map((e) => e.name).join(', ')}, or all`,
    )
    .option('--base-url <address>', 'mirror (default: $MTBENCH_DATA_BASE_URL, else the source)')
    .option('--from <folder>', 'a folder in place of the network')
    .option('--yes', 'accept licences without a question', false)
    .option('--force', 'replace files that were not pulled, or have changed since', false)
    .option('--update-lock', 'accept bytes other than those of the first pull', false)
    .addHelpText(
      'after',
      `
A mirror or folder holds each file under the path of its own address:
  <base>/lm-sys/FastChat/<commit>/fastchat/llm_judge/data/mt_bench/question.jsonl
A folder may also be a workspace, or its data/.
Proxies: HTTP_PROXY, HTTPS_PROXY, NO_PROXY.

Examples:
  $ mtbench data pull mt_bench mt_bench_answers
  $ mtbench data pull all --yes --from /media/stick/mtbench-data`,
    )
    .action((names: string[], flags: PullFlags) =>
      run(async (ui) => (await import('./data/pull.ts')).dataPull(names, flags, ui)),
    )
}

function defineImport(command: Command, run: Run): void {
  withDataFlags(command.command('import <path>'))
    .description('check files of your own and copy them into the workspace')
    .requiredOption('--as <name>', 'name of the suite; for votes, of their file')
    .addOption(
      new Option('--kind <kind>', 'what a file holds (default: its first record tells)').choices([
        'questions',
        'answers',
        'references',
        'judgments',
        'votes',
        'prompts',
      ]),
    )
    .option('--force', 'replace files that are there', false)
    .addHelpText(
      'after',
      `
A path is a file (JSONL, or Parquet for votes) or a folder with question.jsonl,
reference_answer/, model_answer/, model_judgment/. Every record is checked first.

Examples:
  $ mtbench data import my-questions.jsonl --as my_suite
  $ mtbench data import FastChat/fastchat/llm_judge/data/mt_bench --as mt_bench
  $ mtbench data import qwen-7b.jsonl --as mt_bench`,
    )
    .action((path: string, flags: ImportFlags) =>
      run(async (ui) => (await import('./data/import.ts')).dataImport(path, flags, ui)),
    )
}

function withDataFlags(command: Command): Command {
  return withOutputFlags(command)
    .option('--dir <workspace>', 'folder with data/ and votes/', '.')
    .option('--quiet', 'no progress, only warnings and results', false)
}
