/**
 * The public API: everything that the commands do can be done from code.
 *
 * Read a workspace (`openWorkspace`, `load…`, `readJsonl`), plan (`planAnswers`, `planMatches`),
 * call (`createOpenAiChat` within `withRetries`, `withBreaker`; or any function of
 * type `Chat`), do the work (`generateAnswers`, `judgeMatches`), append (`openAppender`) and score
 * (`createSingleScores`, `createPairwiseScores`); `radar`, `scoreIntervals`, `winMatrix`, `agreementGap`
 * and `ratingIntervals` draw results as SVG.
 *
 * @module
 */
export { main } from './cli.ts'
export {
  type Answer,
  type AnswerSource,
  answerSchema,
  type CallMeta,
  type Choice,
  isEmptyTurn,
  type Usage,
} from './domain/answer.ts'
export {
  type Ballot,
  type BallotLabel,
  ballotKey,
  ballotOfJudgment,
  ballotOfVote,
  groupOf,
} from './domain/ballot.ts'
export {
  type Chat,
  ChatError,
  type ChatErrorKind,
  type ChatMessage,
  type ChatParams,
  type ChatReply,
  type ChatRequest,
  type Subject,
} from './domain/chat.ts'
export {
  type Config,
  configSchema,
  type Endpoint,
  type EndpointConfig,
  parseEndpoint,
} from './domain/endpoint.ts'
export { keyOf, keyText, type PairKey, type SingleKey } from './domain/identity.ts'
export { type JudgeWeights, judgeWeightsSchema } from './domain/judge-weights.ts'
export {
  type ComparabilityKey,
  isPairJudgment,
  type Judgment,
  judgmentSchema,
  type Outcome,
  type PairJudgment,
  type ParseRecord,
  pairJudgmentSchema,
  type SingleJudgment,
  singleJudgmentSchema,
  type Winner,
} from './domain/judgment.ts'
export { type Game, gamesOf, type Match } from './domain/match.ts'
export { checkDistinctFiles, fileNameOf, modelIdOfFile } from './domain/model-id.ts'
export { type JudgePrompt, judgePromptSchema, type PromptSet } from './domain/prompt.ts'
export { answersInPrompt } from './domain/prompt-markers.ts'
export { type Question, type QuestionId, questionSchema } from './domain/question.ts'
export { splitReasoning } from './domain/reasoning.ts'
export { chooseReferences, type SuiteManifest, suiteManifestSchema } from './domain/suite.ts'
export { fillTemplate, placeholdersOf } from './domain/template.ts'
export { type ParserName, parseGame, parseRating, winnerOf } from './domain/verdict.ts'
export { type Vote, voteSchema } from './domain/vote.ts'
export { UserError } from './errors.ts'
export { apiKeyFor, baseUrlOf } from './io/api-key.ts'
export { type Appender, openAppender, StorageError } from './io/append-jsonl.ts'
export { sha256, shortHash } from './io/hash.ts'
export { loadConfig } from './io/load-config.ts'
export { loadJudgeWeights } from './io/load-judge-weights.ts'
export {
  type AnswerSet,
  loadAnswers,
  loadManifest,
  loadModels,
  loadPrompts,
  loadQuestions,
  loadReferences,
} from './io/load-suite.ts'
export { createOpenAiChat, defaultTimeouts, type OpenAiChatOptions } from './io/openai-chat.ts'
export { type KnownPrice, priceOf } from './io/prices.ts'
export { type ReadOptions, type ReadSummary, readAll, readJsonl } from './io/read-jsonl.ts'
export { openReplyStore } from './io/reply-store.ts'
export { loadTokenCounter, tokenizerName } from './io/tokens.ts'
export {
  answerFiles,
  answersFile,
  judgmentFiles,
  judgmentsFile,
  knownSuites,
  openWorkspace,
  promptsFile,
  referenceFiles,
  type Workspace,
} from './io/workspace.ts'
export {
  type BuiltinName,
  builtinNames,
  createBuiltinJudge,
  describeBuiltin,
} from './judges/builtin-judges.ts'
export {
  defaultJudgeParams,
  defaultReparseAttempts,
  type JudgeSetup,
} from './pipeline/ask-judge.ts'
export { type Budget, type BudgetLimits, createBudget, type Spending } from './pipeline/budget.ts'
export type { Clock } from './pipeline/clock.ts'
export { generateAnswers } from './pipeline/generate-answers.ts'
export { judgeMatches, judgmentOfEmpty } from './pipeline/judge-matches.ts'
export { indexJudgment, type JudgmentIndex } from './pipeline/judgment-index.ts'
export {
  type AnswerPlan,
  type AnswerSettings,
  defaultAnswerSettings,
  planAnswers,
} from './pipeline/plan-answers.ts'
export {
  defaultMatchSettings,
  type JudgeMode,
  type MatchInput,
  type MatchPlan,
  type MatchSettings,
  planMatches,
} from './pipeline/plan-matches.ts'
export type { Failure, RunCounts, RunEvents } from './pipeline/run-events.ts'
export { withBreaker } from './pipeline/with-breaker.ts'
export { type BudgetOptions, withBudget } from './pipeline/with-budget.ts'
export { defaultRetryRules, withRetries } from './pipeline/with-retries.ts'
export {
  type ReplyStore,
  replyKeyText,
  type StoredReply,
  withStore,
} from './pipeline/with-store.ts'
export {
  type AgreementGapData,
  type AgreementGapPoint,
  agreementGap,
} from './report/plots/agreement-gap.ts'
export type { PictureOptions } from './report/plots/drawing/picture.ts'
export { type RadarData, type RadarModel, radar } from './report/plots/radar.ts'
export {
  type RatingIntervalRow,
  type RatingIntervalsData,
  ratingIntervals,
} from './report/plots/rating-intervals.ts'
export {
  type ScoreIntervalRow,
  type ScoreIntervalsData,
  scoreIntervals,
} from './report/plots/score-intervals.ts'
export { type WinMatrixCell, type WinMatrixData, winMatrix } from './report/plots/win-matrix.ts'
export { fixed } from './report/round.ts'
export {
  agreementOf,
  chanceOf,
  majorityPairs,
  type Setup,
  type VotePair,
  votePairs,
} from './scoring/judge-agreement.ts'
export { type DuplicateRule, duplicateRules } from './scoring/judgment-table.ts'
export { type PairRow, positionOutcome } from './scoring/pair-tally.ts'
export { createPairwiseScores } from './scoring/pairwise-scores.ts'
export type { ScoreSource } from './scoring/parse-stored.ts'
export { type ParseChange, reparseRow } from './scoring/reparse.ts'
export { createSingleScores, type SingleRow } from './scoring/single-scores.ts'
export { type Cluster, type ClusteredMean, clusteredMean } from './stats/clustered-mean.ts'
export { tDistribution, tQuantile } from './stats/student-t.ts'
