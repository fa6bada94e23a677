import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { gzipBase64 } from '../io/compress.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { sha256Base64 } from '../io/hash.ts'
import { loadPageParts } from '../io/load-page-parts.ts'
import { pageHtml } from '../report/page/page-html.ts'
import { fixed } from '../report/round.ts'
import { tieRules } from '../scoring/results/average-win-rates.ts'
import { duplicateRules } from '../scoring/results/judgment-table.ts'
import { numberIn, wholeNumber, withCommonFlags } from './flags.ts'
import { collectPage } from './page/collect-page.ts'
import type { PageFlags } from './page/page-source.ts'
import type { Ending, Ui } from './ui.ts'

type Flags = PageFlags & { output?: string; json: boolean }

/** The page's name in the workspace where no place is named. */
const defaultName = 'report.html'

/** Adds the flags of `report`; `run` is called with what the command does. */
export function defineReport(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withPageFlags(withCommonFlags(command))
    .option('--output <file>', `file to write (default: ${defaultName} in the workspace)`)
    .option('--json', 'print the page’s document as JSON instead', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench report
  $ mtbench report --bench mt_fresh --output report.html
  $ mtbench report --models gpt-4 claude-v1 --votes votes/human.jsonl
  $ mtbench report --against ../last-week --output moved.html
  $ mtbench report --against mtbench.baseline.json`,
    )
    .action((flags: Flags) => run((ui) => report(flags, ui)))
}

/** Flags that say what a page shows and how its figures are computed. */
export function withPageFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--mode <mode>', 'only grades, or only pairs (default: what was judged)').choices([
        'single',
        'pairwise',
        'pairwise-all',
        'pairwise-baseline',
      ]),
    )
    .option('--judge-model <id...>', 'only these judges (default: all that have judged)')
    .option('--models <id...>', 'only these models')
    .option('--baseline <id>', 'only pairs with this model')
    .option('--votes <file...>', 'people’s votes (default: those in votes/)')
    .option('--against <run>', 'another workspace, or a baseline file: what moved, and why')
    .option('--title <text>', 'title of the page')
    .addOption(
      new Option('--parser <name>', 'stored: the score in the file; else read the texts again')
        .choices(['stored', 'strict', 'fastchat'])
        .default('stored'),
    )
    .addOption(
      new Option('--duplicates <rule>', 'which of several rows of one key counts')
        .choices([...duplicateRules])
        .default('last'),
    )
    .option('--confidence <p>', 'of the intervals', numberIn(0.5, 0.999), 0.95)
    .addOption(
      new Option('--ties <rule>', 'in average win rates: half a win, not won, or no match')
        .choices([...tieRules])
        .default('half'),
    )
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 0)
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(100, 1_000_000), 10_000)
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .option('--mix', 'show judgments that are not comparable in one', false)
}

async function report(flags: Flags, ui: Ui): Promise<Ending> {
  const parts = flags.json ? undefined : await loadPageParts()
  const document = await collectPage(flags)
  if (parts === undefined) {
    const text = JSON.stringify(document, null, 2)
    if (flags.output === undefined) ui.stdout.write(`${text}\n`)
    else await writeDocument(flags.output, text)
    return 'done'
  }
  const file = flags.output ?? join(flags.dir, defaultName)
  const data = await gzipBase64(JSON.stringify(document))
  const html = pageHtml({
    ...parts,
    title: document.title,
    hash: sha256Base64,
    source: { kind: 'embedded', data },
  })
  await writeDocument(file, html)
  if (!flags.quiet) {
    const megabytes = fixed(Buffer.byteLength(html) / 1e6, 1)
    ui.stderr.write(`${file} written (${megabytes} MB): open it in a browser\n`)
  }
  return 'done'
}
