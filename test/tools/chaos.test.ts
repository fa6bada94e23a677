import { describe, expect, it } from 'vitest'
import { runChaos } from '../../tools/chaos/command.ts'
import { oneRun, type RunOptions, type RunOutcome } from '../../tools/chaos/one-run.ts'
import { planRuns, type RunPlan } from '../../tools/chaos/plan.ts'
import { isClean, totalsOf, totalsTable } from '../../tools/chaos/totals.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const bin = new URL('../../bin/mtbench.js', import.meta.url).pathname
const calls = 16

function planOf(fault: string, { work = 'judge', seed = 7 } = {}): RunPlan {
  const options = { runs: 4, seed, only: [fault], calls }
  const plan = planRuns(options, { canMount: false }).find((one) => one.work.name === work)
  if (plan === undefined) throw new Error(`no plan of ${fault} with ${work}`)
  return plan
}

function ran(plan: RunPlan, program = bin): Promise<RunOutcome> {
  const signal = new AbortController().signal
  const options: RunOptions = { diskKind: 'ulimit', bin: program, signal }
  return oneRun(plan, options)
}

const nothingWrong = { lost: 0, doubled: 0, torn: 0, paidTwice: 0, problems: [] }

describe('the plan of a campaign', () => {
  it('is the same for the same seed, another for another, and holds every fault with every work', () => {
    const shape = (seed: number) =>
      planRuns({ runs: 200, seed, only: [], calls }, { canMount: true }).map((plan) => ({
        name: plan.faultName,
        work: plan.work.name,
        rounds: plan.rounds,
        concurrency: plan.concurrency,
      }))
    expect(shape(1)).toEqual(shape(1))
    expect(shape(1)).not.toEqual(shape(2))
    const pairs = new Set(shape(1).map(({ name, work }) => `${name} ${work}`))
    const faultNames = new Set(shape(1).map(({ name }) => name))
    expect(faultNames.size).toBeGreaterThan(20)
    expect(pairs.size).toBe(faultNames.size * 4)
  })
})

describe.skipIf(process.platform === 'win32')('a run of the campaign', () => {
  it.each([
    { fault: 'kill -9, torn line', work: 'judge' },
    { fault: 'full disk', work: 'pairs' },
    { fault: 'two at once', work: 'run' },
  ])('finds every record once after: $fault, $work', async ({ fault, work }) => {
    const plan = planOf(fault, { work })
    const [first = {}] = plan.rounds
    const round = first.roomShare === undefined ? first : { roomShare: 0.3 }
    const outcome = await ran({ ...plan, rounds: [round] })
    expect(outcome).toMatchObject(nothingWrong)
    expect(outcome.found).toBe(outcome.expected)
    expect(outcome.starts).toBeGreaterThan(1)
  })

  it('finds what a program does wrong: records lost, doubled and torn, and calls that are paid for twice', async () => {
    const folder = temporaryFolder()
    const program = folder.write(
      'wrong.mjs',
      `import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
       const argv = process.argv
       const dir = argv[argv.indexOf('--dir') + 1]
       const url = argv[argv.indexOf('--model') + 1].split('@')[1]
       const file = dir + '/data/chaos/model_answer/m.jsonl'
       const row = (id) => JSON.stringify({ question_id: id, model_id: 'm' }) + '\\n'
       const isFirst = !existsSync(file)
       if (isFirst) writeFileSync(file, row(1) + row(2))
       else writeFileSync(file, row(1) + row(1) + '{"question_id": 3, "te')
       const questions = readFileSync(dir + '/data/chaos/question.jsonl', 'utf8')
       const content = JSON.parse(questions.split('\\n')[0]).turns[0]
       const body = { model: 'target-model', messages: [{ role: 'user', content }] }
       await fetch(url + '/chat/completions', { method: 'POST', body: JSON.stringify(body) })
       process.exit(isFirst ? 4 : 0)`,
    )
    const outcome = await ran(planOf('redirect', { work: 'answers' }), program)
    // Six of eight answers never came, and the second went again; the second start asked once more.
    expect(outcome).toMatchObject({ expected: 8, found: 1, lost: 7, doubled: 1, torn: 1 })
    expect(outcome.paidTwice).toBeGreaterThanOrEqual(1)
    const totals = totalsOf([{ fault: 'x', outcome }])
    expect(totals.some(isClean)).toBe(false)
    expect(totalsTable(totals).split('\n')).toHaveLength(3)
  })

  it('calls an end that nothing explains a problem', async () => {
    const folder = temporaryFolder()
    const program = folder.write('fails.mjs', `console.error('error: bad luck'); process.exit(2)`)
    const outcome = await ran(planOf('500 server error'), program)
    expect(outcome.problems.join('\n')).toContain('exit 2: error: bad luck')
    expect(outcome.lost).toBe(outcome.expected)
  })
})

describe('the command', () => {
  const host = () => {
    const said: string[] = []
    const stream = { write: (text: string) => said.push(text) }
    return { said, stdout: stream, stderr: stream, once: () => undefined, off: () => undefined }
  }

  it.each([['--runs', '0'], ['--only', 'nonsense'], ['--nonsense']])(
    'refuses %s %s in one line',
    async (...args) => {
      const { said, ...streams } = host()
      expect(await runChaos(args, streams)).toBe(2)
      expect(said.join('')).toMatch(/^chaos: .* \(--help lists the flags\)\n$/)
    },
  )
})
