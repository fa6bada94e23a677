import { parseArgs } from 'node:util'
import { type GateNoise, gateShares } from './gate.ts'
import { falseAlarms, intervalCoverage, powerAtDetectableEffect, type Share } from './simulate.ts'

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '4000' },
    'alarm-trials': { type: 'string', default: '10000' },
    resamples: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
})
const trials = positive('trials', values.trials)
const alarmTrials = positive('alarm-trials', values['alarm-trials'])
const resamples = positive('resamples', values.resamples)
const seed = Number(values.seed)

const rows: { what: string; questions: number; wanted: string; share: Share }[] = []
for (const questions of [80, 10]) {
  const add = (what: string, wanted: string, share: Share) =>
    rows.push({ what, questions, wanted, share })
  const coverage = intervalCoverage({ questions, trials, seed, resamples })
  add('coverage of the 95 % t interval by question', '94-96', coverage.byQuestion)
  add('coverage of a bootstrap over judgments', 'less', coverage.byJudgment)
  const alarms = falseAlarms({ questions, trials: alarmTrials, seed, draws: resamples - 1 })
  add('false alarms of the sign-flip test at 5 %', '4.3-5.7', alarms)
  const power = powerAtDetectableEffect({ questions, trials, seed })
  add('power at the detectable effect, sd known', '77-83', power.known)
  add('power at the detectable effect as printed', '77-83', power.printed)
  const noises: readonly GateNoise[] = ['normal', 'skewed']
  for (const [index, noise] of noises.entries()) {
    const gate = gateShares({ questions, trials: alarmTrials, seed, noise, stream: 3 + index })
    add(`gate, ${noise}: regressed, unchanged`, '<= 5.7', gate.falseAlarms)
    add(`gate, ${noise}: pass, unchanged`, '77-83', gate.passes)
    add(`gate, ${noise}: pass, worse by the margin`, '<= 5.7', gate.worsePasses)
  }
}

process.stdout.write(`seed ${seed}; question sd 1.6, turn sd 1.4, 2 turns; shares in %\n\n`)
process.stdout.write(line(['', 'questions', 'share', '± MC', 'trials', 'wanted']))
for (const { what, questions, wanted, share } of rows) {
  const [percent, error] = [share.share, share.error].map((x) => (100 * x).toFixed(2))
  process.stdout.write(
    line([what, String(questions), percent ?? '', error ?? '', String(share.trials), wanted]),
  )
}

function line(cells: string[]): string {
  const [first = '', ...others] = cells
  return `${first.padEnd(46)}${others.map((cell) => cell.padStart(10)).join('')}\n`
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`--${name} must be a whole number above 0, not ${text}`)
}
