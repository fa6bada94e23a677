import type { PairJudgment, SingleJudgment } from '../../domain/judgment.ts'
import type { PairVerdict, StoredGrade } from '../../domain/judgment-fields.ts'
import { type ReadSummary, readJsonl } from '../../io/files/read-jsonl.ts'
import { createGradeScan, createPairScan } from '../../io/files/scan-judgment.ts'
import type { ScoreSource } from '../../scoring/results/parse-stored.ts'

type Options = { parser: ScoreSource; skipBadLines: boolean; bytes?: number }

/** What takes rows: `addStored` those whose texts are not looked at. */
type Collector<Row, Stored> = { add: (row: Row) => void; addStored: (row: Stored) => void }

/** Reads a file of grades; their texts only where they are to be parsed again. */
export function readGrades(
  path: string,
  scores: Collector<SingleJudgment, StoredGrade>,
  { parser, ...options }: Options,
): Promise<ReadSummary> {
  return parser === 'stored'
    ? readJsonl<StoredGrade>(path, gradeSchema, {
        ...options,
        scan: createGradeScan(),
        onRecord: scores.addStored,
      })
    : readJsonl(path, gradeSchema, { ...options, onRecord: scores.add })
}

/** As `readGrades`, for pairs. */
export function readVerdicts(
  path: string,
  scores: Collector<PairJudgment, PairVerdict>,
  { parser, ...options }: Options,
): Promise<ReadSummary> {
  return parser === 'stored'
    ? readJsonl<PairVerdict>(path, verdictSchema, {
        ...options,
        scan: createPairScan(),
        onRecord: scores.addStored,
      })
    : readJsonl(path, verdictSchema, { ...options, onRecord: scores.add })
}

// Most files are read without their schemas, which take longer to load than all else.
const gradeSchema = async () => (await import('../../domain/judgment.ts')).singleJudgmentSchema
const verdictSchema = async () => (await import('../../domain/judgment.ts')).pairJudgmentSchema
