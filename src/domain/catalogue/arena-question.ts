import { z } from 'zod'
import { type Question, questionSchema } from '../question.ts'

/**
 * Reads a question of ours, or one in a form of Arena-Hard: `uid` for `question_id`, a `prompt`
 * for `turns`, or turns as `[{content}]`. Other fields (`cluster`, `subcategory`) stay.
 */
export const anyQuestionSchema: z.ZodType<Question> = z.preprocess(toOurForm, questionSchema)

/** A record in our form where it is in one of Arena-Hard's; anything else as it is. */
function toOurForm(value: unknown): unknown {
  if (!isArenaQuestion(value)) return value
  const { uid, prompt, turns, question_id: id, ...others } = value
  return {
    question_id: id ?? uid,
    ...others,
    turns: Array.isArray(turns) ? turns.map(textOfTurn) : prompt === undefined ? turns : [prompt],
  }
}

/** True for a record that has one of Arena-Hard's forms. */
export function isArenaQuestion(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const hasObjectTurns =
    'turns' in value &&
    Array.isArray(value.turns) &&
    value.turns.some((turn) => typeof turn === 'object')
  const lacksId = 'uid' in value && !('question_id' in value)
  const lacksTurns = 'prompt' in value && !('turns' in value)
  return hasObjectTurns || lacksId || lacksTurns
}

function textOfTurn(turn: unknown): unknown {
  return typeof turn === 'object' && turn !== null && 'content' in turn ? turn.content : turn
}
