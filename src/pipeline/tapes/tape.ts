import type { CassetteLine } from '../../domain/calls/cassette.ts'
import type { Chat, ChatReply, ChatRequest } from '../../domain/calls/chat.ts'

type RecordOf = 'answer' | 'judgment'

/** What stands between a run and the network where calls are recorded or replayed. */
export type Tape = {
  mode: 'record' | 'replay'
  /**
   * The end of the last call that was handed on, else the start, in milliseconds since 1970: the
   * time of records, so that a replay writes the same.
   */
  now: () => number
  /** A Chat whose calls are recorded, or come from the recording without calling `chat`. */
  around: (chat: Chat, baseUrl: string) => Chat
  /** Hands on a reply that was kept before, in its turn. */
  pass: (request: ChatRequest, of: { baseUrl: string; reply: ChatReply }) => Promise<void>
  /** A saving function whose records are part of the recording. */
  saving: <R extends object>(of: RecordOf, save: (row: R) => Promise<void>) => typeof save
  /** Says that calls are still being prepared, until the function that it returns is called. */
  hold: () => () => void
  /** Stores a result at the end. */
  report: (name: string, document: object) => void
  /** Calls that were handed on. */
  handedOn: () => number
  /** Calls that a replay can hand on; undefined where it records. */
  recorded: number | undefined
  close: () => Promise<void>
}

/** Ends when all that is ready to run has run. */
export type Turn = () => Promise<void>

export type WriteLines = (lines: readonly CassetteLine[]) => Promise<void>
