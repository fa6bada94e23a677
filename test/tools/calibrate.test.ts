import { describe, expect, test } from 'vitest'
import { type GateNoise, gateShares } from '../../tools/calibrate/gate.ts'
import {
  falseAlarms,
  intervalCoverage,
  powerAtDetectableEffect,
} from '../../tools/calibrate/simulate.ts'

// 400 trials: a smoke test, with room for three Monte-Carlo standard errors around what is promised.
describe.each([80, 10])('with %i questions', (questions) => {
  const run = { questions, trials: 400, seed: 1 }

  test('the t interval by question covers, a bootstrap over judgments covers less', () => {
    const { byQuestion, byJudgment } = intervalCoverage({ ...run, resamples: 100 })
    expect(Math.abs(byQuestion.share - 0.95)).toBeLessThan(0.01 + 3 * byQuestion.error)
    expect(byJudgment.share).toBeLessThan(byQuestion.share)
  })

  test('the sign-flip test raises few false alarms', () => {
    const { share, error } = falseAlarms({ ...run, draws: 999 })
    expect(Math.abs(share - 0.05)).toBeLessThan(0.007 + 3 * error)
  })

  test('the detectable effect is detected as often as promised', () => {
    const { known, printed } = powerAtDetectableEffect(run)
    expect(Math.abs(known.share - 0.8)).toBeLessThan(0.03 + 3 * known.error)
    expect(Math.abs(printed.share - 0.8)).toBeLessThan(0.03 + 3 * printed.error)
  })
})

const noises: readonly GateNoise[] = ['normal', 'skewed']
test.each(noises)('the gate keeps its level and its power with %s noise', (noise) => {
  const { falseAlarms, passes, worsePasses } = gateShares({
    ...{ questions: 40, trials: 400, seed: 1, stream: 3 },
    noise,
  })
  expect(falseAlarms.share).toBeLessThan(0.055 + 3 * falseAlarms.error)
  expect(Math.abs(passes.share - 0.8)).toBeLessThan(0.03 + 3 * passes.error)
  expect(worsePasses.share).toBeLessThan(0.055 + 3 * worsePasses.error)
})
