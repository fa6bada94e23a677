import { readFileSync } from 'node:fs'
import { type JudgeWeights, judgeWeightsSchema } from '../../domain/judge-weights.ts'
import { messageOf, UserError } from '../../errors.ts'
import { packageFile } from '../files/package-files.ts'
import { problemOf } from '../files/read-jsonl.ts'

/**
 * The fitted numbers of the built-in judge, as the package ships them.
 * @throws UserError naming file and field
 */
export function loadJudgeWeights(
  file: string = packageFile('data', 'judge_features.json'),
): JudgeWeights {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file}: ${messageOf(error)}`, { cause: error })
  }
  const result = judgeWeightsSchema.safeParse(value)
  if (!result.success) throw new UserError(`${file}: ${problemOf(result.error)}`)
  return result.data
}
