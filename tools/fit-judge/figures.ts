import type { Subject } from '../../src/domain/calls/chat.ts'
import type { QuestionId } from '../../src/domain/question.ts'
import { featureNames, features, seenOf } from '../../src/judges/features/features.ts'
import type { Numbers } from '../../src/stats/numeric/at.ts'
import type { Inputs } from './inputs.ts'

/** Every feature of one turn of one answer, in the order of `featureNames`; and of its first turn. */
export type Figures = { own: Numbers; before: Numbers }

/** Categories that MT-bench judges with a reference. */
const referenceCategories = ['math', 'reasoning', 'coding']

/** Measures all answers once; looked up by model, question and turn. */
export function measureAnswers(
  inputs: Inputs,
): (model: string, questionId: QuestionId, turn: 1 | 2) => Figures {
  const none = featureNames.map(() => 0)
  const figures = new Map<string, Figures>()
  for (const [model, answers] of inputs.answers) {
    for (const questionId of answers.keys()) {
      const subject = subjectOf(inputs, { model, questionId })
      if (subject === undefined) continue
      const [first, second] = ([1, 2] as const).map((turn) => {
        const seen = seenOf(subject, { side: 0, turn })
        return featureNames.map((name) => features[name].measure(seen))
      })
      figures.set(keyOf(model, questionId, 1), { own: first ?? none, before: none })
      figures.set(keyOf(model, questionId, 2), { own: second ?? none, before: first ?? none })
    }
  }
  return (model, questionId, turn) => {
    const found = figures.get(keyOf(model, questionId, turn))
    if (found === undefined) throw new Error(`no answer of ${model} to ${questionId}`)
    return found
  }
}

/** The answers of a model to both turns of a question as the judge is shown them. */
export function subjectOf(
  inputs: Inputs,
  at: { model: string; questionId: QuestionId },
): Subject | undefined {
  const question = inputs.questions.get(at.questionId)
  const turns = inputs.answers.get(at.model)?.get(at.questionId)
  if (question === undefined || turns === undefined) return undefined
  const reference = referenceCategories.includes(question.category)
    ? inputs.references.get(at.questionId)
    : undefined
  return {
    mode: 'single',
    turn: 2,
    questions: question.turns,
    category: question.category,
    answers: [turns],
    ...(reference === undefined ? {} : { reference }),
  }
}

function keyOf(model: string, questionId: QuestionId, turn: 1 | 2): string {
  return JSON.stringify([model, questionId, turn])
}
