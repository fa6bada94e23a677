import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'
import { countBattles, scoreMatrix } from '../../../src/stats/ratings/battles.ts'
import { fitBradleyTerry } from '../../../src/stats/ratings/bradley-terry.ts'
import { bootstrapBradleyTerry } from '../../../src/stats/ratings/bradley-terry-bootstrap.ts'
import { toEloScale } from '../../../src/stats/ratings/elo-scale.ts'
import { fitStyleBradleyTerry } from '../../../src/stats/ratings/style-bradley-terry.ts'
import { styleFeatures } from '../../../src/stats/ratings/style-features.ts'
import { makeBattles } from '../made-battles.ts'
import { tightStrengths } from '../tight-strengths.ts'

/** What a piece of work took, without making its input, and what it says of itself. */
export type Taken = { wallMs: number; cpuMs: number; figures: Record<string, number> }

const centre = { centre: 1000 }

const works: Readonly<Record<string, (battles: number, models: number) => Taken>> = {
  fit: (battles, models) => {
    const matrix = scoreMatrix(countBattles(makeBattles({ battles, models, seed: 1 })), half)
    return timed(() => {
      const fit = fitBradleyTerry(matrix)
      if (fit.problem !== null) throw new RangeError('the made battles have no fit')
      const own = toEloScale(fit.strengths, centre)
      const tight = toEloScale(tightStrengths(matrix), centre)
      const error = Math.max(...own.map((rating, i) => Math.abs(rating - at(tight, i))))
      return { maxGradient: fit.maxGradient, errorElo: error }
    })
  },
  bootstrap: (battles, models) => {
    const counts = countBattles(makeBattles({ battles, models, seed: 1 }))
    const options = { resamples: 1000, ...half, random: createRandom({ seed: 1 }) }
    return timed(() => {
      const { undefinedResamples } = bootstrapBradleyTerry(counts, options)
      return { undefinedResamples }
    })
  },
  style: (battles, models) => {
    const made = makeBattles({ battles, models, seed: 1 })
    const random = createRandom({ seed: 2 })
    const side = () => Int32Array.from({ length: 4 * battles }, () => random.below(500))
    const features = styleFeatures({ first: side(), second: side() }, { width: 4 })
    return timed(() => {
      const { maxGradient, steps } = fitStyleBradleyTerry(made, features)
      return { maxGradient, steps }
    })
  },
}

const half = { ties: 'half' } as const

function timed(work: () => Record<string, number>): Taken {
  const started = performance.now()
  const usage = process.cpuUsage()
  const figures = work()
  const { user, system } = process.cpuUsage(usage)
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1000, figures }
}

const [name = '', battles = '', models = ''] = process.argv.slice(2)
const work = works[name]
if (work === undefined) throw new RangeError(`there is ${Object.keys(works).join(', ')}`)
process.stdout.write(JSON.stringify(work(Number(battles), Number(models))))
