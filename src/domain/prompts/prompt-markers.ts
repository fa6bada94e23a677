/** Who speaks in the blocks of a prompt; the last two in the package's `rename` variant. */
const speakers = ['Assistant', 'Assistant A', 'Assistant B', 'Alder', 'Birch'] as const

const conversationTurn =
  /### (?:Assistant(?: [AB])?|Alder|Birch):\n([\s\S]*?)\n\n(?=### User:|<\|The End of (?:Assistant|Alder|Birch))/g

/**
 * The answers that a stored user prompt shows to the judge, read between the marker lines that
 * the official prompts and ours have in common; undefined where there are none.
 */
export function answersInPrompt(userPrompt: string | undefined): string[] | undefined {
  if (userPrompt === undefined) return undefined
  const blocks = speakers.flatMap((speaker) => answerBlock(userPrompt, speaker))
  const turns = [...userPrompt.matchAll(conversationTurn)].map((match) => match[1] ?? '')
  const found = [...blocks, ...turns]
  return found.length === 0 ? undefined : found
}

/** From the first opening line to the last closing one: an answer may itself hold a closing line. */
function answerBlock(userPrompt: string, speaker: string): string[] {
  const open = `[The Start of ${speaker}'s Answer]\n`
  const start = userPrompt.indexOf(open)
  const end = userPrompt.lastIndexOf(`\n[The End of ${speaker}'s Answer]`)
  if (start < 0 || end < start) return []
  return [userPrompt.slice(start + open.length, Math.max(end, start + open.length))]
}
