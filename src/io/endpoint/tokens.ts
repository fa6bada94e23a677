/** Counts a text's tokens. */
export type CountTokens = (text: string) => number

/** The tokenizer that estimates are made with; other models' differ by some per cent, or more. */
export const tokenizerName = 'o200k_base'

/** Characters without a break after which one is put in: merging takes the square of their number. */
const longRun = /\S{256}|\s{256}/g

/**
 * The tokenizer of OpenAI's present models (gpt-tokenizer, o200k_base). Names of special tokens are
 * counted as the text that they are. Loading it takes about half a second and 80 MB.
 */
export async function loadTokenCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  const none = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
  return (text) => countTokens(text.replace(longRun, '$&\n'), none)
}
