import { isEmptyTurn } from '../../domain/answer.ts'
import type { Winner } from '../../domain/judgment.ts'
import type { Style } from '../terminal/style.ts'
import { visible, visibleLines } from '../terminal/visible.ts'
import { wrapLines } from '../terminal/wrap.ts'
import type { GradeView, JudgmentPlace, PairView, QuestionView, Said } from './question-view.ts'

type Layout = { style: Style; width: number }

/**
 * One question as text: what was asked, references, answers and judgments, each whole. Everything
 * that others wrote is made visible before it is coloured.
 * @param options.width columns that lines are broken at; infinite: not at all
 */
export function questionText(view: QuestionView, layout: Layout): string {
  const parts = [
    heading(
      [`Question ${view.question_id}`, view.category ?? 'category not known', view.bench],
      layout,
    ),
    ...view.turns.map((text, index) => block(`Turn ${index + 1}`, plain(text, layout), layout)),
    ...view.references.flatMap(({ name, turns }) =>
      turns.map((text, index) =>
        block(`Reference ${name}, turn ${index + 1}`, plain(text, layout), layout),
      ),
    ),
    ...view.answers.flatMap((answer) => answerBlocks(answer, layout)),
    ...view.grades.map((grade) => gradeBlock(grade, layout)),
    ...view.pairs.map((pair) => pairBlock(pair, layout)),
  ]
  return parts.join('\n\n')
}

function answerBlocks(answer: QuestionView['answers'][number], layout: Layout): string[] {
  const choice = answer.choice > 0 ? `, choice ${answer.choice}` : ''
  return answer.turns.map((text, index) =>
    block(
      `Answer of ${answer.model}, turn ${index + 1}${choice}`,
      isEmptyTurn(text) ? indented(layout.style.bad('(empty)')) : plain(text, layout),
      layout,
    ),
  )
}

function gradeBlock(grade: GradeView, layout: Layout): string {
  const isRead = grade.score !== null && grade.score !== -1
  const score = isRead ? good(String(grade.score)) : bad('no grade')
  return [
    titled(`Grade of ${grade.model}, turn ${grade.turn}`, score, layout),
    aside(placeWords(grade), layout),
    saidText(grade.said, layout),
  ].join('\n')
}

function pairBlock(pair: PairView, layout: Layout): string {
  const { model_1: a, model_2: b } = pair
  const [g1, g2] = pair.games
  const games = [
    { title: `Game 1, ${a} shown first`, game: g1 },
    { title: `Game 2, ${b} shown first`, game: g2 },
  ]
  return [
    titled(`Pair ${a} : ${b}, turn ${pair.turn}`, verdictOf(pair), layout),
    aside(placeWords(pair), layout),
    ...games.flatMap(({ title, game }) => [
      titled(title, winnerOf(game.winner, pair), { ...layout, depth: 2 }),
      saidText(game.said, layout),
    ]),
  ].join('\n')
}

type Verdict = { words: string; tone: 'good' | 'bad' | 'neither' }

const good = (words: string): Verdict => ({ words, tone: 'good' })
const bad = (words: string): Verdict => ({ words, tone: 'bad' })

/** What both games come to: a win needs both. */
function verdictOf(pair: PairView): Verdict {
  const [g1, g2] = pair.games.map((game) => game.winner)
  if (g1 === 'error' || g2 === 'error') return bad('no verdict')
  if (g1 !== g2) return bad('tie, the games disagree')
  if (g1 === 'tie') return good('tie in both games')
  return good(`${g1 === 'model_1' ? pair.model_1 : pair.model_2} in both games`)
}

function winnerOf(winner: Winner, pair: PairView): Verdict {
  if (winner === 'error') return bad('no verdict')
  const words = winner === 'tie' ? 'tie' : winner === 'model_1' ? pair.model_1 : pair.model_2
  return { words, tone: 'neither' }
}

function placeWords(place: JudgmentPlace): string {
  return [
    `judge ${place.judge}`,
    ...(place.prompt === null ? [] : [`prompt ${place.prompt}`]),
    ...(place.choice > 0 ? [`choice ${place.choice}`] : []),
    ...(place.repeat > 0 ? [`repeat ${place.repeat}`] : []),
    ...(place.outcome === null || place.outcome === 'ok' ? [] : [`outcome ${place.outcome}`]),
    ...(place.superseded > 0 ? [`replaces ${place.superseded} before it`] : []),
  ].join(' · ')
}

function saidText(said: Said, layout: Layout): string {
  const { style } = layout
  const [start, end] = said.span ?? [said.text.length, said.text.length]
  const before = visibleLines(said.text.slice(0, start))
  const matched = visibleLines(said.text.slice(start, end))
  const after = visibleLines(said.text.slice(end))
  const marked = matched === '' ? before + after : `${before}${opening}${matched}${closing}${after}`
  const text = painted(laidOut(marked, { ...layout, depth: 4 }), { inside: style.match })
  const shown = text.trim() === '' ? `    ${style.bad('(empty)')}` : text
  return said.how === null ? shown : `${shown}\n${aside(said.how, layout, 4)}`
}

// Two characters that no visible text holds stand for a mark's ends while lines are broken.
const opening = '\u0001'
const closing = '\u0002'

/** Paints what is marked in a text, and what is not. */
function painted(
  text: string,
  paint: { inside: (text: string) => string; outside?: (text: string) => string },
): string {
  const outside = paint.outside ?? ((part: string) => part)
  return text
    .split(opening)
    .map((part, index) => {
      if (index === 0) return outside(part)
      const [inside = '', ...rest] = part.split(closing)
      return paint.inside(inside) + outside(rest.join(''))
    })
    .join('')
}

/** A heading with what it comes to. */
function titled(title: string, verdict: Verdict, layout: Layout & { depth?: number }): string {
  const { style, depth = 0 } = layout
  const { good, bad } = style
  const line = `${visible(title)}: ${opening}${visible(verdict.words)}${closing}`
  const inside = verdict.tone === 'neither' ? (text: string) => text : { good, bad }[verdict.tone]
  const outside = depth === 0 ? style.heading : style.aside
  return painted(laidOut(line, { ...layout, depth }), { inside, outside })
}

function heading(words: readonly string[], layout: Layout): string {
  const { style } = layout
  return style.heading(laidOut(visible(words.join(' · ')), { ...layout, depth: 0 }))
}

function block(title: string, text: string, layout: Layout): string {
  return `${heading([title], layout)}\n${text}`
}

function aside(text: string, layout: Layout, depth = 2): string {
  return layout.style.aside(laidOut(visible(text), { ...layout, depth }))
}

function plain(text: string, layout: Layout): string {
  return laidOut(visibleLines(text), { ...layout, depth: 2 })
}

function indented(text: string): string {
  return `  ${text}`
}

/** Lines broken between words and moved to the right by `depth`; tabs become spaces. */
function laidOut(text: string, { width, depth }: Layout & { depth: number }): string {
  const space = ' '.repeat(depth)
  return wrapLines(text.replaceAll('\t', '    '), {
    width: Math.max(20, width - depth),
    indent: '',
  })
    .split('\n')
    .map((line) => (line === '' ? '' : space + line))
    .join('\n')
}
