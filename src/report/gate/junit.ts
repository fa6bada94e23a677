import type { GateFinding, GateRow } from '../../scoring/gate/gate.ts'
import { type LimitedShare, limitedShares } from '../../scoring/gate/gate.ts'
import { element, words } from '../plots/drawing/svg.ts'
import type { CheckDocument } from './check-document.ts'
import { adviceTexts, headline, limitWords, percent, reasonText } from './gate-words.ts'

type Case = { name: string; result: string | null }

/**
 * A check as JUnit XML: a test for the run as a whole, for each category, floor and limit. What regressed is a
 * *failure*, what is inconclusive an *error* (with `--inconclusive pass`: *skipped*). A category that is
 * inconclusive does not stop a run: *skipped*.
 */
export function checkJunit(document: CheckDocument): string {
  const cases = casesOf(document)
  const count = (kind: string) =>
    String(cases.filter(({ result }) => result?.startsWith(`<${kind}`)).length)
  const counts = {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  }
  const suite = element(
    'testsuite',
    { name: `mtbench check ${document.subject.bench}`, ...counts, time: '0' },
    `\n${cases.map((own) => `    ${testcase(own, document)}`).join('\n')}\n    `,
    output(document),
    '\n  ',
  )
  const { tests, failures, errors } = counts
  const suites = element(
    'testsuites',
    { name: 'mtbench check', tests, failures, errors, time: '0' },
    `\n  ${suite}\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites}`
}

function testcase({ name, result }: Case, document: CheckDocument): string {
  const { bench, model } = document.subject
  const place = { classname: `mtbench.${bench}.${model}`, name, time: '0' }
  return element('testcase', place, ...(result === null ? [] : [result]))
}

/** The whole table of reasons, for readers that show a suite's output. */
function output(document: CheckDocument): string {
  const lines = [headline(document, asItIs), ...reasonLines(document), ...adviceTexts(document)]
  return element('system-out', {}, lines.map(words).join('\n'))
}

function reasonLines(document: CheckDocument): string[] {
  return document.reasons.map(
    (finding) => `${finding.outcome}: ${reasonText(finding, { document, name: asItIs })}`,
  )
}

function casesOf(document: CheckDocument): Case[] {
  const { reasons, rows, settings } = document
  const [overall] = reasons
  const floor = reasons.find((finding) => finding.code === 'floor')
  return [
    { name: 'all questions', result: overall === undefined ? null : told(overall, document) },
    ...rows.slice(1).map((row) => categoryCase(row, document)),
    ...(floor === undefined ? [] : [{ name: 'floor', result: told(floor, document) }]),
    ...limitedShares
      .filter((what) => settings.limits[what] !== undefined)
      .map((what) => limitCase(what, document)),
  ]
}

function categoryCase(row: GateRow, document: CheckDocument): Case {
  const name = `category ${row.category ?? '–'}`
  const finding = document.reasons.find(
    (reason) => reason.code === 'category' && reason.row.category === row.category,
  )
  if (finding !== undefined) return { name, result: told(finding, document) }
  return { name, result: row.outcome === 'pass' ? null : skipped('inconclusive') }
}

function limitCase(what: LimitedShare, document: CheckDocument): Case {
  const limit = document.settings.limits[what] ?? 1
  const finding = document.reasons.find((reason) => reason.code === 'limit' && reason.what === what)
  return {
    name: `at most ${percent(limit)} of the turns ${limitWords[what]}`,
    result: finding === undefined ? null : told(finding, document),
  }
}

/** What a test says of a finding: nothing where it passes. */
function told(finding: GateFinding, document: CheckDocument): string | null {
  if (finding.outcome === 'pass') return null
  const text = reasonText(finding, { document, name: asItIs })
  const advice = finding.code === 'difference' ? adviceTexts(document) : []
  if (finding.outcome === 'inconclusive' && document.settings.inconclusive === 'pass') {
    return skipped(`inconclusive: ${text}`)
  }
  const kind = finding.outcome === 'regressed' ? 'failure' : 'error'
  return element(
    kind,
    { type: finding.outcome, message: text },
    [text, ...advice].map(words).join('\n'),
  )
}

function skipped(message: string): string {
  return element('skipped', { message })
}

/** `words` and `element` escape every text. */
function asItIs(name: string): string {
  return name
}
