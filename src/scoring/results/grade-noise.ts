import type { QuestionId } from '../../domain/question.ts'
import {
  noiseOfMean,
  type VarianceComponents,
  varianceComponents,
} from '../../stats/means/variance-components.ts'

/** One grade of a model by a judge, in its place. */
export type PlacedGrade = {
  judge: string
  model: string
  questionId: QuestionId
  turn: number
  choice: number
  score: number
}

export type GradeNoise = VarianceComponents & {
  judge_name: string
  /** Standard error of a model's mean from judge and generation alone, were the questions fixed. */
  floor: number | null
}

/**
 * Where the spread of one judge's grades comes from: questions (and turns) of a model, its answers, and
 * the judge. Pooled over models. Null where no answer is graded twice and no question answered twice.
 */
export function gradeNoise(grades: readonly PlacedGrade[], judge: string): GradeNoise | null {
  const models = new Map<string, Map<string, Map<number, number[]>>>()
  for (const grade of grades) {
    if (grade.judge !== judge) continue
    const turns = models.get(grade.model) ?? new Map<string, Map<number, number[]>>()
    models.set(grade.model, turns)
    const key = JSON.stringify([grade.questionId, grade.turn])
    const choices = turns.get(key) ?? new Map<number, number[]>()
    turns.set(key, choices)
    choices.set(grade.choice, [...(choices.get(grade.choice) ?? []), grade.score])
  }
  const nested = [...models.values()].map((turns) =>
    [...turns.values()].map((choices) => [...choices.values()]),
  )
  const parts = nested
    .filter((turns) => turns.length >= 2)
    .map((turns) => varianceComponents(turns))
  const judgeNoise = pooled(parts.map((p) => ({ value: p.judge, degrees: p.degrees.judge })))
  const generation = pooled(
    parts.map((p) => ({ value: p.generation, degrees: p.degrees.generation })),
  )
  if (judgeNoise === null && generation === null) return null
  const question = pooled(parts.map((p) => ({ value: p.question, degrees: p.degrees.question })))
  const answers = nested.flat(1)
  const turnsPerModel = answers.length / nested.length
  return {
    judge_name: judge,
    question: question ?? 0,
    generation,
    judge: judgeNoise,
    degrees: {
      question: parts.reduce((sum, p) => sum + p.degrees.question, 0),
      generation: parts.reduce((sum, p) => sum + p.degrees.generation, 0),
      judge: parts.reduce((sum, p) => sum + p.degrees.judge, 0),
    },
    floor: noiseOfMean(
      { generation, judge: judgeNoise },
      {
        questions: turnsPerModel,
        answers: answers.flat(1).length / answers.length,
        repeats: answers.flat(2).length / answers.flat(1).length,
      },
    ),
  }
}

/** Mean of variances, weighted by their degrees of freedom; null where none is known. */
function pooled(parts: readonly { value: number | null; degrees: number }[]): number | null {
  const degrees = parts.reduce((sum, part) => sum + (part.value === null ? 0 : part.degrees), 0)
  if (degrees === 0) return null
  return parts.reduce((sum, part) => sum + (part.value ?? 0) * part.degrees, 0) / degrees
}
