import type { Endpoint } from '../../domain/calls/endpoint.ts'
import { tokensOf } from '../../domain/calls/price.ts'
import { UserError } from '../../errors.ts'
import { baseUrlOf } from '../../io/endpoint/api-key.ts'
import { batchPriceOf, type KnownPrice, priceOf } from '../../io/endpoint/prices.ts'
import type { BudgetLimits, Spending } from '../../pipeline/calls/budget.ts'
import { dollars, grouped, totalCost } from '../../report/money.ts'
import { plural } from '../../report/plural.ts'
import type { EndpointFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'
import { noServer } from './builtin.ts'
import type { EndpointUse } from './endpoint-use.ts'
import type { Session } from './session.ts'

type LimitFlags = Pick<EndpointFlags, 'maxCost' | 'maxTokensTotal' | 'maxCalls'>

/** The prices of the endpoints, alone or in batches, null where one is not known. */
export async function pricesOf(
  endpoints: readonly Endpoint[],
  ui: Ui,
  { isBatch = false }: { isBatch?: boolean } = {},
): Promise<ReadonlyMap<Endpoint, KnownPrice | null>> {
  const at = ui.clock.now()
  const priced = endpoints.map(async (endpoint) => {
    if (isBatch) return [endpoint, batchPriceOf(endpoint)] as const
    const price = await priceOf(endpoint, { baseUrl: baseUrlOf(endpoint, ui.env), at })
    return [endpoint, price] as const
  })
  return new Map(await Promise.all(priced))
}

/** The limits that the flags set. */
export function limitsOf(flags: LimitFlags): BudgetLimits {
  return { calls: flags.maxCalls, tokens: flags.maxTokensTotal, cost: flags.maxCost }
}

/** @throws UserError where dollars are limited and a model's price is not known */
export function checkPriced(
  prices: ReadonlyMap<Endpoint, KnownPrice | null>,
  flags: LimitFlags,
): void {
  const unknown = [...prices].filter(([, price]) => price === null).map(([{ id }]) => id)
  if (flags.maxCost === undefined || unknown.length === 0) return
  throw new UserError(
    `--max-cost: the price of ${unknown.join(', ')} is not known: state it in mtbench.config.json (price), or use --max-tokens-total or --max-calls`,
  )
}

/** @throws UserError where dollars are limited and a model's price in batches is not known */
export function checkBatchPriced(endpoints: readonly Endpoint[], flags: LimitFlags): void {
  const unknown = endpoints.filter((e) => batchPriceOf(e) === null).map(({ id }) => id)
  if (flags.maxCost === undefined || unknown.length === 0) return
  throw new UserError(
    `--max-cost: the price of ${unknown.join(', ')} in batches is not known: state it in mtbench.config.json (price: batch_input and batch_output), or use --max-tokens-total or --max-calls`,
  )
}

const flagOf: Readonly<Record<keyof Spending, string>> = {
  calls: '--max-calls',
  tokens: '--max-tokens-total',
  cost: '--max-cost',
}

/** The last lines about money: what was spent, and what to do where a limit ended the run. */
export function spendingLines(session: Pick<Session, 'uses' | 'limitReached'>): string[] {
  // A built-in judge costs nothing: it is no endpoint.
  const asked = session.uses().filter((use) => use.base_url !== noServer)
  const uses = asked.filter((use) => use.calls > 0 || use.served > 0)
  if (uses.length === 0 && session.limitReached() === undefined) return []
  const limit = session.limitReached()
  return [
    `spent: ${spentText(uses)}`,
    ...(limit === undefined
      ? []
      : [`stopped by ${flagOf[limit]}: the same command with a higher limit goes on from here`]),
  ]
}

function spentText(uses: readonly EndpointUse[]): string {
  const sum = (pick: (use: EndpointUse) => number) => uses.reduce((s, use) => s + pick(use), 0)
  const silent = sum((use) => use.calls_without_usage)
  const retries = sum((use) => use.retries)
  const served = sum((use) => use.served)
  return [
    `${plural(
      sum((use) => use.calls),
      'call',
    )}${retries > 0 ? ` (${plural(retries, 'retry', 'retries')})` : ''}`,
    `${grouped(sum((use) => tokensOf(use.usage)?.input ?? 0))} tokens in`,
    `${grouped(sum((use) => tokensOf(use.usage)?.output ?? 0))} out`,
    costText(uses),
    ...(silent > 0 ? [`${plural(silent, 'call')} without a report of tokens`] : []),
    ...(served > 0 ? [`${plural(served, 'reply', 'replies')} from the store, for nothing`] : []),
  ].join(', ')
}

function costText(uses: readonly EndpointUse[]): string {
  const paid = uses.filter((use) => use.calls > 0)
  const unknown = paid.filter((use) => use.cost_usd === null).map((use) => use.id)
  const known = dollars(totalCost(paid.map((use) => use.cost_usd ?? 0)) ?? 0)
  if (unknown.length === 0) return known
  const rest = `cost unknown (no price for ${unknown.join(', ')})`
  return unknown.length === paid.length ? rest : `${known} and ${rest}`
}

/** What has been spent so far, for the progress: dollars where they are known, else tokens. */
export function spentSoFar(uses: readonly EndpointUse[]): string | undefined {
  const paid = uses.filter((use) => use.usage !== null)
  if (paid.length === 0) return undefined
  const cost = totalCost(paid.map((use) => use.cost_usd))
  if (cost !== null) return dollars(cost)
  const tokens = paid
    .map((use) => tokensOf(use.usage))
    .map((t) => (t?.input ?? 0) + (t?.output ?? 0))
  return `${grouped(tokens.reduce((a, b) => a + b, 0))} tokens`
}

/** What was spent at one endpoint, with the names of the JSON documents. */
export function spentRow(use: EndpointUse | undefined) {
  if (use === undefined) return null
  const tokens = tokensOf(use.usage)
  return {
    calls: use.calls,
    served: use.served,
    retries: use.retries,
    input_tokens: tokens?.input ?? null,
    output_tokens: tokens?.output ?? null,
    cost_usd: use.cost_usd,
  }
}
