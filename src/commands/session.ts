import type { Usage } from '../domain/answer.ts'
import { type Chat, ChatError } from '../domain/chat.ts'
import type { Endpoint, Price } from '../domain/endpoint.ts'
import { costOf, tokensOf } from '../domain/price.ts'
import { UserError } from '../errors.ts'
import { apiKeyFor, baseUrlOf } from '../io/api-key.ts'
import { createOpenAiChat, defaultTimeouts } from '../io/openai-chat.ts'
import type { KnownPrice } from '../io/prices.ts'
import { loadTokenCounter } from '../io/tokens.ts'
import { mostConcurrency } from '../pipeline/adaptive-concurrency.ts'
import { createBudget, type Spending } from '../pipeline/budget.ts'
import { createCallLimiter, withLimiter } from '../pipeline/call-limiter.ts'
import { addUsage } from '../pipeline/run-events.ts'
import { withBreaker } from '../pipeline/with-breaker.ts'
import { withBudget } from '../pipeline/with-budget.ts'
import { defaultRetryRules, withRetries } from '../pipeline/with-retries.ts'
import { builtinOf, noServer } from './builtin.ts'
import type { EndpointFlags } from './flags.ts'
import { checkPriced, limitsOf, pricesOf } from './spending.ts'
import type { Ui } from './ui.ts'

/** What was used of one endpoint in a run. */
export type EndpointUse = {
  id: string
  model: string
  base_url: string
  /** Requests that were sent, retries included. */
  calls: number
  retries: number
  /** Replies that came from the store instead of a call. */
  served: number
  /** As the endpoint reported it. */
  usage: Usage | null
  /** Calls that may have been billed, of which the endpoint reported no tokens. */
  calls_without_usage: number
  price: (Price & { source: string }) | null
  /** In US dollars, of the usage reported; null where the price is not known. */
  cost_usd: number | null
}

/** The Chats of one run: retries, limits and a breaker around each endpoint's client. */
export type Session = {
  chatFor: (endpoint: Endpoint) => Chat
  /** Tasks to have under way for an endpoint, so that its limiter never waits for one. */
  widthOf: (endpoint: Endpoint) => number
  uses: () => EndpointUse[]
  /** The limit of calls, tokens or cost that ended the run, if one has. */
  limitReached: () => keyof Spending | undefined
}

/**
 * Opens the Chats of a run; nothing is called yet. Built-in judges need no limits, retries or keys.
 * @throws UserError for a key that is named but not set, one flag for several hosts, a limit in
 * dollars where a price is not known, or an unknown built-in judge
 */
export async function openSession(
  endpoints: readonly Endpoint[],
  options: {
    flags: EndpointFlags
    ui: Ui
    say: (line: string) => void
    onRetry: () => void
  },
): Promise<Session> {
  const { flags, ui } = options
  const servers = endpoints.filter((endpoint) => builtinOf(endpoint.id) === undefined)
  checkOneHost(servers, options)
  const prices = await pricesOf(servers, ui)
  checkPriced(prices, flags)
  const budget = createBudget(limitsOf(flags))
  const isCounting = flags.maxCost !== undefined || flags.maxTokensTotal !== undefined
  const countTokens = isCounting ? await loadTokenCounter() : null
  const uses = new Map<Endpoint, EndpointUse>()
  const said = new Set<string>()
  const sayOnce = (line: string) => {
    if (!said.has(line)) options.say(line)
    said.add(line)
  }
  const limiterOf = (endpoint: Endpoint) =>
    createCallLimiter({
      concurrency: flags.concurrency ?? endpoint.concurrency,
      requestsPerMinute: endpoint.rpm,
      tokensPerMinute: endpoint.tpm,
      clock: ui.clock,
      signal: ui.signal,
    })
  const chats = new Map<Endpoint, Chat>(
    endpoints.map((endpoint) => {
      const builtin = builtinOf(endpoint.id)
      const baseUrl = builtin === undefined ? baseUrlOf(endpoint, ui.env) : noServer
      const known = prices.get(endpoint) ?? null
      const use = unused(endpoint, { baseUrl, known })
      uses.set(endpoint, use)
      if (builtin !== undefined) return [endpoint, counted(builtin.chat, use)]
      const client = createOpenAiChat({
        endpoint,
        baseUrl,
        apiKey: apiKeyFor(endpoint, { env: ui.env, flag: flags.apiKeyEnv })?.key,
        timeouts: { ...defaultTimeouts, callTimeoutMs: flags.timeout * 1000 },
        now: ui.monotonic,
        onNotice: sayOnce,
        aroundRequest: (once) =>
          withBudget(counted(once, use), { budget, price: known?.price ?? null, countTokens }),
      })
      const onDead = (error: Error) => sayOnce(`${error.message}: no further calls are made to it`)
      const guarded = withBreaker(client, { onDead })
      const limited = withLimiter(guarded, limiterOf(endpoint))
      const rules = { ...defaultRetryRules, maxTries: flags.maxTries }
      const onRetry = () => {
        use.retries++
        options.onRetry()
      }
      const chat = withRetries(limited, { ...rules, clock: ui.clock, random: Math.random, onRetry })
      return [endpoint, chat]
    }),
  )
  return {
    chatFor: (endpoint) => {
      const chat = chats.get(endpoint)
      if (chat === undefined) throw new Error(`no session for ${endpoint.id}`)
      return chat
    },
    widthOf: (endpoint) => 2 * (flags.concurrency ?? endpoint.concurrency ?? mostConcurrency),
    uses: () => [...uses.values()],
    limitReached: budget.reached,
  }
}

function unused(
  endpoint: Endpoint,
  of: { baseUrl: string; known: KnownPrice | null },
): EndpointUse {
  return {
    id: endpoint.id,
    model: endpoint.model,
    base_url: of.baseUrl,
    calls: 0,
    retries: 0,
    served: 0,
    usage: null,
    calls_without_usage: 0,
    price: of.known === null ? null : { ...of.known.price, source: of.known.source },
    cost_usd: of.known === null ? null : 0,
  }
}

function counted(chat: Chat, use: EndpointUse): Chat {
  const count = (usage: Usage | null | undefined) => {
    const tokens = tokensOf(usage)
    if (tokens === undefined || usage == null) use.calls_without_usage++
    else {
      use.usage = addUsage(use.usage, usage)
      if (use.price !== null) use.cost_usd = (use.cost_usd ?? 0) + costOf(tokens, use.price)
    }
  }
  return async (request) => {
    use.calls++
    try {
      const reply = await chat(request)
      count(reply.usage)
      return reply
    } catch (error) {
      const isRefused =
        error instanceof ChatError && (error.status !== undefined || error.kind === 'endpoint')
      if (!isRefused) count(error instanceof ChatError ? error.usage : undefined)
      throw error
    }
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
