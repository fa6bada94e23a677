import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { at } from '../../src/stats/numeric/at.ts'
import { createRandom } from '../../src/stats/numeric/random.ts'
import type { Battles } from '../../src/stats/ratings/battles.ts'

/** Strongest and weakest model are this far apart, in log odds, however many there are. */
const spread = 3
const tieShare = 0.1

/** Battles between random pairs of models of evenly spread strength, one in ten a tie. */
export function makeBattles(options: { battles: number; models: number; seed: number }): Battles {
  const { battles, models, seed } = options
  const random = createRandom({ seed })
  const first = new Int32Array(battles)
  const second = new Int32Array(battles)
  const outcome = new Uint8Array(battles)
  for (let row = 0; row < battles; row++) {
    const i = random.below(models)
    const j = (i + 1 + random.below(models - 1)) % models
    const gap = (spread * (i - j)) / Math.max(1, models - 1)
    const isTie = random.uniform() < tieShare
    first[row] = i
    second[row] = j
    outcome[row] = isTie ? 1 : random.uniform() < 1 / (1 + Math.exp(-gap)) ? 2 : 0
  }
  return { models, first, second, outcome }
}

const winners = ['model_b', 'tie', 'model_a'] as const

/**
 * Writes battles as an arena publishes them, a JSON object a line of some 150 bytes.
 * @param options.withIds each with a question id of its own, of 32 characters
 */
export async function writeBattles(
  file: string,
  battles: Battles,
  options: { withIds: boolean },
): Promise<void> {
  const random = createRandom({ seed: 7 })
  const word = () => (random.bits() >>> 0).toString(16).padStart(8, '0')
  function* lines() {
    for (let row = 0; row < battles.first.length; row++) {
      const id = options.withIds ? { question_id: `${word()}${word()}${word()}${word()}` } : {}
      yield `${JSON.stringify({
        ...id,
        model_a: `model-${at(battles.first, row)}`,
        model_b: `model-${at(battles.second, row)}`,
        winner: winners[at(battles.outcome, row)],
        judge: `user_${random.below(20_000)}`,
        turn: 1,
        language: 'English',
        tstamp: 1_680_000_000.5 + row,
      })}\n`
    }
  }
  await pipeline(Readable.from(joined(lines())), createWriteStream(file))
}

/** Lines put together, so that a stream of a million of them is quick. */
function* joined(lines: Iterable<string>): Generator<string> {
  let part: string[] = []
  for (const line of lines) {
    part.push(line)
    if (part.length < 4096) continue
    yield part.join('')
    part = []
  }
  yield part.join('')
}
