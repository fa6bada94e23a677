import { cassetteSchemaName } from '../../domain/calls/cassette.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { openCassette, readCassette } from '../../io/replies/cassette-file.ts'
import type { Clock } from '../../pipeline/clock.ts'
import { createRecorder } from '../../pipeline/tapes/record-tape.ts'
import { createPlayer } from '../../pipeline/tapes/replay-tape.ts'
import type { Tape } from '../../pipeline/tapes/tape.ts'
import { plural } from '../../report/plural.ts'
import type { EndpointFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'

/** Waits until all that is ready has run. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The tape that `--record` or `--replay` asks for; undefined where neither is given. */
export async function openTape(
  flags: EndpointFlags,
  { command, ui }: { command: string; ui: Ui },
): Promise<Tape | undefined> {
  const { record, replay } = flags
  if (record !== undefined && replay !== undefined) {
    throw new UserError('--record and --replay do not go together')
  }
  if (replay !== undefined) {
    const cassette = await readCassette(replay)
    if (cassette.counts === undefined) {
      ui.stderr.write(`${replay}: the recorded run was broken off; what it holds is replayed\n`)
    }
    return createPlayer({ ...cassette, name: replay, turn })
  }
  if (record === undefined) return undefined
  const { write, close } = await openCassette(record)
  // The wall clock may jump while it is recorded: a replay waits and counts by these times.
  const [started, base] = [ui.clock.now(), ui.monotonic()]
  const now = () => Math.round(started + ui.monotonic() - base)
  const recorder = createRecorder({ write, close, now, turn })
  const header = { schema: cassetteSchemaName, version: packageVersion(), command } as const
  await write([{ kind: 'header', ...header, started_ms: recorder.now() }])
  return recorder
}

/** The time of records: the tape's where there is one. */
export function recordClock(tape: Tape | undefined, ui: Ui): Clock {
  return tape === undefined ? ui.clock : { ...ui.clock, now: tape.now }
}

/** What is said at the end of a recorded or replayed run. */
export function tapeLines(tape: Tape | undefined, flags: EndpointFlags): string[] {
  if (tape === undefined) return []
  return tape.mode === 'record'
    ? [`${plural(tape.handedOn(), 'call')} recorded in ${flags.record}`]
    : [`${tape.handedOn()} of ${tape.recorded} calls replayed from ${flags.replay}; none was made`]
}
