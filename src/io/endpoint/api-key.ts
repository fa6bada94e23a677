import { type Endpoint, problemWithUrl } from '../../domain/calls/endpoint.ts'
import { UserError } from '../../errors.ts'

const openAiUrl = 'https://api.openai.com/v1'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The URL that an endpoint's calls go to: its own, else OPENAI_BASE_URL, else OpenAI's.
 * @throws UserError where the variable holds no http URL, or one with user info
 */
export function baseUrlOf(endpoint: Endpoint, env: Environment): string {
  return endpoint.baseUrl ?? homeUrl(env)
}

/** OPENAI_BASE_URL without slashes at its end, else OpenAI's own. */
function homeUrl(env: Environment): string {
  const url = env['OPENAI_BASE_URL'] ?? ''
  if (url === '') return openAiUrl
  const problem = problemWithUrl(url)
  if (problem === undefined) return url.replace(/\/+$/, '')
  // Without the URL: it may hold a password.
  throw new UserError(`OPENAI_BASE_URL: ${problem.replace(JSON.stringify(url), 'it')}`)
}

/** True for this machine's own addresses. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/**
 * The key for an endpoint, and the variable it comes from; undefined where none is meant for it.
 *
 * First the variable that the config names for this endpoint, then the flag's. OPENAI_API_KEY
 * goes only to the host of OPENAI_BASE_URL (else OpenAI's) and to loopback; MTBENCH_API_KEY to any.
 * @throws UserError where a variable that was named is not set, or OpenAI's own address is to be
 * called without a key: it answers nobody without one
 */
export function apiKeyFor(
  endpoint: Endpoint,
  options: { env: Environment; flag: string | undefined },
): { key: string; variable: string } | undefined {
  const { env, flag } = options
  const named = endpoint.apiKeyEnv ?? flag
  if (named !== undefined) {
    const key = keyIn(env, named)
    if (key !== undefined) return { key, variable: named }
    throw new UserError(notSet(named, endpoint))
  }
  const url = baseUrlOf(endpoint, env)
  const home = new URL(homeUrl(env)).host
  const isHome = new URL(url).host === home || isLoopback(url)
  const variables = isHome ? ['OPENAI_API_KEY', 'MTBENCH_API_KEY'] : ['MTBENCH_API_KEY']
  for (const variable of variables) {
    const key = keyIn(env, variable)
    if (key !== undefined) return { key, variable }
  }
  if (new URL(url).host === new URL(openAiUrl).host) throw noKeyAtAll(endpoint)
  return undefined
}

function noKeyAtAll({ id }: Endpoint): UserError {
  return new UserError(
    `no key for ${id} at ${new URL(openAiUrl).host}: set OPENAI_API_KEY, or name another server with OPENAI_BASE_URL or as ${id}=<model>@http://<host>/v1`,
  )
}

/** What looks like no variable's name may be the key itself, and is not shown. */
function notSet(named: string, endpoint: Endpoint): string {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(named)
    ? `environment variable ${named}, named for the key of ${endpoint.id}, is not set`
    : `--api-key-env and api_key_env take the name of an environment variable, such as JUDGE_KEY; for ${endpoint.id} they hold something else, which is not set`
}

/** The key that a variable holds, without white space around it; undefined where it holds none. */
function keyIn(env: Environment, variable: string): string | undefined {
  const key = env[variable]?.trim() ?? ''
  if (key === '') return undefined
  if (/^[\x21-\x7e]+$/.test(key)) return key
  throw new UserError(
    `environment variable ${variable} holds no key: white space or other characters that no header can carry`,
  )
}
