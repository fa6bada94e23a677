import { describe, expect, it } from 'vitest'
import { benchText, isMet } from '../../tools/bench/bench-table.ts'
import type { Measurement } from '../../tools/bench/measurement.ts'
import { measurements } from '../../tools/bench/measurements.ts'
import { chosen, runBench } from '../../tools/bench/run-bench.ts'

const machine = { system: 'Test 1', processors: '2 × none', memoryGb: 1, node: 'v0' }

const tiny: Measurement = {
  name: 'nothing',
  isDefault: true,
  measure: async ({ run }) => {
    const { wallMs, cpuMs, peakRssMb, stdout } = await run(['-p', '6 * 7'])
    return [
      {
        name: 'nothing',
        wallMs,
        cpuMs,
        peakRssMb,
        ratio: Number(stdout),
        goal: 41,
        notes: ['a|b'],
      },
    ]
  },
}

describe('npm run bench', () => {
  it('has names that are all different, and finds them', () => {
    const names = measurements.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(chosen(measurements, ['call-cpu']).map(({ name }) => name)).toEqual(['call-cpu'])
    expect(chosen(measurements, undefined).every(({ isDefault }) => isDefault)).toBe(true)
    expect(() => chosen(measurements, ['no such'])).toThrow('--only no such: there is calls-500ms')
  })

  it('measures a process of its own and says what it took', async () => {
    const said: string[] = []
    const rows = await runBench([tiny], { isQuick: true, say: (line) => said.push(line) })
    const [row] = rows
    expect(said).toEqual(['nothing …'])
    expect(row?.ratio).toBe(42)
    expect(row?.cpuMs).toBeGreaterThan(1)
    expect(row?.peakRssMb).toBeGreaterThan(10)
    expect(row?.wallMs).toBeGreaterThan(1)
    const text = benchText(rows, { machine, isQuick: true, form: 'text' })
    expect(text).toMatch(/^nothing +0\.\d+ +0\.\d+ +\d+ +42\.00 +≤ 41 +NO/m)
    const markdown = benchText(rows, { machine, isQuick: true, form: 'markdown' })
    expect(markdown).toMatch(/^\| nothing \| .* \| 42\.00 \| ≤ 41 \| NO \|/m)
    const json = JSON.parse(benchText(rows, { machine, isQuick: true, form: 'json' }))
    expect(json).toMatchObject({ is_quick: true, machine, rows: [{ name: 'nothing', ratio: 42 }] })
  })

  it('says of a process that fails what it wrote', async () => {
    const failing: Measurement = {
      ...tiny,
      measure: async ({ run }) => {
        await run(['-e', 'console.error("why"); process.exitCode = 3'])
        return []
      },
    }
    const done = runBench([failing], { isQuick: true, say: () => undefined })
    await expect(done).rejects.toThrow(/ended with 3: why/)
  })

  it('knows whether a goal was met, and that some rows have none', () => {
    const row = { name: 'x', wallMs: null, cpuMs: null, peakRssMb: null }
    expect(isMet({ ...row, ratio: 1.2, goal: 1.2 })).toBe(true)
    expect(isMet({ ...row, ratio: 1.21, goal: 1.2 })).toBe(false)
    expect(isMet({ ...row, ratio: 1.2 })).toBeNull()
    expect(isMet({ ...row, ratio: null, goal: 1 })).toBeNull()
  })
})
