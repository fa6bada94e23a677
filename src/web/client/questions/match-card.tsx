import type { PageGame, PageMatch, PageVote, Side } from '../../../domain/page/page-records.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { counted } from '../state/figures.ts'
import { usePage } from '../state/page-context.ts'
import type { QuestionRecords } from '../state/page-index.ts'
import { MatchedText } from '../text/matched-text.tsx'
import { Odd } from './answer-columns.tsx'

/** The matches between the shown models on one turn, with both games. */
export function MatchCards(props: {
  records: QuestionRecords
  turn: number
  shown: readonly number[]
}) {
  const { records, turn, shown } = props
  const { judge } = usePage()
  const isShown = (match: PageMatch) =>
    match.judge === judge.place &&
    match.turn === turn &&
    shown.includes(match.a) &&
    shown.includes(match.b)
  const now = records.matches.filter(isShown)
  const before = records.before.matches.filter(isShown)
  const unmatched = records.votes.filter(
    (vote) =>
      vote.turn === turn &&
      shown.includes(vote.a) &&
      shown.includes(vote.b) &&
      !now.some((match) => isSamePair(vote, match)),
  )
  if (now.length + before.length + unmatched.length === 0) return null
  return (
    <div class="matches">
      {now.map((match) => (
        <MatchCard key={keyOf(match)} match={match} records={records} label="Match" />
      ))}
      {before.map((match) => (
        <MatchCard key={`before ${keyOf(match)}`} match={match} records={records} label="Before" />
      ))}
      {unmatched.map((vote) => (
        <Unmatched key={`${vote.a} ${vote.b}`} vote={vote} records={records} />
      ))}
    </div>
  )
}

/** People's votes on a pair that was graded only. */
function Unmatched({ vote, records }: { vote: PageVote; records: QuestionRecords }) {
  const { index, judge } = usePage()
  const nameOf = (model: number) => visible(index.document.models[model] ?? '')
  const names = { a: nameOf(vote.a), b: nameOf(vote.b) }
  const against = records.disagreements.find(
    (row) => row.judge === judge.place && row.turn === vote.turn && isSamePair(vote, row),
  )
  return (
    <p class="match">
      <b>
        {names.a} and {names.b}
      </b>
      <VoteText vote={vote} match={vote} names={names} />
      {against === undefined ? null : (
        <span class="sign people-sign">the grades say otherwise</span>
      )}
    </p>
  )
}

function keyOf({ a, b, choice, repeat }: PageMatch): string {
  return `${a} ${b} ${choice} ${repeat}`
}

function MatchCard(props: { match: PageMatch; records: QuestionRecords; label: string }) {
  const { match, records, label } = props
  const { index } = usePage()
  const nameOf = (model: number) => visible(index.document.models[model] ?? '')
  const names = { a: nameOf(match.a), b: nameOf(match.b) }
  const isFlip = match.position === 'first' || match.position === 'second'
  const disagrees = records.disagreements.some(
    (row) =>
      label === 'Match' &&
      row.kind === 'match' &&
      row.judge === match.judge &&
      row.turn === match.turn &&
      isSamePair(row, match),
  )
  const vote = records.votes.find((one) => one.turn === match.turn && isSamePair(one, match))
  return (
    <details class={`judgment match ${isFlip ? 'flipped' : ''}`}>
      <summary>
        <span class="verdict">
          {label}: {sentenceOf(match, names)}
        </span>
        {isFlip ? <span class="sign flip">order flip</span> : null}
        {disagrees ? <span class="sign people-sign">people disagree</span> : null}
        {vote === undefined ? null : <VoteText vote={vote} match={match} names={names} />}
      </summary>
      <div class="columns">
        {match.games.map((game, place) => (
          <Game
            key={place === 0 ? 'first' : 'second'}
            game={game}
            names={names}
            place={place === 0 ? 1 : 2}
          />
        ))}
      </div>
      <Odd outcome={match.outcome} />
    </details>
  )
}

type Names = { a: string; b: string }

function sentenceOf(match: PageMatch, names: Names): string {
  const { winner, position } = match
  if (winner === 'error') return `${names.a} and ${names.b}: a game has no verdict`
  if (winner !== 'tie') return `${names[winner]} wins over ${names[winner === 'a' ? 'b' : 'a']}`
  if (position === 'consistent') return `${names.a} and ${names.b} tie in both games`
  return `${names.a} and ${names.b}: a tie, the answer shown ${position} came off better`
}

function Game({ game, names, place }: { game: PageGame; names: Names; place: 1 | 2 }) {
  const first = place === 1 ? names.a : names.b
  return (
    <section class="game" aria-label={`Game ${place}`}>
      <h4>
        Game {place} <span class="note">{first} shown first</span>
      </h4>
      <p class={`won ${game.winner}`}>{gameText(game.winner, names)}</p>
      <MatchedText text={game.text} reading={game.reading} />
    </section>
  )
}

function gameText(winner: Side, names: Names): string {
  if (winner === 'error') return 'No verdict'
  return winner === 'tie' ? 'Tie' : `${names[winner]} is better`
}

type Pair = { a: number; b: number }

function isSamePair(x: Pair, y: Pair): boolean {
  return (x.a === y.a && x.b === y.b) || (x.a === y.b && x.b === y.a)
}

/** How people voted on the same two answers. */
function VoteText({ vote, match, names }: { vote: PageVote; match: Pair; names: Names }) {
  const isTurned = vote.a !== match.a
  const counts = isTurned ? { a: vote.counts.b, b: vote.counts.a } : vote.counts
  const parts = [
    ...(counts.a > 0 ? [`${counts.a} for ${names.a}`] : []),
    ...(counts.b > 0 ? [`${counts.b} for ${names.b}`] : []),
    ...(vote.counts.tie > 0 ? [counted(vote.counts.tie, 'tie')] : []),
  ]
  return <span class="people">People: {parts.join(', ')}</span>
}
