import type { Subject } from '../../domain/calls/chat.ts'
import { asksForJson, checkForm, countItems, holdsJson } from './asked-form.ts'
import {
  decisionOf,
  duplicateShare,
  foreignShare,
  isBalanced,
  isBrokenOff,
  isDegenerate,
} from './signs.ts'
import { numbersOf, runsOf, sharedRuns, type Text, takeApart, wordsOf } from './text.ts'

/** One turn of one answer, with what it is measured against. */
export type Seen = {
  answer: Text
  question: string
  questionWords: readonly string[]
  /** The answer's own first turn, where this is its second. */
  before: Text | undefined
  reference: Text | undefined
}

/** A figure of an answer, so turned that more of it is better. */
export type Feature = {
  /** What an answer has over another one whose figure is lower. */
  says: string
  measure: (seen: Seen) => number
}

/** Paragraphs and list items beyond these add nothing. */
const enough = { paragraphs: 10, items: 15 }

/**
 * Everything that the judge may look at; the fit gives some of them no weight. Weights are never
 * negative, so that no feature can come to count against its sense.
 */
export const features = {
  content: {
    says: 'more different words that carry content',
    measure: ({ answer }) => Math.log1p(answer.content.size),
  },
  /** Sentences that were not said before: padding by repetition adds nothing. */
  prose: {
    says: 'more text besides code',
    measure: ({ answer }) => {
      const said = new Map(
        answer.sentences.map((sentence) => [sentence.join(' '), sentence.length]),
      )
      return Math.log1p(sum([...said.values()]))
    },
  },
  /** Guiraud's index: distinct words over the root of words. */
  variety: {
    says: 'a more varied vocabulary',
    measure: ({ answer }) => answer.distinct.size / Math.sqrt(Math.max(1, answer.words.length)),
  },
  paragraphs: {
    says: 'a clearer division into paragraphs',
    measure: ({ answer }) => Math.log1p(Math.min(answer.paragraphs, enough.paragraphs)),
  },
  items: {
    says: 'more lists or steps',
    measure: ({ answer }) => Math.log1p(Math.min(countItems(answer), enough.items)),
  },
  connectives: {
    says: 'more words that link reasons',
    measure: ({ answer }) => Math.log1p(answer.words.filter((w) => linking.has(w)).length),
  },
  codeWhole: {
    says: 'code whose brackets and fences close',
    measure: ({ answer }) => (answer.code.length > 0 && answer.code.every(isBalanced) ? 1 : 0),
  },
  form: {
    says: 'the form that was asked for',
    measure: ({ answer, question }) => {
      const { met, violated } = checkForm(question, answer)
      return met - violated
    },
  },
  json: {
    says: 'JSON that can be read, as was asked for',
    measure: ({ answer, question }) => (asksForJson(question) && holdsJson(answer) ? 1 : 0),
  },
  onTopic: {
    says: 'more of the question’s words',
    measure: ({ answer, questionWords }) => {
      const asked = [...takeContent(questionWords)]
      return share(asked, (w) => answer.distinct.has(w))
    },
  },
  ownWords: {
    says: 'less text copied from the question',
    measure: ({ answer, questionWords }) => -sharedRuns(answer.words, questionWords, { n: 5 }),
  },
  newTurn: {
    says: 'less text copied from its first turn',
    measure: ({ answer, before }) =>
      before === undefined ? 0 : -sharedRuns(answer.words, before.words, { n: 4 }),
  },
  noRepeats: {
    says: 'fewer repeated phrases',
    measure: ({ answer }) => {
      const runs = runsOf(answer.words, 4)
      return runs.length === 0 ? 0 : new Set(runs).size / runs.length - 1
    },
  },
  noDuplicates: {
    says: 'fewer sentences said twice',
    measure: ({ answer }) => -duplicateShare(answer.sentences),
  },
  finished: {
    says: 'an ending that is not broken off',
    measure: ({ answer }) => (isBrokenOff(answer) ? -1 : 0),
  },
  plain: {
    says: 'no talk of being a language model',
    measure: ({ answer }) =>
      /\bas an? (ai|artificial|language model|large language)|\bi (cannot|can['’]t) (help|assist|fulfil)/i.test(
        answer.raw,
      )
        ? -1
        : 0,
  },
  noApology: {
    says: 'no apology at its start',
    measure: ({ answer }) =>
      /^\s*(i['’]m sorry|i am sorry|sorry|i apologi[sz]e|my apologies|apologies)/i.test(answer.raw)
        ? -1
        : 0,
  },
  sound: {
    says: 'no gibberish or foreign dialogue',
    measure: ({ answer }) => (isDegenerate(answer.raw) ? -1 : 0),
  },
  sameScript: {
    says: 'fewer characters foreign to the question',
    measure: ({ answer, question }) => -foreignShare(answer.raw, question),
  },
  referenceFound: {
    says: 'more of the reference’s words',
    measure: ({ answer, reference }) =>
      reference === undefined ? 0 : share([...reference.content], (w) => answer.distinct.has(w)),
  },
  referenceOnly: {
    says: 'more of its words in the reference',
    measure: ({ answer, reference }) =>
      reference === undefined ? 0 : share([...answer.content], (w) => reference.distinct.has(w)),
  },
  numbersFound: {
    says: 'more of the reference’s numbers',
    measure: ({ answer, reference, question }) => {
      if (reference === undefined) return 0
      const asked = new Set(numbersOf(question))
      const wanted = [...new Set(numbersOf(reference.raw))].filter((n) => !asked.has(n))
      const given = new Set(numbersOf(answer.raw))
      return wanted.length === 0 ? 0 : share(wanted, (n) => given.has(n))
    },
  },
  finalNumber: {
    says: 'the reference’s last number at its end',
    measure: ({ answer, reference }) => {
      const wanted = reference === undefined ? undefined : numbersOf(reference.raw).at(-1)
      return wanted !== undefined && numbersOf(answer.raw).slice(-3).includes(wanted) ? 1 : 0
    },
  },
  noOtherNumbers: {
    says: 'fewer numbers that are not in the reference',
    measure: ({ answer, reference, question }) => {
      if (reference === undefined) return 0
      const known = new Set([...numbersOf(reference.raw), ...numbersOf(question)])
      return -share([...new Set(numbersOf(answer.raw))], (n) => !known.has(n))
    },
  },
  sameDecision: {
    says: 'the reference’s yes, no, true or false',
    measure: ({ answer, reference }) => {
      const wanted = reference === undefined ? undefined : decisionOf(reference.raw)
      if (wanted === undefined) return 0
      const given = decisionOf(answer.raw)
      return given === wanted ? 1 : given === undefined ? 0 : -1
    },
  },
} as const satisfies Record<string, Feature>

export type FeatureName = keyof typeof features

/** Names of all features, in a fixed order. */
export const featureNames = Object.keys(features) as FeatureName[]

/** What is seen of one turn of one answer. */
export function seenOf(subject: Subject, options: { side: number; turn: 1 | 2 }): Seen {
  const { turn } = options
  const answers = subject.answers[options.side] ?? []
  const question = subject.questions[turn - 1] ?? ''
  const reference = subject.reference?.[turn - 1]
  return {
    answer: takeApart(answers[turn - 1] ?? ''),
    question,
    questionWords: wordsOf(question),
    before: turn === 2 ? takeApart(answers[0] ?? '') : undefined,
    reference: reference === undefined ? undefined : takeApart(reference),
  }
}

const linking = new Set(
  `however therefore because since thus hence first firstly second secondly third finally additionally
   furthermore moreover example instance overall conclusion summary step`.split(/\s+/),
)

function takeContent(words: readonly string[]): ReadonlySet<string> {
  return takeApart(words.join(' ')).content
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

/** Share of items for which this holds; 0 of none. */
function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length
}
