import { type Command, InvalidArgumentError } from 'commander'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import { replyFolder } from '../io/replies/reply-file.ts'
import {
  type KeptReply,
  keepReplies,
  listReplies,
  replyBytes,
} from '../io/replies/reply-pruning.ts'
import { jsonText } from '../report/json-document.ts'
import { grouped } from '../report/money.ts'
import { type Column, textTable } from '../report/tables/text-table.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

type Flags = { dir: string }
type PruneFlags = Flags & { olderThan?: number; maxSize?: number }

/** Adds the commands of `cache`; `run` is called with what one does. */
export function defineCache(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withFolder = (name: string, summary: string) =>
    command
      .command(name)
      .description(summary)
      .option('--dir <workspace>', 'folder whose cache/ is meant', '.')
  withFolder('ls', 'what is kept, by model and server')
    .option('--json', 'print one JSON document', false)
    .action((flags: Flags & { json: boolean }) => run((ui) => list(flags, ui)))
  withFolder('prune', 'remove old replies, or the oldest until the rest is small enough')
    .option('--older-than <time>', 'kept longer than this: 90m, 12h, 30d, 4w', durationMs)
    .option('--max-size <size>', 'the oldest until what is left fits: 500KB, 200MB, 1GB', bytesOf)
    .action((flags: PruneFlags) => run((ui) => prune(flags, ui)))
  withFolder('clear', 'remove all replies').action((flags: Flags) =>
    run((ui) => keep(() => [], { flags, ui })),
  )
  command.addHelpText(
    'after',
    `
Examples:
  $ mtbench cache ls
  $ mtbench cache prune --older-than 30d --max-size 200MB`,
  )
}

type Row = {
  model: string
  base_url: string
  replies: number
  bytes: number
  oldest: string
  newest: string
}

async function list(flags: Flags & { json: boolean }, ui: Ui): Promise<Ending> {
  const { replies, unreadable } = await listReplies(replyFolder(flags.dir))
  const rows = new Map<string, Row>()
  for (const { model, baseUrl: base_url, savedMs, span } of replies) {
    const saved = new Date(savedMs).toISOString()
    const name = JSON.stringify([model, base_url])
    const fresh = { model, base_url, replies: 0, bytes: 0, oldest: saved, newest: saved }
    const row = rows.get(name) ?? fresh
    row.replies++
    row.bytes += span.bytes + 1
    if (saved < row.oldest) row.oldest = saved
    if (saved > row.newest) row.newest = saved
    rows.set(name, row)
  }
  ui.stdout.write(`${listText([...rows.values()], { ...flags, unreadable, width: widthOf(ui) })}\n`)
  return 'done'
}

function listText(
  rows: Row[],
  options: { json: boolean; dir: string; unreadable: number; width: number },
): string {
  const { unreadable } = options
  if (options.json) {
    const head = { schema: 'mtbench.cache/1', version: packageVersion(), inputs: [], key: null }
    return jsonText({ ...head, settings: {}, rows, left_out: { unreadable }, warnings: [] })
  }
  const notes = unreadable > 0 ? [`${unreadable} lines hold no reply and are never served`] : []
  if (rows.length === 0)
    return [`${replyFolder(options.dir)} holds no replies`, ...notes].join('\n')
  return [textTable(columns, rows, options), ...notes].join('\n\n')
}

const columns: Column<Row>[] = [
  { heading: 'model', align: 'left', cell: (row) => row.model },
  { heading: 'server', align: 'left', cell: (row) => row.base_url, shrinks: true },
  { heading: 'replies', align: 'right', cell: (row) => grouped(row.replies) },
  { heading: 'bytes', align: 'right', cell: (row) => grouped(row.bytes) },
  { heading: 'oldest', align: 'left', cell: (row) => row.oldest.slice(0, 10) },
  { heading: 'newest', align: 'left', cell: (row) => row.newest.slice(0, 10) },
]

async function prune(flags: PruneFlags, ui: Ui): Promise<Ending> {
  const { olderThan, maxSize } = flags
  if (olderThan === undefined && maxSize === undefined) {
    throw new UserError('cache prune: say what to remove, with --older-than or --max-size')
  }
  const now = ui.clock.now()
  return keep((replies) => lasting(replies, { olderThan, maxSize, now }), { flags, ui })
}

/** The newest replies that are not too old, as long as they are not too much together. */
function lasting(
  replies: readonly KeptReply[],
  limits: { olderThan: number | undefined; maxSize: number | undefined; now: number },
): KeptReply[] {
  const { olderThan = Number.POSITIVE_INFINITY, maxSize = Number.POSITIVE_INFINITY } = limits
  const young = replies.filter(({ savedMs }) => limits.now - savedMs <= olderThan)
  let bytes = 0
  const byAge = young.sort((a, b) => b.savedMs - a.savedMs)
  const end = byAge.findIndex(({ span }) => {
    bytes += span.bytes + 1
    return bytes > maxSize
  })
  return end < 0 ? byAge : byAge.slice(0, end)
}

/** Keeps the chosen replies and says what went. */
async function keep(
  choose: (replies: readonly KeptReply[]) => KeptReply[],
  { flags, ui }: { flags: Flags; ui: Ui },
): Promise<Ending> {
  const folder = replyFolder(flags.dir)
  const { replies } = await listReplies(folder)
  const before = await replyBytes(folder)
  const kept = choose(replies)
  await keepReplies(folder, kept)
  const freed = before - (await replyBytes(folder))
  ui.stdout.write(
    `${grouped(replies.length - kept.length)} replies removed from ${folder} (${grouped(freed)} bytes)\n`,
  )
  return 'done'
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

function durationMs(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? []
  if (count !== undefined) return Number(count) * (unitMs[unit] ?? 0)
  throw new InvalidArgumentError('give a time such as 90m, 12h, 30d or 4w.')
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 }

function bytesOf(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(B|KB|MB|GB)$/i.exec(text) ?? []
  if (count !== undefined) return Number(count) * (unitBytes[unit.toUpperCase()] ?? 0)
  throw new InvalidArgumentError('give a size such as 500KB, 200MB or 1GB.')
}
