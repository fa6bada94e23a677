import { APIError } from 'openai'
import type { ChatMessage } from '../../domain/calls/chat.ts'
import { familyOf } from './endpoint-families.ts'

const tokenFields = ['max_tokens', 'max_completion_tokens'] as const
type TokenField = (typeof tokenFields)[number]

type SeedField = 'seed' | 'random_seed'

/** What an endpoint takes; corrected by what it answers, and kept in the run's manifest. */
export type Capabilities = {
  /** Whose ways the first guess was. */
  family: string
  /** Name under which the token limit is sent; null where both names were refused. */
  tokenField: TokenField | null
  refusedTokenFields: readonly TokenField[]
  temperature: boolean
  /** Name under which a seed is sent; null where none is taken. */
  seedField: SeedField | null
  /** False: what the system would say stands at the head of the first message of the user. */
  systemRole: boolean
}

/** A first guess by host and model. */
export function guessCapabilities(baseUrl: string, model: string): Capabilities {
  const { family, tokenField, temperature, seedField } = familyOf(baseUrl, model)
  return {
    family,
    tokenField: tokenField ?? 'max_tokens',
    refusedTokenFields: [],
    temperature: temperature ?? true,
    seedField: seedField === undefined ? 'seed' : seedField,
    systemRole: true,
  }
}

/** The parameters in the form that the endpoint takes. */
export function paramsFor(
  capabilities: Capabilities,
  params: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { max_tokens: maxTokens, temperature, seed, ...others } = params
  const { tokenField, seedField } = capabilities
  return {
    ...others,
    ...(capabilities.temperature && temperature !== undefined ? { temperature } : {}),
    ...(seedField !== null && seed !== undefined ? { [seedField]: seed } : {}),
    ...(tokenField !== null && maxTokens !== undefined ? { [tokenField]: maxTokens } : {}),
  }
}

/** The messages in the form that the endpoint takes. */
export function messagesFor(
  capabilities: Capabilities,
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  const [system, user, ...others] = messages
  if (capabilities.systemRole || system?.role !== 'system') return messages
  if (user === undefined) return [{ role: 'user', content: system.content }]
  return [{ ...user, content: `${system.content}\n\n${user.content}` }, ...others]
}

/** What a refusal teaches, or undefined where the failure has another cause. */
export function learnFrom(
  error: unknown,
  sent: Capabilities,
): { capabilities: Capabilities; notice: string } | undefined {
  if (!(error instanceof APIError) || !refusalStatuses.includes(error.status)) return undefined
  if (sent.systemRole && isSystemRefusal(error)) {
    return {
      capabilities: { ...sent, systemRole: false },
      notice: 'the endpoint refuses system messages: they stand before the first question instead',
    }
  }
  const refused = refusedParam(error)
  if (refused === 'temperature' && sent.temperature) {
    return {
      capabilities: { ...sent, temperature: false },
      notice: 'the endpoint refuses temperature: it is left out, its default applies',
    }
  }
  if ((refused === 'seed' || refused === 'random_seed') && sent.seedField === refused) {
    return {
      capabilities: { ...sent, seedField: null },
      notice: `the endpoint refuses ${refused}: it is left out`,
    }
  }
  return refused === sent.tokenField && refused !== null ? withoutField(sent, refused) : undefined
}

function withoutField(sent: Capabilities, refused: TokenField) {
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

/** OpenAI names the message's role; templates of open models say it in words. */
function isSystemRefusal(error: APIError): boolean {
  if (/^messages(\[\d+\]|\.\d+)\.role$/.test(error.param ?? '')) return true
  const text = error.message.toLowerCase()
  return /\bsystem['"]? (role|message|prompt)s?\b/.test(text) && refusal.test(text)
}

/** What two calls that were under way at once have learnt, together. */
export function mergeCapabilities(a: Capabilities, b: Capabilities): Capabilities {
  const refusedTokenFields = [...new Set([...a.refusedTokenFields, ...b.refusedTokenFields])]
  const wanted = [b.tokenField, a.tokenField, ...tokenFields]
  const tokenField = wanted.find((field) => field !== null && !refusedTokenFields.includes(field))
  return {
    family: a.family,
    tokenField: tokenField ?? null,
    refusedTokenFields,
    temperature: a.temperature && b.temperature,
    seedField: a.seedField === null ? null : b.seedField,
    systemRole: a.systemRole && b.systemRole,
  }
}

/** Statuses of a refused parameter: OpenAI's, and that of servers that check with pydantic. */
const refusalStatuses: readonly unknown[] = [400, 422]

const refusal = /unsupported|not support|unknown|unrecogni[sz]ed|not permitted|extra inputs/
/** A limit whose number is wrong is no refused limit: without one a call could cost anything. */
const wrongNumber = /too (large|small|big|high|long)|at (most|least)|must be|maximum|exceed/

function refusedParam(error: APIError): TokenField | SeedField | 'temperature' | null {
  const known = [...tokenFields, 'temperature', 'random_seed', 'seed'] as const
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
