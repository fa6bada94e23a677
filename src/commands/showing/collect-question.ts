import { byCodeUnit } from '../../domain/identity.ts'
import type { Judgment, PairJudgment, SingleJudgment } from '../../domain/judgment.ts'
import { isPairJudgment, judgeModelOf, promptNameOf } from '../../domain/judgment-fields.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import { loadAnswers, loadQuestions, loadReferences } from '../../io/workspace/load-suite.ts'
import { answerFiles, referenceFiles, type Workspace } from '../../io/workspace/workspace.ts'
import type {
  GradeView,
  JudgmentPlace,
  PairView,
  QuestionView,
} from '../../report/showing/question-view.ts'
import { matchedInGame, matchedInGrade } from '../../scoring/matches/matched-text.ts'
import { createStoredMatches, type StoredMatch } from '../../scoring/matches/stored-matches.ts'
import { eachJudgment, suiteOf, unknownOf } from './judgments-at-hand.ts'
import { isWantedPair, type ShowFlags } from './show-flags.ts'

/**
 * All that is known of one question: its turns, references, answers, and the judgments that count.
 * @throws UserError for a question, model or judge of which there is nothing
 */
export async function collectQuestion(
  id: string,
  flags: ShowFlags,
): Promise<{ view: QuestionView; summaries: ReadSummary[] }> {
  const workspace = suiteOf(flags)
  const question = workspace === undefined ? undefined : await questionNamed(id, workspace)
  const stored = createStoredMatches((row) => row)
  const summaries = await eachJudgment(flags, (row) => {
    if (String(row.question_id) === id) stored.add(row)
  })
  const all = stored.matches()
  const questionId = question?.question_id ?? all[0]?.value.question_id
  if (questionId === undefined) throw new UserError(`no judgment of question ${JSON.stringify(id)}`)
  const answers = workspace === undefined ? [] : await answersTo(questionId, workspace)
  const known = [...answers.map(({ model }) => model), ...all.flatMap((m) => modelsOf(m.value))]
  const unknown = flags.model?.find((model) => !known.includes(model))
  if (unknown !== undefined) throw unknownOf('model', unknown, new Set(known))
  const matches = all.filter(({ value }) => isWantedPair(flags, modelsOf(value))).sort(byPlace)
  const view: QuestionView = {
    bench: flags.bench,
    question_id: questionId,
    category: question?.category ?? null,
    turns: question?.turns ?? [],
    references: workspace === undefined ? [] : await referencesOf(questionId, workspace, question),
    answers: answers.filter(({ model }) => flags.model?.includes(model) ?? true),
    grades: matches.flatMap((match) =>
      isPairJudgment(match.value) ? [] : [gradeView(match.value, match)],
    ),
    pairs: matches.flatMap((match) =>
      isPairJudgment(match.value) ? [pairView(match.value, match)] : [],
    ),
  }
  return { view, summaries }
}

function modelsOf(row: Judgment): string[] {
  return isPairJudgment(row) ? [row.model_1, row.model_2] : [row.model]
}

/** By models, then turn, judge, choice and repeat. */
function byPlace({ value: a }: StoredMatch<Judgment>, { value: b }: StoredMatch<Judgment>): number {
  return (
    byCodeUnit(JSON.stringify(modelsOf(a)), JSON.stringify(modelsOf(b))) ||
    a.turn - b.turn ||
    byCodeUnit(judgeModelOf(a), judgeModelOf(b)) ||
    (a.choice ?? 0) - (b.choice ?? 0) ||
    (a.repeat ?? 0) - (b.repeat ?? 0)
  )
}

async function questionNamed(id: string, workspace: Workspace): Promise<Question> {
  const questions = await loadQuestions(workspace.questionsFile)
  const question = questions.find((one) => String(one.question_id) === id)
  if (question !== undefined) return question
  const [first, last] = [questions[0], questions.at(-1)]
  throw new UserError(
    `suite ${workspace.bench} has no question ${JSON.stringify(id)}; its ids go from ${first?.question_id} to ${last?.question_id} (${questions.length})`,
  )
}

async function answersTo(id: QuestionId, workspace: Workspace): Promise<QuestionView['answers']> {
  const found: QuestionView['answers'] = []
  for (const [name, file] of answerFiles(workspace)) {
    const { modelId, answers } = await loadAnswers(file, name)
    for (const { index, turns } of answers.get(id)?.choices ?? []) {
      found.push({ model: modelId, choice: index, turns })
    }
  }
  return found
}

async function referencesOf(
  id: QuestionId,
  workspace: Workspace,
  question: Question | undefined,
): Promise<QuestionView['references']> {
  const own = (question?.reference ?? []).filter((text) => text !== '')
  const found = own.length === 0 ? [] : [{ name: 'of the suite', turns: own }]
  for (const [name, file] of referenceFiles(workspace)) {
    const turns = (await loadReferences(file)).get(id)
    if (turns !== undefined) found.push({ name, turns })
  }
  return found
}

function placeOf(row: Judgment, { superseded }: { superseded: number }): JudgmentPlace {
  return {
    judge: judgeModelOf(row),
    prompt: promptNameOf(row),
    turn: row.turn,
    choice: row.choice ?? 0,
    repeat: row.repeat ?? 0,
    outcome: row.outcome ?? null,
    superseded,
  }
}

function gradeView(row: SingleJudgment, match: StoredMatch<Judgment>): GradeView {
  const said = { text: row.judgment, ...matchedInGrade(row) }
  return { ...placeOf(row, match), model: row.model, score: row.score, said }
}

function pairView(row: PairJudgment, match: StoredMatch<Judgment>): PairView {
  const { model_1, model_2 } = row
  return {
    ...placeOf(row, match),
    model_1,
    model_2,
    games: [
      { winner: row.g1_winner, said: { text: row.g1_judgment, ...matchedInGame(row, 1) } },
      { winner: row.g2_winner, said: { text: row.g2_judgment, ...matchedInGame(row, 2) } },
    ],
  }
}
