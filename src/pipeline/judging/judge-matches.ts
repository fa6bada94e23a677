import type { Answer } from '../../domain/answer.ts'
import { type Chat, ChatError } from '../../domain/calls/chat.ts'
import { keyText } from '../../domain/identity.ts'
import type {
  Judgment,
  Outcome,
  PairJudgment,
  SingleJudgment,
  Winner,
} from '../../domain/judgment.ts'
import { type Game, gamesOf, type Match, matchKey, turnsShown } from '../../domain/match.ts'
import { parseGame, parseRating, winnerOf } from '../../domain/verdicts/verdict.ts'
import { messageOf } from '../../errors.ts'
import { judgmentPurpose } from '../calls/purpose.ts'
import { type Clock, timestamp } from '../clock.ts'
import { longestFirst } from '../longest-first.ts'
import { emptyCounts, type RunCounts, type RunEvents } from '../run-events.ts'
import { runTasks } from '../run-tasks.ts'
import { askJudge, type JudgeSetup } from './ask-judge.ts'
import type { MatchPlan } from './plan-matches.ts'

/**
 * Has every match judged and hands each judgment to `save`. Both games of a pair are one record,
 * saved when both are done. A match whose call fails for good is reported and not saved.
 *
 * @returns what was done, failed, unreadable and left; it throws only what `save` throws
 */
export async function judgeMatches(options: {
  /** A list, or a feed that is closed when no more will come. */
  matches: readonly Match[] | AsyncIterable<Match>
  judge: JudgeSetup
  chat: Chat
  /** Matches under way at once. */
  width: number
  save: (judgment: Judgment) => Promise<void>
  clock: Clock
  signal: AbortSignal
  events: RunEvents
  /** Which unreadable replies are asked for again; by default all. */
  again?: 'unread' | 'cut' | undefined
}): Promise<RunCounts> {
  const counts = emptyCounts()
  let started = 0
  const matches =
    'length' in options.matches ? longestFirst(options.matches, shownLength) : options.matches
  await runTasks(matches, {
    width: options.width,
    signal: options.signal,
    run: async (match) => {
      started++
      const judgment = await judged(match, options, counts)
      if (judgment === undefined) return
      await options.save(judgment)
      count(counts, judgment.outcome)
      options.events.onDone()
    },
  })
  if ('length' in options.matches) counts.notRun += options.matches.length - started
  return counts
}

/** Characters that a judge is shown of a match, its prompt aside. */
function shownLength(match: Match): number {
  const answers: readonly Answer[] = match.answers
  const shown = answers.flatMap((answer) => turnsShown(answer, match.choice).slice(0, match.turn))
  const texts = [...match.question.turns.slice(0, match.turn), ...shown, ...(match.reference ?? [])]
  return texts.reduce((sum, text) => sum + text.length, 0)
}

type Judging = Parameters<typeof judgeMatches>[0]

async function judged(
  match: Match,
  judging: Judging,
  counts: RunCounts,
): Promise<Judgment | undefined> {
  try {
    return match.mode === 'single' ? await grade(match, judging) : await compare(match, judging)
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    if (error.kind === 'aborted') counts.notRun++
    else {
      const what = `${match.models.join(' / ')}, question ${match.question.question_id}, turn ${match.turn}`
      const failure = { what, why: messageOf(error), endpointIsDead: error.kind === 'endpoint' }
      counts.failed.push(failure)
      judging.events.onFailure(failure)
    }
    return undefined
  }
}

function count(counts: RunCounts, outcome: Outcome | undefined): void {
  counts.done++
  if (outcome === 'unparsed') counts.unparsed++
  if (outcome === 'truncated') counts.truncated++
  if (outcome === 'content_filter') counts.filtered++
}

async function grade(match: Match, judging: Judging): Promise<SingleJudgment> {
  const { judge } = judging
  const [game] = gamesOf(match)
  if (game === undefined || match.mode !== 'single') throw new Error('a grade has one game')
  const reply = await askJudge({
    ...judging,
    game,
    repeat: match.repeat,
    purpose: purposeOf(match, { judge, game: 1 }),
    read: (text) => {
      const value = parseRating(text, { parser: judge.parser, answers: game.shown })
      return { value, isReadable: value.parse.reason === null }
    },
  })
  return {
    question_id: match.question.question_id,
    model: match.models[0],
    judge: [judge.id, match.prompt.name],
    user_prompt: game.userPrompt,
    judgment: reply.text,
    score: reply.read.score,
    turn: match.turn,
    tstamp: timestamp(judging.clock),
    parse: reply.read.parse,
    meta: reply.meta,
    ...ending(match, judge, reply.outcome),
  }
}

