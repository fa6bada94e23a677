/**
 * The public API: everything that the commands do can be done from code.
 *
 * Read a workspace (`openWorkspace`, `load…`, `readJsonl`), plan (`planAnswers`, `planMatches`),
 * call (`createOpenAiChat` within `withRetries`, `withBreaker`; or any function of
 * type `Chat`), do the work (`generateAnswers`, `judgeMatches`), append (`openAppender`) and score
 * (`createSingleScores`, `createPairwiseScores`); `radar`, `scoreIntervals`, `winMatrix`, `agreementGap`,
 * `judgeRates` and `ratingIntervals` draw results as SVG.
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
  type Chat,
  ChatError,
  type ChatErrorKind,
  type ChatMessage,
  type ChatParams,
  type ChatReply,
  type ChatRequest,
  type Subject,
} from './domain/calls/chat.ts'
export {
  type Config,
  configSchema,
  type Endpoint,
  type EndpointConfig,
  parseEndpoint,
} from './domain/calls/endpoint.ts'
export { keyOf, keyText, type PairKey, type SingleKey } from './domain/identity.ts'
export { type JudgeWeights, judgeWeightsSchema } from './domain/judge-weights.ts'
export {
  type ComparabilityKey,
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
export { isPairJudgment } from './domain/judgment-fields.ts'
export { type Game, gamesOf, type Match } from './domain/match.ts'
export { checkDistinctFiles, fileNameOf, modelIdOfFile } from './domain/model-id.ts'
export { type PageDocument, pageDocumentSchema } from './domain/page/page-document.ts'
export { type JudgePrompt, judgePromptSchema, type PromptSet } from './domain/prompts/prompt.ts'
export { answersInPrompt } from './domain/prompts/prompt-markers.ts'
export { fillTemplate, placeholdersOf } from './domain/prompts/template.ts'
export { type Question, type QuestionId, questionSchema } from './domain/question.ts'
export { chooseReferences, type SuiteManifest, suiteManifestSchema } from './domain/suite.ts'
export { splitReasoning } from './domain/verdicts/reasoning.ts'
export { type ParserName, parseGame, parseRating, winnerOf } from './domain/verdicts/verdict.ts'
export {
  type Ballot,
  type BallotLabel,
  ballotKey,
  ballotOfJudgment,
  ballotOfVote,
  groupOf,
} from './domain/votes/ballot.ts'
export { type Vote, voteSchema } from './domain/votes/vote.ts'
export { StorageError, UserError } from './errors.ts'
export { apiKeyFor, baseUrlOf } from './io/endpoint/api-key.ts'
export {
  createOpenAiChat,
  defaultTimeouts,
  type OpenAiChatOptions,
} from './io/endpoint/openai-chat.ts'
export { type KnownPrice, priceOf } from './io/endpoint/prices.ts'
export { loadTokenCounter, tokenizerName } from './io/endpoint/tokens.ts'
export { type Appender, openAppender } from './io/files/append-jsonl.ts'
export { type ReadOptions, type ReadSummary, readAll, readJsonl } from './io/files/read-jsonl.ts'
export { sha256, shortHash } from './io/hash.ts'
export { openReplyStore } from './io/replies/reply-store.ts'
export { loadConfig } from './io/workspace/load-config.ts'
export { loadJudgeWeights } from './io/workspace/load-judge-weights.ts'
export {
  type AnswerSet,
  loadAnswers,
  loadManifest,
  loadModels,
  loadPrompts,
  loadQuestions,
  loadReferences,
} from './io/workspace/load-suite.ts'
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
} from './io/workspace/workspace.ts'
export {
  type BuiltinName,
  builtinNames,
  createBuiltinJudge,
  describeBuiltin,
} from './judges/builtin-judges.ts'
export { generateAnswers } from './pipeline/answers/generate-answers.ts'
export {
  type AnswerPlan,
  type AnswerSettings,
  defaultAnswerSettings,
  planAnswers,
} from './pipeline/answers/plan-answers.ts'
export {
  type Budget,
  type BudgetLimits,
  createBudget,
  type Spending,
} from './pipeline/calls/budget.ts'
export { withBreaker } from './pipeline/calls/with-breaker.ts'
export { type BudgetOptions, withBudget } from './pipeline/calls/with-budget.ts'
export { defaultRetryRules, withRetries } from './pipeline/calls/with-retries.ts'
export {
  type ReplyStore,
  replyKeyText,
  type StoredReply,
  withStore,
} from './pipeline/calls/with-store.ts'
export type { Clock } from './pipeline/clock.ts'
export {
  defaultJudgeParams,
  defaultReparseAttempts,
  type JudgeSetup,
} from './pipeline/judging/ask-judge.ts'
export { judgeMatches, judgmentOfEmpty } from './pipeline/judging/judge-matches.ts'
export { indexJudgment, type JudgmentIndex } from './pipeline/judging/judgment-index.ts'
export {
  defaultMatchSettings,
  type JudgeMode,
  type MatchInput,
  type MatchPlan,
  type MatchSettings,
  planMatches,
} from './pipeline/judging/plan-matches.ts'
export type { Failure, RunCounts, RunEvents } from './pipeline/run-events.ts'
export { type PageDataSource, type PageHtmlOptions, pageHtml } from './report/page/page-html.ts'
export {
  type AgreementGapData,
  type AgreementGapPoint,
  agreementGap,
} from './report/plots/agreement-gap.ts'
export type { PictureOptions } from './report/plots/drawing/picture.ts'
export { type JudgeRate, type JudgeRatesData, judgeRates } from './report/plots/judge-rates.ts'
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
} from './scoring/agreement/judge-agreement.ts'
export { type DuplicateRule, duplicateRules } from './scoring/results/judgment-table.ts'
export { type PairRow, positionOutcome } from './scoring/results/pair-tally.ts'
export { createPairwiseScores } from './scoring/results/pairwise-scores.ts'
export type { ScoreSource } from './scoring/results/parse-stored.ts'
export { type ParseChange, reparseRow } from './scoring/results/reparse.ts'
export { createSingleScores, type SingleRow } from './scoring/results/single-scores.ts'
export { type Cluster, type ClusteredMean, clusteredMean } from './stats/means/clustered-mean.ts'
export { tDistribution, tQuantile } from './stats/numeric/student-t.ts'
