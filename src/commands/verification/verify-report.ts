import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { type Difference, differencesOf } from '../../scoring/differences.ts'
import { tieRules } from '../../scoring/results/average-win-rates.ts'
import { duplicateRules } from '../../scoring/results/judgment-table.ts'
import { intervalMethods } from '../../stats/means/interval-method.ts'
import type { ResultFlags } from '../results/result-source.ts'
import { defaultResultFlags } from '../show-results.ts'

/** A stored result, as far as it says how to compute it again. */
export const reportSchema = z.looseObject({
  schema: z.string(),
  inputs: z.array(
    z.looseObject({
      path: z.string(),
      sha256: z.string(),
      rows: z.number(),
      bytes: z.number().optional(),
    }),
  ),
  key: z.record(z.string(), z.unknown()).nullish(),
  settings: z.looseObject({}),
  rows: z.array(z.looseObject({})),
  left_out: z.record(z.string(), z.unknown()),
})
export type Report = z.infer<typeof reportSchema>

/** Settings of `show-results`. */
const settingsSchema = z.looseObject({
  mode: z.enum(['single', 'pairwise-baseline', 'pairwise-all']),
  baseline: z.string().nullable(),
  by: z.enum(['turn', 'category', 'model-pair']),
  parser: z.enum(['stored', 'strict', 'fastchat']),
  duplicates: z.enum(duplicateRules),
  confidence: z.number(),
  judges: z.array(z.string()).nullish(),
  models: z.array(z.string()).nullish(),
  from_files: z.boolean().optional(),
  skip_bad_lines: z.boolean().optional(),
  mix: z.boolean().optional(),
  interval: z.enum(intervalMethods).nullish(),
  ties: z.enum(tieRules).optional(),
  seed: z.number().optional(),
  resamples: z.number().optional(),
})

/** True for a result of `show-results`. */
export function isResult(report: Report): boolean {
  return report.schema === 'mtbench.show-results/1'
}

type Result = {
  inputs: readonly { path: string; sha256: string; rows: number }[]
  key?: object | null | undefined
  rows: readonly object[]
  left_out: Readonly<Record<string, unknown>>
}

/** Figures that depend on the answers beside the judgments. */
export const coverageFields = ['missing', 'stale', 'worst', 'best'] as const

/** Characters of a hash that are compared and shown. */
const shownHash = 16

const nameFields = ['judge', 'key', 'model', 'opponent', 'turn', 'category'] as const

/** Where a stored result differs from the same one computed anew; rows go by their names. */
export function findingsInReport(
  stored: Result,
  computed: { document: Result; ignored: readonly string[] },
): Difference[] {
  const { document, ignored } = computed
  const inputs = (result: Result) =>
    result.inputs.map(({ sha256, rows }) => ({ sha256: sha256.slice(0, shownHash), rows }))
  return [
    ...differencesOf(inputs(stored), inputs(document), 'inputs'),
    ...differencesOf(stored.key ?? null, document.key ?? null, 'key'),
    ...differencesOf(rowsByName(stored, ignored), rowsByName(document, ignored), 'rows'),
    ...differencesOf(
      without(stored.left_out, ignored),
      without(document.left_out, ignored),
      'left_out',
    ),
  ]
}

function rowsByName({ rows }: Result, ignored: readonly string[]): object {
  return Object.fromEntries(
    rows.map((row) => {
      const fields = new Map<string, unknown>(Object.entries(row))
      const name = nameFields.flatMap((field) => {
        const value = fields.get(field)
        if (value === undefined || value === null) return []
        return [typeof value === 'string' ? value : JSON.stringify(value)]
      })
      return [`[${name.join(', ')}]`, without(row, ignored)]
    }),
  )
}

function without(record: object, ignored: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !ignored.includes(name)))
}

/** The flags that a stored result was made with. @throws UserError where it does not say */
export function flagsOf(
  report: Report,
  { dir, bench }: { dir: string; bench: string },
): ResultFlags {
  const read = settingsSchema.safeParse(report.settings)
  if (!read.success) throw new UserError('its settings do not say how it was computed')
  const { baseline, judges, models, ...settings } = read.data
  return {
    dir,
    bench,
    quiet: true,
    mode: settings.mode,
    by: settings.by,
    parser: settings.parser,
    duplicates: settings.duplicates,
    confidence: settings.confidence,
    skipBadLines: settings.skip_bad_lines ?? false,
    mix: settings.mix ?? false,
    ties: settings.ties ?? defaultResultFlags.ties,
    seed: settings.seed ?? defaultResultFlags.seed,
    resamples: settings.resamples ?? defaultResultFlags.resamples,
    ...(settings.interval == null ? {} : { interval: settings.interval }),
    ...(baseline === null ? {} : { baseline }),
    ...(judges == null ? {} : { judgeModel: judges }),
    ...(models == null ? {} : { models }),
  }
}
