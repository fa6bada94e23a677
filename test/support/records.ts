import type { Answer } from '../../src/domain/answer.ts'
import type { ChatReply, ChatRequest } from '../../src/domain/calls/chat.ts'
import type { Endpoint } from '../../src/domain/calls/endpoint.ts'
import type { PairJudgment, SingleJudgment } from '../../src/domain/judgment.ts'
import type { JudgePrompt, PromptSet } from '../../src/domain/prompts/prompt.ts'
import type { Question, QuestionId } from '../../src/domain/question.ts'
import type { Clock } from '../../src/pipeline/clock.ts'
import type { JudgeSetup } from '../../src/pipeline/judging/ask-judge.ts'
import type { RunEvents } from '../../src/pipeline/run-events.ts'

export function questionOf(id: QuestionId, more: Partial<Question> = {}): Question {
  return { question_id: id, category: 'writing', turns: [`q${id} one?`, `q${id} two?`], ...more }
}

export function answerOf(
  id: QuestionId,
  options: { model?: string; turns?: string[]; choices?: Answer['choices'] } = {},
): Answer {
  const { model = 'm', turns = [`${model} ${id} one`, `${model} ${id} two`] } = options
  return {
    question_id: id,
    answer_id: `${model}-${id}`,
    model_id: model,
    choices: options.choices ?? [{ index: 0, turns }],
    tstamp: 1,
  }
}

/** Answers by model and question, as a plan takes them. */
export function modelsOf(answers: readonly Answer[]): Map<string, Map<QuestionId, Answer>> {
  const models = new Map<string, Map<QuestionId, Answer>>()
  for (const answer of answers) {
    const own = models.get(answer.model_id) ?? new Map<QuestionId, Answer>()
    models.set(answer.model_id, own.set(answer.question_id, answer))
  }
  return models
}

function promptOf(name: string, template: string): [string, JudgePrompt] {
  const type = name.startsWith('single') ? 'single' : 'pairwise'
  const output_format = type === 'single' ? '[[rating]]' : '[[A]]'
  return [name, { name, type, system_prompt: 'Be fair.', prompt_template: template, output_format }]
}

/** Short prompts under the eight names of the official set. */
export const smallPrompts: PromptSet = new Map([
  promptOf('single-v1', 'Q {question} A {answer}'),
  promptOf('single-math-v1', 'Q {question} R {ref_answer_1} A {answer}'),
  promptOf('single-v1-multi-turn', 'Q {question_1} {question_2} A {answer_1} {answer_2}'),
  promptOf(
    'single-math-v1-multi-turn',
    'Q {question_1} {question_2} R {ref_answer_1} {ref_answer_2} A {answer_1} {answer_2}',
  ),
  promptOf('pair-v2', 'Q {question} A {answer_a} B {answer_b}'),
  promptOf('pair-math-v1', 'Q {question} R {ref_answer_1} A {answer_a} B {answer_b}'),
  promptOf(
    'pair-v2-multi-turn',
    'Q {question_1} {question_2} A {answer_a_1} {answer_a_2} B {answer_b_1} {answer_b_2}',
  ),
  promptOf(
    'pair-math-v1-multi-turn',
    'Q {question_1} {question_2} R {ref_answer_1} {ref_answer_2} A {answer_a_1} {answer_a_2} B {answer_b_1} {answer_b_2}',
  ),
])

export function singleRow(more: Partial<SingleJudgment> = {}): SingleJudgment {
  return {
    question_id: 1,
    model: 'm',
    judge: ['j', 'single-v1'],
    user_prompt: 'p',
    judgment: '[[8]]',
    score: 8,
    turn: 1,
    tstamp: 1,
    ...more,
  }
}

export function pairRow(more: Partial<PairJudgment> = {}): PairJudgment {
  return {
    question_id: 1,
    model_1: 'a',
    model_2: 'b',
    g1_winner: 'model_1',
    g2_winner: 'model_1',
    judge: ['j', 'pair-v2'],
    g1_user_prompt: 'p1',
    g1_judgment: '[[A]]',
    g2_user_prompt: 'p2',
    g2_judgment: '[[B]]',
    turn: 1,
    tstamp: 1,
    ...more,
  }
}

export function endpointOf(more: Partial<Endpoint> = {}): Endpoint {
  return {
    id: 'm',
    model: 'vendor/m',
    baseUrl: undefined,
    apiKeyEnv: undefined,
    params: {},
    price: undefined,
    rpm: undefined,
    tpm: undefined,
    concurrency: undefined,
    ...more,
  }
}

export const judgeSetup: JudgeSetup = {
  id: 'j',
  model: 'vendor/j',
  params: { temperature: 0, max_tokens: 100 },
  parser: 'strict',
  reparseAttempts: 2,
  key: { judge: 'k' },
}

export function replyOf(text: string, more: Partial<ChatReply> = {}): ChatReply {
  return {
    text,
    finishReason: 'stop',
    usage: null,
    latencyMs: 1.4,
    systemFingerprint: null,
    sentParams: {},
    ...more,
  }
}

/** What the judge or model was asked last. */
export function lastContent(request: ChatRequest): string {
  return request.messages.at(-1)?.content ?? ''
}

/** A clock that stands still but for what is slept; nothing is really waited for. */
export function fakeClock(startMs = 1_700_000_000_000): Clock & { slept: number[] } {
  let now = startMs
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms)
      now += ms
    },
  }
}

/** Events that are only counted. */
export function countedEvents(): RunEvents & { done: number; failures: string[] } {
  const events = {
    done: 0,
    failures: [] as string[],
    onDone: () => {
      events.done++
    },
    onFailure: (failure: { what: string }) => {
      events.failures.push(failure.what)
    },
  }
  return events
}
