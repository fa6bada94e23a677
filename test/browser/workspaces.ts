import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRandom } from '../../src/stats/numeric/random.ts'
import { runCli } from '../support/run-cli.ts'
import { jsonl } from '../support/small-workspace.ts'

/** A folder for a test file's workspaces. */
export function temporaryFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-browser-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export function writeRows(file: string, rows: readonly object[]): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, jsonl(rows))
}

/** Makes the page of a workspace and says where it is. */
export async function makePage(dir: string, ...flags: string[]): Promise<string> {
  const result = await runCli(['report', '--dir', dir, '--resamples', '200', ...flags])
  if (result.code !== 0) throw new Error(result.stderr)
  return join(dir, 'report.html')
}

const categories = [
  'writing',
  'roleplay',
  'math',
  'coding',
  'stem',
  'humanities',
  'reasoning',
  'extraction',
]

export type MadeSize = { questions: number; models: number; words: number }

/**
 * A suite with answers, grades and all pairs in both orders, of words drawn at random: they compress
 * no better than a judge's prose. Model `m0` is the best.
 */
export function writeMadeWorkspace(dir: string, size: MadeSize): void {
  const random = createRandom({ seed: 7 })
  const draw = (n: number) => random.below(n)
  const lexicon = Array.from({ length: 3000 }, () => syllables(draw))
  const prose = (words: number) =>
    Array.from(
      { length: words },
      (_, i) => `${lexicon[draw(3000)]}${i % 12 === 11 ? '.\n' : ''}`,
    ).join(' ')
  const models = Array.from({ length: size.models }, (_, i) => `m${i}`)
  const ids = Array.from({ length: size.questions }, (_, i) => 81 + i)
  writeRows(
    join(dir, 'data/mt_bench/question.jsonl'),
    ids.map((question_id, i) => ({
      question_id,
      category: categories[i % categories.length],
      turns: [`Question ${question_id}: ${prose(20)}`, prose(15)],
    })),
  )
  for (const model_id of models) {
    const answer = (question_id: number) => {
      const choices = [{ index: 0, turns: [prose(size.words), prose(size.words)] }]
      return { question_id, answer_id: `${model_id}-${question_id}`, model_id, choices }
    }
    writeRows(join(dir, `data/mt_bench/model_answer/${model_id}.jsonl`), ids.map(answer))
  }
  const turns = [1, 2]
  const common = (question_id: number, turn: number) => ({
    question_id,
    turn,
    tstamp: 1_700_000_000,
  })
  const grades = ids.flatMap((id) =>
    turns.flatMap((turn) =>
      models.map((model, i) => {
        const score = 9 - i + (draw(3) - 1) / 2
        const judgment = `${prose(size.words)} Rating: [[${score}]]`
        return { ...common(id, turn), model, judge: ['owl', 'single-v1'], judgment, score }
      }),
    ),
  )
  const pairs = ids.flatMap((id) =>
    turns.flatMap((turn) =>
      models.flatMap((model_1, i) =>
        models.slice(i + 1).map((model_2) => {
          const isFlip = draw(5) === 0
          const game = (letter: string) => `${prose(size.words)} [[${letter}]]`
          const verdicts = {
            g1_winner: 'model_1',
            g2_winner: isFlip ? 'model_2' : 'model_1',
            g1_judgment: game('A'),
            g2_judgment: game(isFlip ? 'A' : 'B'),
          }
          return { ...common(id, turn), model_1, model_2, judge: ['owl', 'pair-v2'], ...verdicts }
        }),
      ),
    ),
  )
  writeRows(join(dir, 'judgments/mt_bench/owl_single.jsonl'), grades)
  writeRows(join(dir, 'judgments/mt_bench/owl_pair.jsonl'), pairs)
}

function syllables(draw: (n: number) => number): string {
  const parts = [
    'ba',
    'ter',
    'lin',
    'so',
    'qua',
    'men',
    'ti',
    'ro',
    'ven',
    'du',
    'ka',
    'est',
    'ing',
    'o',
    're',
  ]
  return Array.from({ length: 1 + draw(3) }, () => parts[draw(parts.length)] ?? '').join('')
}
