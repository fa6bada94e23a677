/**
 * Parts a reasoning model's reply into what it thought and what it answered.
 *
 * Two forms are read, both only at the start of the text, so that an answer that merely writes
 * about such tags keeps them: `<think>…</think>answer`, and `…</think>answer`, where the server's
 * template had opened the block. A block that never closes is all reasoning: the answer is empty.
 */
export function splitReasoning(text: string): { answer: string; reasoning?: string } {
  const opened = /^\s*<(think|thinking|reasoning)>/i.exec(text)
  const tag = opened?.[1]?.toLowerCase() ?? 'think'
  const start = opened?.[0].length ?? 0
  // Searched in the text itself: lower case can be longer (İ), which would shift every offset.
  const close = new RegExp(`</${tag}>`, 'gi')
  close.lastIndex = start
  const end = close.exec(text)?.index ?? -1
  if (opened === null && (end < 0 || /<think>/i.test(text))) {
    return { answer: text }
  }
  if (end < 0) return { answer: '', reasoning: text.slice(start).trim() }
  return {
    answer: text.slice(close.lastIndex).replace(/^\s+/, ''),
    reasoning: text.slice(start, end).trim(),
  }
}
