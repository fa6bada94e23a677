const answerBlock =
  /\[The Start of Assistant(?: [AB])?'s Answer\]\n([\s\S]*?)\n\[The End of Assistant(?: [AB])?'s Answer\]/g
const conversationTurn =
  /### Assistant(?: [AB])?:\n([\s\S]*?)\n\n(?=### User:|<\|The End of Assistant)/g

/**
 * The answers that a stored user prompt shows to the judge, read between the marker lines that
 * the official prompts and ours have in common; undefined where there are none.
 */
export function answersInPrompt(userPrompt: string | undefined): string[] | undefined {
  if (userPrompt === undefined) return undefined
  const pattern = userPrompt.includes("'s Answer]") ? answerBlock : conversationTurn
  const found = [...userPrompt.matchAll(pattern)].map((match) => match[1] ?? '')
  return found.length === 0 ? undefined : found
}
