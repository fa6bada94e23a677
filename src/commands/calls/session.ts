import { setMaxListeners } from 'node:events'
import type { Chat } from '../../domain/calls/chat.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import { UserError } from '../../errors.ts'
import { apiKeyFor, baseUrlOf } from '../../io/endpoint/api-key.ts'
import { createOpenAiChat, defaultTimeouts } from '../../io/endpoint/openai-chat.ts'
import { type CountTokens, loadTokenCounter } from '../../io/endpoint/tokens.ts'
import { sha256 } from '../../io/hash.ts'
import { openReplyStore } from '../../io/replies/reply-store.ts'
import { mostConcurrency } from '../../pipeline/calls/adaptive-concurrency.ts'
import { type Budget, createBudget, type Spending } from '../../pipeline/calls/budget.ts'
import { createCallLimiter, withLimiter } from '../../pipeline/calls/call-limiter.ts'
import { withBreaker } from '../../pipeline/calls/with-breaker.ts'
import { withBudget } from '../../pipeline/calls/with-budget.ts'
import { defaultRetryRules, withRetries } from '../../pipeline/calls/with-retries.ts'
import { replyKeyText, withStore } from '../../pipeline/calls/with-store.ts'
import type { Clock } from '../../pipeline/clock.ts'
import type { Tape } from '../../pipeline/tapes/tape.ts'
import type { EndpointFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'
import { builtinOf, noServer } from './builtin.ts'
import { capabilitiesRow, counted, type EndpointUse, unusedEndpoint } from './endpoint-use.ts'
import { checkPriced, limitsOf, pricesOf } from './spending.ts'

/** The Chats of one run: retries, limits and a breaker around each endpoint's client. */
export type Session = {
  chatFor: (endpoint: Endpoint) => Chat
  /** Tasks to have under way for an endpoint, so that its limiter never waits for one. */
  widthOf: (endpoint: Endpoint) => number
  uses: () => EndpointUse[]
  /** A saving function that ends the run's calls once it fails: what came could not be saved. */
  guard: <R>(save: (record: R) => Promise<void>) => typeof save
  /** The limit of calls, tokens or cost that ended the run, if one has. */
  limitReached: () => keyof Spending | undefined
  /** To be called when all is done. */
  close: () => void
}

type SessionOptions = {
  flags: EndpointFlags
  ui: Ui
  say: (line: string) => void
  onRetry: () => void
  /** Where replies of judges are kept; undefined: nowhere. */
  cache?: { folder: string; isRefreshing: boolean } | undefined
  /** Where calls are recorded, or come from. */
  tape?: Tape | undefined
}

/**
 * Opens the Chats of a run; nothing is called yet. Built-in judges need no limits, retries or keys.
 * @throws UserError for a key that is named but not set, one flag for several hosts, a limit in
 * dollars where a price is not known, or an unknown built-in judge
 */
export async function openSession(
  endpoints: readonly Endpoint[],
  options: SessionOptions,
): Promise<Session> {
  const { flags, ui, tape } = options
  const servers = endpoints.filter((endpoint) => builtinOf(endpoint.id) === undefined)
  checkOneHost(servers, options)
  const prices = await pricesOf(servers, ui)
  checkPriced(prices, flags)
  const isCounting = flags.maxCost !== undefined || flags.maxTokensTotal !== undefined
  const halting = new AbortController()
  const signal = AbortSignal.any([ui.signal, halting.signal])
  setMaxListeners(0, signal)
  const shared: Shared = {
    ...options,
    signal,
    // The wall clock may jump, and with it every wait that is counted by it.
    clock: { now: ui.monotonic, sleep: ui.clock.sleep },
    say: once(options.say),
    budget: createBudget(limitsOf(flags)),
    stores: [],
    countTokens: isCounting && tape?.mode !== 'replay' ? await loadTokenCounter() : null,
  }
  const lines = endpoints.map((endpoint) => {
    const builtin = builtinOf(endpoint.id)
    const baseUrl = builtin === undefined ? baseUrlOf(endpoint, ui.env) : noServer
    const use = unusedEndpoint(endpoint, { baseUrl, known: prices.get(endpoint) ?? null })
    const line = { endpoint, baseUrl, use }
    if (builtin !== undefined) return { ...line, chat: counted(builtin.chat, use) }
    const chat = tape?.mode === 'replay' ? replayed(line, tape, shared) : called(line, shared)
    return { ...line, chat }
  })
  return {
    chatFor: (endpoint) => {
      const line = lines.find((candidate) => candidate.endpoint === endpoint)
      if (line === undefined) throw new Error(`no session for ${endpoint.id}`)
      return (request) => line.chat({ ...request, signal })
    },
    guard: (save) => (record) =>
      save(record).catch((error: unknown) => {
        halting.abort()
        throw error
      }),
    // In a replay every task must have asked before the first reply can be handed on in its turn.
    widthOf: (endpoint) =>
      tape?.recorded === undefined
        ? 2 * (flags.concurrency ?? endpoint.concurrency ?? mostConcurrency)
        : tape.recorded + 1,
    uses: () => lines.map(({ use }) => use),
    limitReached: shared.budget.reached,
    close: () => {
      for (const store of shared.stores) store.close()
    },
  }
}

/** What the endpoints of one run share. */
type Shared = SessionOptions & {
  /** Aborted when the run is stopped, or nothing can be saved any more. */
  signal: AbortSignal
  /** Monotonic. */
  clock: Clock
  budget: Budget
  countTokens: CountTokens | null
  stores: { close: () => void }[]
}

type Line = { endpoint: Endpoint; baseUrl: string; use: EndpointUse }

function called(line: Line, shared: Shared): Chat {
  const { endpoint, baseUrl, use } = line
  const { flags, ui, say, tape, budget, countTokens } = shared
  const client = createOpenAiChat({
    endpoint,
    baseUrl,
    apiKey: apiKeyFor(endpoint, { env: ui.env, flag: flags.apiKeyEnv })?.key,
    timeouts: {
      ...defaultTimeouts,
      callTimeoutMs: flags.timeout * 1000,
      connections: flags.concurrency ?? endpoint.concurrency ?? mostConcurrency,
    },
    now: ui.monotonic,
    onNotice: say,
    onCapabilities: (capabilities) => {
      use.capabilities = capabilitiesRow(capabilities)
    },
    aroundRequest: (chat) => {
      const taped = tape === undefined ? chat : tape.around(chat, baseUrl)
      return withBudget(counted(taped, use), { budget, price: use.price, countTokens })
    },
  })
  const onDead = (error: Error) => say(`${error.message}: no further calls are made to it`)
  const limiter = createCallLimiter({
    concurrency: flags.concurrency ?? endpoint.concurrency,
    requestsPerMinute: endpoint.rpm,
    tokensPerMinute: endpoint.tpm,
    clock: shared.clock,
    signal: shared.signal,
  })
  const limited = withLimiter(withBreaker(client, { onDead }), limiter)
  return kept(retried(limited, { use, clock: shared.clock, shared }), line, shared)
}

/** Retries as in the recording, but without their waits. */
function replayed({ baseUrl, use }: Line, tape: Tape, shared: Shared): Chat {
  const nobody = () => Promise.reject(new Error('a replay calls nobody'))
  const clock = { now: tape.now, sleep: () => Promise.resolve() }
  return retried(tape.around(nobody, baseUrl), { use, clock, shared })
}

function retried(
  chat: Chat,
  { use, clock, shared }: { use: EndpointUse; clock: Clock; shared: Shared },
): Chat {
  return withRetries(chat, {
    ...defaultRetryRules,
    maxTries: shared.flags.maxTries,
    clock,
    random: Math.random,
    onRetry: () => {
      use.retries++
      shared.onRetry()
    },
  })
}

function kept(chat: Chat, { endpoint, baseUrl, use }: Line, shared: Shared): Chat {
  const { cache, ui, say, tape } = shared
  if (cache === undefined) return chat
  const { model } = endpoint
  const store = openReplyStore(cache.folder, { model, baseUrl, now: ui.clock.now, onProblem: say })
  shared.stores.push(store)
  return withStore(chat, {
    store,
    keyOf: (request) => sha256(replyKeyText(request, baseUrl)),
    isRefreshing: cache.isRefreshing,
    onServed: async (request, reply) => {
      use.served++
      await tape?.pass(request, { baseUrl, reply })
    },
    turn: () => ui.clock.sleep(0),
  })
}

function once(say: (line: string) => void): (line: string) => void {
  const said = new Set<string>()
  return (line) => {
    if (!said.has(line)) say(line)
    said.add(line)
  }
}

function checkOneHost(
  endpoints: readonly Endpoint[],
  options: { flags: EndpointFlags; ui: Ui },
): void {
  if (options.flags.apiKeyEnv === undefined) return
  const hosts = endpoints
    .filter((endpoint) => endpoint.apiKeyEnv === undefined)
    .map((endpoint) => new URL(baseUrlOf(endpoint, options.ui.env)).host)
  if (new Set(hosts).size <= 1) return
  throw new UserError(
    `--api-key-env names one key, but the models are on several hosts (${[...new Set(hosts)].join(', ')}): name each key in mtbench.config.json (api_key_env)`,
  )
}
