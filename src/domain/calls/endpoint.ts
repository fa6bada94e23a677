import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { checkConfigSchema } from '../gate/check-config.ts'

/** An http or https address without user info. */
export const baseUrlSchema = z.string().refine((url) => problemWithUrl(url) === undefined, {
  error: (issue) => problemWithUrl(String(issue.input)) ?? 'not a URL',
})

/** Prices in US dollars for a million tokens. */
export const priceSchema = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  batch_input: z.number().min(0).optional(),
  batch_output: z.number().min(0).optional(),
})
export type Price = z.infer<typeof priceSchema>

/** A named endpoint of `mtbench.config.json`. */
export const endpointConfigSchema = z.strictObject({
  /** Name that the server knows the model by; the endpoint's own name where it is absent. */
  model: z.string().min(1).optional(),
  base_url: baseUrlSchema.optional(),
  /** Name of the environment variable that holds the key, never the key. */
  api_key_env: z.string().min(1).optional(),
  /** Sent with every request to this model (temperature, top_p, extra_body fields, …). */
  params: z.record(z.string(), z.unknown()).optional(),
  price: priceSchema.optional(),
  /** Requests and tokens a minute that the endpoint allows. */
  rpm: z.number().positive().optional(),
  tpm: z.number().positive().optional(),
  concurrency: z.int().min(1).max(1024).optional(),
})
export type EndpointConfig = z.infer<typeof endpointConfigSchema>

/** `mtbench.config.json`, all of it optional. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  models: z.record(z.string(), endpointConfigSchema).optional(),
  check: checkConfigSchema.optional(),
})
export type Config = z.infer<typeof configSchema>

/** Where a model is called: its id in files, its name at the server, and the server. */
export type Endpoint = {
  /** Id in files and tables. */
  id: string
  /** Name sent to the server. */
  model: string
  /** Undefined: OPENAI_BASE_URL, else OpenAI's own. */
  baseUrl: string | undefined
  apiKeyEnv: string | undefined
  params: Readonly<Record<string, unknown>>
  price: Price | undefined
  rpm: number | undefined
  tpm: number | undefined
  concurrency: number | undefined
}

/** Prefix of judges that need no endpoint. */
export const builtinPrefix = 'builtin:'

/** An `@` with what can only be meant as a server: localhost, a port, or a path of version. */
const looksLikeAddress = /@(?:localhost\b|[^@/]*:\d+(?:\/|$)|[^@]*\/v\d+$)/

function refuseBareAddress(names: string): void {
  if (!looksLikeAddress.test(names)) return
  throw new UserError(
    `model ${JSON.stringify(names)}: an address begins with http:// or https://, as in id=model@http://host/v1`,
  )
}

/**
 * Reads `id`, `id=model@http://host/v1`, `id=model` or `model@http://host/v1`: split at the first
 * `=` and at the last `@http://` or `@https://`. A bare id may be one of the config's models.
 * @throws UserError for an empty part, a URL that is none, or one with user info.
 */
export function parseEndpoint(word: string, config: Config): Endpoint {
  const at = Math.max(word.lastIndexOf('@http://'), word.lastIndexOf('@https://'))
  const names = at < 0 ? word : word.slice(0, at)
  const url = at < 0 ? undefined : word.slice(at + 1)
  const equals = names.indexOf('=')
  const id = equals < 0 ? names : names.slice(0, equals)
  const model = equals < 0 ? undefined : names.slice(equals + 1)
  if (id === '' || model === '') {
    throw new UserError(
      `model ${JSON.stringify(withoutUserInfo(word))}: write id, or id=model@http://host/v1`,
    )
  }
  if (url === undefined) refuseBareAddress(names)
  const problem = url === undefined ? undefined : problemWithUrl(url)
  if (problem !== undefined) throw new UserError(`model ${JSON.stringify(id)}: ${problem}`)
  const known = config.models?.[id]
  return {
    id,
    model: model ?? known?.model ?? id,
    baseUrl: (url ?? known?.base_url)?.replace(/\/+$/, ''),
    apiKeyEnv: known?.api_key_env,
    params: known?.params ?? {},
    price: known?.price,
    rpm: known?.rpm,
    tpm: known?.tpm,
    concurrency: known?.concurrency,
  }
}

/** Why a text cannot be a base URL, or undefined where it can. */
export function problemWithUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return `${JSON.stringify(withoutUserInfo(text))} is no http:// or https:// URL`
  }
  if (url.username !== '' || url.password !== '') {
    return 'a URL with user name or password is refused: put the key in an environment variable'
  }
  return undefined
}

/** User name and password are secrets: no message repeats them. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/]*@/g, '//…@')
}
