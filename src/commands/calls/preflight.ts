import type { Answer } from '../../domain/answer.ts'
import type { Endpoint, Price } from '../../domain/calls/endpoint.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { type CountTokens, loadTokenCounter, tokenizerName } from '../../io/endpoint/tokens.ts'
import {
  addAnswer,
  createKnownOutputs,
  defaultOutputTokens,
  type Estimate,
  estimateAnswers,
  estimateJudgments,
  type KnownCalls,
  priced,
  turnToCome,
} from '../../pipeline/estimate.ts'
import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import { type CostRow, costTable, grouped } from '../../report/money.ts'
import type { Answering } from '../answers/answering.ts'
import { type Ui, widthOf } from '../ui.ts'
import { pricesOf } from './spending.ts'

/** What one endpoint is expected to be asked, and where the figures are from. */
export type PreflightRow = CostRow & {
  /** Tokens that a reply is taken to have. */
  outputPerCall: number
  outputFrom: 'records' | 'default'
  priceFrom: string | null
}

/** What a plan of answers would call, by model; `isBatch`: at the price of batches. */
export async function preflightAnswers(
  answering: Answering,
  { isBatch = false }: { isBatch?: boolean } = {},
): Promise<PreflightRow[]> {
  const { planned, flags, ui } = answering
  const count = await loadTokenCounter()
  const prices = await pricesOf(answering.endpoints, ui, { isBatch })
  const lengths = answerLengths(answering, count)
  return planned.map(({ endpoint, plan }) => {
    const length = lengths(endpoint.id)
    const { systemPrompt } = flags
    const options = { systemPrompt, answerTokens: length.tokens, count }
    const estimate = estimateAnswers(plan.tasks, options)
    const price = prices.get(endpoint) ?? null
    return rowOf(estimate, { endpoint, what: 'answers', price, output: length })
  })
}

/** What a plan of judgments would call. */
export async function preflightJudgments(
  todo: MatchPlan['todo'],
  options: {
    judge: Endpoint
    kind: 'single' | 'pair'
    known: KnownCalls
    ui: Ui
    /** At the price of batches. */
    isBatch?: boolean
    /** Where answers are still to come. */
    answering?: Answering
  },
): Promise<PreflightRow> {
  const { judge, ui, answering, isBatch = false } = options
  const count = await loadTokenCounter()
  const price = (await pricesOf([judge], ui, { isBatch })).get(judge) ?? null
  const known = options.known.outputs.mean(count)
  const systems = new Map(todo.map(({ match: { prompt } }) => [prompt.name, prompt.system_prompt]))
  const output = {
    tokens: known ?? defaultOutputTokens[options.kind],
    from: known === undefined ? ('default' as const) : ('records' as const),
  }
  const lengths = answering === undefined ? undefined : answerLengths(answering, count)
  const estimate = estimateJudgments(todo, {
    outputTokens: output.tokens,
    inputFactor: options.known.inputs.factor(count, (name) => systems.get(name)),
    ...(lengths === undefined ? {} : { answerTokens: (model) => lengths(model).tokens }),
    count,
  })
  return rowOf(estimate, { endpoint: judge, what: 'judgments', price, output })
}

/**
 * How long a model's answers are: the mean of its own that stand in the workspace, else of the
 * other models of this command, else a stated default.
 */
function answerLengths({ planned }: Answering, count: CountTokens) {
  const all = createKnownOutputs()
  const own = new Map<string, number | undefined>()
  for (const { endpoint, stored } of planned) {
    const outputs = createKnownOutputs()
    for (const answer of stored.values()) {
      addAnswer(outputs, answer)
      addAnswer(all, answer)
    }
    own.set(endpoint.id, outputs.mean(count))
  }
  const others = all.mean(count)
  return (model: string): { tokens: number; from: 'records' | 'default' } => {
    const known = own.get(model) ?? others
    return known === undefined
      ? { tokens: defaultOutputTokens.answer, from: 'default' }
      : { tokens: known, from: 'records' }
  }
}

function rowOf(
  estimate: Estimate,
  of: {
    endpoint: Endpoint
    what: CostRow['what']
    price: { price: Price; source: string } | null
    output: { tokens: number; from: 'records' | 'default' }
  },
): PreflightRow {
  return {
    model: of.endpoint.id,
    what: of.what,
    ...priced(estimate, of.price?.price ?? null),
    outputPerCall: of.output.tokens,
    outputFrom: of.output.from,
    priceFrom: of.price?.source ?? null,
  }
}

/** The answers of a model as they will be: those that stand, and a mark for each turn to come. */
export function answersToCome(
  questions: readonly Question[],
  options: { model: string; numChoices: number; stored: (id: QuestionId) => Answer | undefined },
): Map<QuestionId, Answer> {
  const { model, numChoices } = options
  return new Map(
    questions.map((question) => {
      const { question_id, turns } = question
      const choices = Array.from({ length: numChoices }, (_, index) => ({
        index,
        turns: turns.map(() => turnToCome),
      }))
      const answer = options.stored(question_id) ?? { question_id, model_id: model, choices }
      return [question_id, answer]
    }),
  )
}

/** The table of `--dry-run`, and what its figures rest on. */
export function preflightLines(rows: readonly PreflightRow[], ui: Ui): string[] {
  if (rows.every((row) => row.calls === 0)) return []
  const outputs = new Set(
    rows.map(({ what, outputPerCall, outputFrom }) => {
      const source = outputFrom === 'records' ? 'mean of the records here' : 'a default'
      return `${grouped(outputPerCall)} tokens of output a call for ${what} (${source})`
    }),
  )
  const [first, ...more] = outputs
  const others = more.length > 0 ? [`  and ${more.length} more assumptions like it`] : []
  return [
    '',
    costTable(rows, { width: Math.min(80, widthOf(ui)) }),
    '',
    `estimated with ${tokenizerName} (scaled where records tell a judge’s own count);`,
    'other tokenizers differ. Retries are not in it.',
    ...(more.length === 1 ? [first ?? '', more[0] ?? ''] : [first ?? '', ...others]),
    ...(rows.some((row) => row.cost === null)
      ? ['an unknown price can be stated in mtbench.config.json']
      : []),
  ]
}

/** An estimate with the names of the JSON documents. */
export function estimateRow(row: PreflightRow | undefined) {
  if (row === undefined) return null
  return {
    calls: row.calls,
    input_tokens: row.input,
    output_tokens: row.output,
    cost_usd: row.cost,
    price_from: row.priceFrom,
    output_per_call: row.outputPerCall,
    output_from: row.outputFrom,
    tokenizer: tokenizerName,
  }
}
