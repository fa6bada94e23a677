import type { Command } from 'commander'
import { messageOf, UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import { sha256Base64 } from '../io/hash.ts'
import { loadPageParts } from '../io/load-page-parts.ts'
import { openWorkspace } from '../io/workspace/workspace.ts'
import { workspaceState } from '../io/workspace/workspace-state.ts'
import { jsonText } from '../report/json-document.ts'
import { pageHtml } from '../report/page/page-html.ts'
import { createFollower } from '../web/server/follower.ts'
import { pagePaths, startPageServer } from '../web/server/page-server.ts'
import { wholeNumber, withCommonFlags } from './flags.ts'
import { collectPage } from './page/collect-page.ts'
import type { PageFlags } from './page/page-source.ts'
import { withPageFlags } from './report.ts'
import type { Ending, Ui } from './ui.ts'

type Flags = PageFlags & { port: number; json: boolean }

/** Least time between two looks at the files, in milliseconds. */
const leastPauseMs = 1000

/** Adds the flags of `serve`; `run` is called with what the command does. */
export function defineServe(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withPageFlags(withCommonFlags(command))
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--json', 'print the address as one JSON document', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench serve
  $ mtbench serve --bench mt_fresh --port 8080

It follows a run in progress, and runs until it is stopped (Ctrl-C).`,
    )
    .action((flags: Flags) => run((ui) => serve(flags, ui)))
}

async function serve(flags: Flags, ui: Ui): Promise<Ending> {
  const parts = await loadPageParts()
  openWorkspace(flags.dir, flags.bench)
  await workspaceState(flags.dir, flags.bench)
  const live = createLiveDocument(flags, ui)
  if (!flags.quiet) ui.stderr.write('reading the judgments; the address comes when they are read\n')
  await live.document().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    ui.stderr.write(`${messageOf(error)}; the page shows them when they are there\n`)
  })
  const html = pageHtml({
    ...parts,
    title: flags.title ?? `mtbench: ${flags.bench}`,
    hash: sha256Base64,
    source: { kind: 'live', ...pagePaths },
  })
  const follower = createFollower({
    state: () => workspaceState(flags.dir, flags.bench),
    shown: live.shown,
    pauseMs: () => Math.max(leastPauseMs, 2 * live.lastMs()),
  })
  const { port } = flags
  const onTrouble = (error: unknown) => ui.stderr.write(`${messageOf(error)}\n`)
  const server = await startPageServer({ port, html, document: live.document, follower, onTrouble })
  sayAddress(`http://127.0.0.1:${server.port}/`, flags, ui)
  await stopped(ui.signal)
  await server.close()
  return 'done'
}

/**
 * The document of the files as they are: made anew only where they have changed, and once for
 * however many ask at the same time.
 */
function createLiveDocument(flags: Flags, ui: Ui) {
  let made: { state: string; text: Promise<string> } | undefined
  let lastMs = 0
  return {
    shown: () => made?.state,
    lastMs: () => lastMs,
    document: async (): Promise<string> => {
      // The state before the files are read: what is written meanwhile is a change.
      const state = await workspaceState(flags.dir, flags.bench)
      if (made?.state !== state) {
        const started = ui.monotonic()
        const text = collectPage(flags)
          .then((document) => JSON.stringify(document))
          .finally(() => {
            lastMs = ui.monotonic() - started
          })
        made = { state, text }
      }
      return made.text
    },
  }
}

function sayAddress(address: string, flags: Flags, ui: Ui): void {
  if (flags.json) {
    const document = {
      schema: 'mtbench.serve/1',
      version: packageVersion(),
      inputs: [],
      key: null,
      settings: { bench: flags.bench },
      rows: [{ address }],
      left_out: {},
      warnings: [],
    }
    ui.stdout.write(`${jsonText(document)}\n`)
    return
  }
  ui.stdout.write(`${address}\n`)
  if (!flags.quiet) ui.stderr.write('follows the files until it is stopped (Ctrl-C)\n')
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
