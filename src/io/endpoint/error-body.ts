/**
 * A server's failure in the form that OpenAI's client reads, `{"error": {"message": …}}`, so that
 * its words are not lost. Read: vLLM's and Mistral's `{"message": …}`, FastAPI's `{"detail": …}`,
 * Gemini's list of one. What is no JSON object stays as it is.
 */
export function readableError(text: string): string {
  const parsed = parse(text)
  const value: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (typeof value !== 'object' || value === null) return text
  if ('error' in value) return JSON.stringify({ error: value.error })
  const message = 'message' in value ? value.message : 'detail' in value ? value.detail : text
  return JSON.stringify({ error: { ...value, message } })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
