import { APIError } from 'openai'

const tokenFields = ['max_tokens', 'max_completion_tokens'] as const
type TokenField = (typeof tokenFields)[number]

/** What an endpoint takes; corrected by what it answers. */
export type Capabilities = {
  /** Name under which the token limit is sent; null where both names were refused. */
  tokenField: TokenField | null
  refusedTokenFields: readonly TokenField[]
  temperature: boolean
}

/** A first guess by host: OpenAI's own models take the newer name of the token limit. */
export function guessCapabilities(baseUrl: string): Capabilities {
  const isOpenAi = new URL(baseUrl).hostname === 'api.openai.com'
  return {
    tokenField: isOpenAi ? 'max_completion_tokens' : 'max_tokens',
    refusedTokenFields: [],
    temperature: true,
  }
}

/** The parameters in the form that the endpoint takes. */
export function paramsFor(
  capabilities: Capabilities,
  params: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { max_tokens: maxTokens, temperature, ...others } = params
  const { tokenField } = capabilities
  return {
    ...others,
    ...(capabilities.temperature && temperature !== undefined ? { temperature } : {}),
    ...(tokenField !== null && maxTokens !== undefined ? { [tokenField]: maxTokens } : {}),
  }
}

/** What a refusal teaches, or undefined where the failure has another cause. */
export function learnFrom(
  error: unknown,
  sent: Capabilities,
): { capabilities: Capabilities; notice: string } | undefined {
  if (!(error instanceof APIError) || !refusalStatuses.includes(error.status)) return undefined
  const refused = refusedParam(error)
  if (refused === 'temperature' && sent.temperature) {
    return {
      capabilities: { ...sent, temperature: false },
      notice: 'the endpoint refuses temperature: it is left out, its default applies',
    }
  }
  if (refused === null || refused === 'temperature' || refused !== sent.tokenField) return undefined
  const refusedTokenFields = [...sent.refusedTokenFields, refused]
  const next = tokenFields.find((field) => !refusedTokenFields.includes(field)) ?? null
  return {
    capabilities: { ...sent, tokenField: next, refusedTokenFields },
    notice:
      next === null
        ? `the endpoint refuses ${refused}: no token limit is sent`
        : `the endpoint refuses ${refused}: ${next} is sent instead`,
  }
}

/** What two calls that were under way at once have learnt, together. */
export function mergeCapabilities(a: Capabilities, b: Capabilities): Capabilities {
  const refusedTokenFields = [...new Set([...a.refusedTokenFields, ...b.refusedTokenFields])]
  const wanted = [b.tokenField, a.tokenField, ...tokenFields]
  const tokenField = wanted.find((field) => field !== null && !refusedTokenFields.includes(field))
  return {
    tokenField: tokenField ?? null,
    refusedTokenFields,
    temperature: a.temperature && b.temperature,
  }
}

/** Statuses of a refused parameter: OpenAI's, and that of servers that check with pydantic. */
const refusalStatuses: readonly unknown[] = [400, 422]

const refusal = /unsupported|not support|unknown|unrecogni[sz]ed|not permitted|extra inputs/
/** A limit whose number is wrong is no refused limit: without one a call could cost anything. */
const wrongNumber = /too (large|small|big|high|long)|at (most|least)|must be|maximum|exceed/

function refusedParam(error: APIError): TokenField | 'temperature' | null {
  const known = [...tokenFields, 'temperature'] as const
  const text = error.message.toLowerCase()
  const named = known.find((name) => name === error.param) ?? null
  const found = named ?? (refusal.test(text) ? firstNamed(text, known) : null)
  return found !== 'temperature' && wrongNumber.test(text) ? null : found
}

/** The name that stands first in a text: what is refused comes before what is to be used instead. */
function firstNamed<T extends string>(text: string, names: readonly T[]): T | null {
  const found = names.map((name) => ({ name, at: text.search(new RegExp(`\\b${name}\\b`)) }))
  const [first] = found.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)
  return first?.name ?? null
}
