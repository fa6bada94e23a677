import type { Usage } from '../domain/answer.ts'
import type { Chat } from '../domain/chat.ts'
import type { Endpoint } from '../domain/endpoint.ts'
import { UserError } from '../errors.ts'
import { apiKeyFor, baseUrlOf } from '../io/api-key.ts'
import { createOpenAiChat, defaultTimeouts } from '../io/openai-chat.ts'
import { mostConcurrency } from '../pipeline/adaptive-concurrency.ts'
import { createCallLimiter, withLimiter } from '../pipeline/call-limiter.ts'
import { addUsage } from '../pipeline/run-events.ts'
import { withBreaker } from '../pipeline/with-breaker.ts'
import { defaultRetryRules, withRetries } from '../pipeline/with-retries.ts'
import { builtinOf } from './builtin.ts'
import type { EndpointFlags } from './flags.ts'
import type { Ui } from './ui.ts'

/** What was used of one endpoint in a run. */
export type EndpointUse = {
  id: string
  model: string
  base_url: string
  calls: number
  retries: number
  usage: Usage | null
}

/** Stands where an address would, for judges that come with the package. */
const noServer = 'none'

/** The Chats of one run: retries, limits and a breaker around each endpoint's client. */
export type Session = {
  chatFor: (endpoint: Endpoint) => Chat
  /** Tasks to have under way for an endpoint, so that its limiter never waits for one. */
  widthOf: (endpoint: Endpoint) => number
  uses: () => EndpointUse[]
}

/**
 * Opens the Chats of a run; nothing is called yet. Built-in judges need no limits, retries or keys.
 * @throws UserError for a key that is named but not set, one flag for several hosts, or an unknown
 * built-in judge
 */
export function openSession(
  endpoints: readonly Endpoint[],
  options: {
    flags: EndpointFlags
    ui: Ui
    say: (line: string) => void
    onRetry: () => void
  },
): Session {
  const { flags, ui } = options
  checkOneHost(
    endpoints.filter((endpoint) => builtinOf(endpoint.id) === undefined),
    options,
  )
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
      const use = {
        id: endpoint.id,
        model: endpoint.model,
        base_url: baseUrl,
        calls: 0,
        retries: 0,
        usage: null,
      }
      uses.set(endpoint, use)
      if (builtin !== undefined) return [endpoint, counted(builtin.chat, use)]
      const client = createOpenAiChat({
        endpoint,
        baseUrl,
        apiKey: apiKeyFor(endpoint, { env: ui.env, flag: flags.apiKeyEnv })?.key,
        timeouts: { ...defaultTimeouts, callTimeoutMs: flags.timeout * 1000 },
        now: ui.monotonic,
        onNotice: sayOnce,
      })
      const onDead = (error: Error) => sayOnce(`${error.message}: no further calls are made to it`)
      const guarded = withBreaker(counted(client, use), { onDead })
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
  }
}

function counted(chat: Chat, use: EndpointUse): Chat {
  return async (request) => {
    use.calls++
    const reply = await chat(request)
    use.usage = addUsage(use.usage, reply.usage)
    return reply
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
