import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** How many questions (two turns each) and models a made file holds. */
export type FileShape = { questions: number; models: number }

/** Single grades: 80 questions of two turns and 6,250 models are 10^6 rows, 316 MB. */
export function writeGrades(path: string, { questions, models }: FileShape): Promise<void> {
  return writeLines(path, function* () {
    for (const model of numbered(models)) {
      for (const [question, turn] of places(questions)) {
        const score = 1 + ((model * 7 + question * 13 + turn * 5) % 10)
        yield JSON.stringify({
          question_id: 81 + question,
          model: `model-${model}`,
          judge: ['gpt-4', turn === 1 ? 'single-v1' : 'single-v1-multi-turn'],
          user_prompt: textOf(question, 96),
          judgment: `${textOf(model, 60)}\n\nRating: [[${score}]]`,
          score,
          turn,
          tstamp: 1_687_222_830.5 + question,
        })
      }
    }
  })
}

/** Both games of every pair: 80 questions of two turns and 112 models are 994,560 rows, 559 MB. */
export function writePairs(path: string, { questions, models }: FileShape): Promise<void> {
  return writeLines(path, function* () {
    for (const pair of pairs(models)) {
      for (const place of places(questions)) yield JSON.stringify(pairRow(pair, place))
    }
  })
}

function pairRow([first, second]: readonly [number, number], [question, turn]: Place): object {
  const lot = (first * 31 + second * 17 + question * 7 + turn) % 101
  return {
    question_id: 81 + question,
    model_1: `model-${first}`,
    model_2: `model-${second}`,
    g1_winner: lot === 100 ? 'error' : winners[lot % 3],
    g2_winner: winners[lot % 7 < 5 ? lot % 3 : lot % 2],
    judge: ['gpt-4', turn === 1 ? 'pair-v2' : 'pair-v2-multi-turn'],
    g1_user_prompt: textOf(question, 80),
    g1_judgment: textOf(lot, 76),
    g2_user_prompt: textOf(question, 80),
    g2_judgment: textOf(lot + 1, 76),
    turn,
    tstamp: 1_687_222_830.5 + question,
  }
}

const winners = ['model_1', 'model_2', 'tie'] as const

const words = 'The answer\nis "clear", and it says why each step follows from the one before. '

/** A text of so many characters, with line ends and quotes in it as in real ones. */
function textOf(start: number, length: number): string {
  const from = start % words.length
  return words.repeat(2 + Math.ceil(length / words.length)).slice(from, from + length)
}

function* numbered(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i
}

type Place = readonly [question: number, turn: number]

function* places(questions: number): Generator<Place> {
  for (const question of numbered(questions)) {
    yield [question, 1]
    yield [question, 2]
  }
}

function* pairs(models: number): Generator<[number, number]> {
  for (const second of numbered(models)) {
    for (const first of numbered(second)) yield [first, second]
  }
}

const linesAtOnce = 5000

async function writeLines(path: string, lines: () => Generator<string>): Promise<void> {
  const stream = createWriteStream(path)
  let batch: string[] = []
  const flush = async () => {
    const isReady = stream.write(`${batch.join('\n')}\n`)
    batch = []
    if (!isReady) await once(stream, 'drain')
  }
  for (const line of lines()) {
    if (batch.push(line) >= linesAtOnce) await flush()
  }
  if (batch.length > 0) await flush()
  stream.end()
  await once(stream, 'close')
}