async function compare(match: Match, judging: Judging): Promise<PairJudgment> {
  const { judge } = judging
  const games = gamesOf(match)
  const [first, second] = games
  if (first === undefined || second === undefined || match.mode !== 'pair') {
    throw new Error('a pair has two games')
  }
  const playing = [
    play(match, first, { ...judging, number: 1 }),
    play(match, second, { ...judging, number: 2 }),
  ] as const
  // Where one fails the other is waited for: nothing is under way when the match is over.
  await Promise.allSettled(playing)
  const [g1, g2] = await Promise.all(playing)
  return {
    question_id: match.question.question_id,
    model_1: match.models[0],
    model_2: match.models[1],
    g1_winner: winnerOf(g1.read.verdict, 1),
    g2_winner: winnerOf(g2.read.verdict, 2),
    judge: [judge.id, match.prompt.name],
    g1_user_prompt: first.userPrompt,
    g1_judgment: g1.text,
    g2_user_prompt: second.userPrompt,
    g2_judgment: g2.text,
    turn: match.turn,
    tstamp: timestamp(judging.clock),
    g1_parse: g1.read.parse,
    g2_parse: g2.read.parse,
    g1_meta: g1.meta,
    g2_meta: g2.meta,
    ...ending(match, judge, g1.outcome === 'ok' ? g2.outcome : g1.outcome),
  }
}

function play(match: Match, game: Game, judging: Judging & { number: 1 | 2 }) {
  const format = match.prompt.output_format
  const { judge, number } = judging
  const { parser } = judge
  return askJudge({
    ...judging,
    game,
    repeat: match.repeat,
    purpose: purposeOf(match, { judge, game: number }),
    read: (text) => {
      const value = parseGame(text, { parser, format, answers: game.shown })
      return { value, isReadable: value.verdict !== 'error' }
    },
  })
}

/** What the calls for a match are called in records of calls. */
export function purposesOfMatch(match: Match, judge: string): string[] {
  const key = keyText(matchKey(match, judge))
  return match.mode === 'single'
    ? [judgmentPurpose(key)]
    : [judgmentPurpose(key, 1), judgmentPurpose(key, 2)]
}

/** One name for each game of a run. */
function purposeOf(match: Match, of: { judge: JudgeSetup; game: 1 | 2 }): string {
  const key = keyText(matchKey(match, of.judge.id))
  return match.mode === 'single' ? judgmentPurpose(key) : judgmentPurpose(key, of.game)
}

function ending(match: Match, judge: JudgeSetup, outcome: Outcome) {
  const question = judge.questionHashes?.get(match.question.question_id)
  return {
    outcome,
    key: question === undefined ? judge.key : { ...judge.key, question },
    choice: match.choice,
    repeat: match.repeat,
    ...(match.priorTurnFailed ? { prior_turn_failed: true } : {}),
  }
}

/**
 * The judgment of a match of which an answer holds nothing, made without a call: grade 1, or the
 * other model as winner of both games; a tie where both hold nothing.
 */
export function judgmentOfEmpty(
  empty: MatchPlan['empty'][number],
  options: { judge: JudgeSetup; clock: Clock },
): Judgment {
  const { match, emptyModels } = empty
  const { judge } = options
  const text = `Not sent to the judge: no answer by ${emptyModels.join(' and ')}.`
  const [first, second] = gamesOf(match)
  const common = {
    question_id: match.question.question_id,
    judge: [judge.id, match.prompt.name] as [string, string],
    turn: match.turn,
    tstamp: timestamp(options.clock),
    ...ending(match, judge, 'empty_answer'),
  }
  if (match.mode === 'single') {
    return {
      ...common,
      model: match.models[0],
      user_prompt: first?.userPrompt ?? '',
      judgment: text,
      score: 1,
    }
  }
  const winner = winnerOverEmpty(match.models, emptyModels)
  return {
    ...common,
    model_1: match.models[0],
    model_2: match.models[1],
    g1_winner: winner,
    g2_winner: winner,
    g1_user_prompt: first?.userPrompt ?? '',
    g1_judgment: text,
    g2_user_prompt: second?.userPrompt ?? '',
    g2_judgment: text,
  }
}

function winnerOverEmpty(models: readonly [string, string], empty: readonly string[]): Winner {
  if (empty.length === 2) return 'tie'
  return empty[0] === models[0] ? 'model_2' : 'model_1'
}
