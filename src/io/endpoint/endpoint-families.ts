/** What differs from a plain server of `POST /chat/completions` before anything is learnt. */
type Family = {
  family: string
  /** The host, or the end of it after a dot. */
  hosts: readonly string[]
  model?: RegExp
  tokenField?: 'max_completion_tokens'
  temperature?: false
  seedField?: 'random_seed' | null
}

/** The first that fits counts. Only what the providers' public documentation says. */
const families: readonly Family[] = [
  {
    // Reasoning models take the newer token limit only, and no temperature but the default.
    family: 'openai-reasoning',
    hosts: ['api.openai.com', 'openai.azure.com'],
    model: /^o\d/,
    tokenField: 'max_completion_tokens',
    temperature: false,
  },
  // `max_tokens` is deprecated in favour of the newer name, which all its models take.
  { family: 'openai', hosts: ['api.openai.com'], tokenField: 'max_completion_tokens' },
  { family: 'azure-openai', hosts: ['openai.azure.com'] },
  // Its layer for OpenAI clients takes both token limits and ignores `seed`.
  { family: 'anthropic', hosts: ['api.anthropic.com'], seedField: null },
  { family: 'gemini', hosts: ['generativelanguage.googleapis.com'] },
  // Unknown fields are refused; the seed has a name of its own.
  { family: 'mistral', hosts: ['api.mistral.ai'], seedField: 'random_seed' },
  // `max_tokens` is deprecated here too.
  { family: 'groq', hosts: ['api.groq.com'], tokenField: 'max_completion_tokens' },
  { family: 'openrouter', hosts: ['openrouter.ai'] },
  { family: 'deepseek', hosts: ['api.deepseek.com'] },
]

const other: Family = { family: 'other', hosts: [] }

/** The family of a server by its host and the model's name; `other` for all that are not known. */
export function familyOf(baseUrl: string, model: string): Family {
  const { hostname } = new URL(baseUrl)
  const found = families.find(
    (family) =>
      family.hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`)) &&
      (family.model?.test(model) ?? true),
  )
  return found ?? other
}
