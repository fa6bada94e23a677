import type { Usage } from '../../domain/answer.ts'
import { type Chat, ChatError } from '../../domain/calls/chat.ts'
import type { Endpoint, Price } from '../../domain/calls/endpoint.ts'
import { costOf, tokensOf } from '../../domain/calls/price.ts'
import type { Capabilities } from '../../io/endpoint/capabilities.ts'
import type { KnownPrice } from '../../io/endpoint/prices.ts'
import { addUsage } from '../../pipeline/run-events.ts'

/** What was used of one endpoint in a run. */
export type EndpointUse = {
  id: string
  model: string
  base_url: string
  /** Requests that were sent, retries included. */
  calls: number
  retries: number
  /** Replies that were kept before and came without a call. */
  served: number
  /** As the endpoint reported it. */
  usage: Usage | null
  /** Calls that may have been billed, of which the endpoint reported no tokens. */
  calls_without_usage: number
  price: (Price & { source: string }) | null
  /** What the endpoint takes, as guessed and learnt; null where none was asked. */
  capabilities: ReturnType<typeof capabilitiesRow> | null
  /** In US dollars, of the usage reported; null where the price is not known. */
  cost_usd: number | null
}

export function unusedEndpoint(
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
    capabilities: null,
    price: of.known === null ? null : { ...of.known.price, source: of.known.source },
    cost_usd: of.known === null ? null : 0,
  }
}

/** What an endpoint takes, with the names of a manifest. */
export function capabilitiesRow(capabilities: Capabilities) {
  return {
    family: capabilities.family,
    token_field: capabilities.tokenField,
    temperature: capabilities.temperature,
    seed_field: capabilities.seedField,
    system_role: capabilities.systemRole,
  }
}

/** What was used of one endpoint in several pieces, together; undefined where there are none. */
export function addUses(uses: readonly EndpointUse[]): EndpointUse | undefined {
  const [first, ...others] = uses
  return first === undefined ? undefined : others.reduce(addUse, first)
}

function addUse(a: EndpointUse, b: EndpointUse): EndpointUse {
  return {
    ...a,
    calls: a.calls + b.calls,
    retries: a.retries + b.retries,
    served: a.served + b.served,
    usage: addUsage(a.usage, b.usage),
    calls_without_usage: a.calls_without_usage + b.calls_without_usage,
    cost_usd: a.cost_usd === null || b.cost_usd === null ? null : a.cost_usd + b.cost_usd,
  }
}

/** Adds the tokens of a call, and what they cost, to `use`. */
export function countUsage(use: EndpointUse, usage: Usage | null | undefined): void {
  const tokens = tokensOf(usage)
  if (tokens === undefined || usage == null) use.calls_without_usage++
  else {
    use.usage = addUsage(use.usage, usage)
    if (use.price !== null) use.cost_usd = (use.cost_usd ?? 0) + costOf(tokens, use.price)
  }
}

/** A Chat whose calls, tokens and cost are added to `use`. */
export function counted(chat: Chat, use: EndpointUse): Chat {
  const count = (usage: Usage | null | undefined) => countUsage(use, usage)
  return async (request) => {
    use.calls++
    try {
      const reply = await chat(request)
      count(reply.usage)
      return reply
    } catch (error) {
      if (!isRefusal(error)) count(error instanceof ChatError ? error.usage : undefined)
      throw error
    }
  }
}

/** An answer with an error status, or a server that is not there: nothing is billed. */
function isRefusal(error: unknown): boolean {
  return error instanceof ChatError && (error.status !== undefined || error.kind === 'endpoint')
}
