import { z } from 'zod'
import { UserError } from '../errors.ts'

/** `suite.json`: what a suite says of itself; every field is optional. */
export const suiteManifestSchema = z.looseObject({
  version: z.string().optional(),
  licence: z.string().optional(),
  /** Model that pairwise-baseline compares with. */
  baseline: z.string().optional(),
  /** Name of the reference answers' file. */
  references: z.string().optional(),
  /** Categories that are judged with reference answers. */
  reference_categories: z.array(z.string()).optional(),
  /** Answer sets that answer only a part of the questions, on purpose. */
  partial_answers: z.array(z.string()).optional(),
})
export type SuiteManifest = z.infer<typeof suiteManifestSchema>

/** FastChat's categories with reference answers. */
export const defaultReferenceCategories: readonly string[] = [
  'math',
  'reasoning',
  'coding',
  'arena-hard-200',
]

/** The suite's name of a folder: letters, digits, `.`, `_` and `-`, so that it is a folder name anywhere. */
export function checkSuiteName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name
  throw new UserError(
    `suite name ${JSON.stringify(name)} is refused: use letters, digits, ".", "_" and "-"`,
  )
}

/**
 * Which reference answers a judge uses: the flag, else the judge's own file, else suite.json's,
 * else `gpt-4`, else the only file there is; undefined where none is to be had.
 * @throws UserError where the flag names one that is not there.
 */
export function chooseReferences(options: {
  flag: string | undefined
  judgeFile: string
  manifest: SuiteManifest
  available: readonly string[]
}): string | undefined {
  const { flag, judgeFile, manifest, available } = options
  if (flag !== undefined) {
    if (available.includes(flag)) return flag
    const have = available.length === 0 ? 'there are none' : `there are: ${available.join(', ')}`
    throw new UserError(`no reference answers named ${JSON.stringify(flag)}; ${have}`)
  }
  const wanted = [judgeFile, manifest.references, 'gpt-4']
  const found = wanted.find((name) => name !== undefined && available.includes(name))
  return found ?? (available.length === 1 ? available[0] : undefined)
}
