import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pairRow } from '../support/judgment-rows.ts'
import { readPicture, textsOf } from '../support/pictures.ts'
import { runCli } from '../support/run-cli.ts'
import { hasSharedData, sharedPath } from '../support/shared-data.ts'
import { jsonl, smallWorkspace } from '../support/small-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const winners = ['model_a', 'model_b', 'tie'] as const

/** Votes of two people and a judge on three pairs of models and eight questions. */
const votes = Array.from({ length: 8 }, (_, q) => q + 1).flatMap((question_id) =>
  [
    ['alder', 'birch'],
    ['birch', 'cedar'],
    ['alder', 'cedar'],
  ].flatMap(([model_a, model_b], p) =>
    ['expert_1', 'expert_2', 'owl'].map((judge, j) => ({
      question_id,
      model_a,
      model_b,
      judge,
      turn: 1,
      winner: winners[(question_id * (j + 1) + p) % 3],
    })),
  ),
)
const votesFile = () => temporaryFolder().write('votes.jsonl', jsonl(votes))
const few = ['--resamples', '100']

describe('agreement --plot', () => {
  it('draws agreement by the gap of the models', async () => {
    const file = votesFile()
    const plot = join(dirname(file), 'gap.svg')
    const { code, stderr } = await runCli(['agreement', '--votes', file, '--plot', plot, ...few])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const texts = textsOf(readPicture(readFileSync(plot, 'utf8'))).join('\n')
    expect(texts).toContain('Agreement of owl with expert')
    expect(texts).toContain('alder : birch')
  })

  it('asks whose agreement is meant where it is not clear', async () => {
    const third = votes.filter((v) => v.judge === 'owl').map((v) => ({ ...v, judge: 'lynx' }))
    const file = temporaryFolder().write('votes.jsonl', jsonl([...votes, ...third]))
    const plot = join(dirname(file), 'gap.svg')
    const { code, stderr } = await runCli(['agreement', '--votes', file, '--plot', plot, ...few])
    expect(code).toBe(2)
    expect(stderr).toContain('choose them with --groups (lynx, owl, expert)')
    expect(existsSync(plot)).toBe(false)
    const chosen = ['--groups', 'lynx', 'owl', '--plot', plot, ...few]
    expect((await runCli(['agreement', '--votes', file, ...chosen])).code).toBe(0)
  })

  it('refuses another type of file before anything is read', async () => {
    const { code, stderr } = await runCli(['agreement', '--votes', 'none', '--plot', 'x.pdf'])
    expect(code).toBe(2)
    expect(stderr).toContain('give a file that ends in .svg or .png')
  })
})

describe('agreement --paper', () => {
  it('writes the tables with links to the pictures beside them', async () => {
    const file = votesFile()
    const paper = join(dirname(file), 'tables.md')
    const { code, stderr } = await runCli(['agreement', '--votes', file, '--paper', paper, ...few])
    expect(code).toBe(0)
    expect(stderr).toContain('4 pictures beside it')
    const text = readFileSync(paper, 'utf8')
    const links = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, name = '']) => name)
    expect(links).toEqual([
      'tables.figure-2-owl-expert.svg',
      'tables.figure-2-expert-expert.svg',
      'tables.figure-3-turn-1-all.svg',
      'tables.figure-3-turn-1-no-ties.svg',
    ])
    for (const name of links) {
      readPicture(readFileSync(join(dirname(paper), decodeURI(name)), 'utf8'))
    }
  })

  it.skipIf(!hasSharedData)('has the paper’s figures from the published votes', async () => {
    const { dir, path } = smallWorkspace()
    const paper = path('paper.md')
    const argv = ['--paper', paper, '--dir', dir, ...few]
    const files = [sharedPath('votes', 'human.jsonl'), sharedPath('votes', 'gpt4_pair.jsonl')]
    expect((await runCli(['agreement', '--votes', ...files, ...argv])).code).toBe(0)
    const text = readFileSync(paper, 'utf8')
    // Tables 5 and 13 of arXiv 2306.05685 and its published votes.
    const cells = [
      ...['886/1343', '727/859', '454/721', '388/479', '871/1325', '731/864', '471/707', '388/474'],
      ...['550.33/821', '462.50/546', '549.33/812', '475/557'],
    ]
    for (const cell of cells) expect(text).toContain(` ${cell} |`)
    expect(text).toContain('The questions of suite mt_bench are not at hand')
  })
})

describe('agreement', () => {
  it('keeps intervals of percentages within 0 and 100', async () => {
    const agreed = votes.map((vote) => ({ ...vote, winner: 'model_a' }))
    const file = temporaryFolder().write('votes.jsonl', jsonl(agreed))
    const { stdout } = await runCli(['agreement', '--votes', file, '--json', ...few])
    const rows: { rate: number; ci: [number, number]; ac1_ci: unknown }[] = JSON.parse(stdout).rows
    // Eight questions that all agree: 0.025 ^ (1 / 8) = 0.6306.
    for (const row of rows) {
      expect(row).toMatchObject({ rate: 1, ci: [expect.closeTo(0.6306, 4), 1], ac1_ci: null })
    }
  })
})

describe('agreement of judgments with keys', () => {
  const key = { judge: 'j1', prompts: 'p1', references: 'r1', suite: 's1', parser: 'strict/1' }
  const judged = (prompts: string, first: number) =>
    [1, 2, 3, 4, 5, 6].map((i) =>
      pairRow({ question_id: first + i, key: { ...key, prompts }, judge: ['hawk', 'pair-v2'] }),
    )
  const people = (first: number) =>
    [1, 2, 3, 4, 5, 6].map((i) => ({
      question_id: first + i,
      model_a: 'alder',
      model_b: 'birch',
      winner: i % 3 === 0 ? 'model_b' : 'model_a',
      judge: 'expert_1',
      turn: 1,
    }))
  const file = (rows: readonly object[]) => temporaryFolder().write('all.jsonl', jsonl(rows))
  const run = (rows: readonly object[], ...flags: string[]) =>
    runCli(['agreement', '--votes', file(rows), ...few, ...flags])

  it('says what the judgments depend on, and nothing of people', async () => {
    const known = JSON.parse((await run([...people(0), ...judged('p1', 0)], '--json')).stdout)
    expect(known).toMatchObject({ key, warnings: [] })
    const foreign = judged('p1', 0).map(({ key: _, ...row }) => row)
    const unknown = JSON.parse((await run([...people(0), ...foreign], '--json')).stdout)
    expect(unknown.warnings).toEqual([
      expect.stringContaining('not known of some or all judgments'),
    ])
    expect(JSON.parse((await run(votes, '--json')).stdout)).toMatchObject({
      key: null,
      warnings: [],
    })
  })

  it('refuses judgments that are not comparable; with --mix each key is a judge', async () => {
    const rows = [...people(0), ...people(10), ...judged('p1', 0), ...judged('p2', 10)]
    const refused = await run(rows)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('prompts of judge hawk (p1, p2)')
    const mixed = JSON.parse((await run(rows, '--json', '--mix')).stdout)
    const sides = new Set(mixed.rows.map(({ a, b }: { a: string; b: string }) => `${a} ~ ${b}`))
    expect([...sides]).toEqual(['hawk [prompts=p1] ~ expert', 'hawk [prompts=p2] ~ expert'])
    expect(mixed.warnings[0]).toContain('mixed: the judgments differ in prompts of judge hawk')
    expect((await run(rows, '--mix', '--groups', 'expert', 'hawk [prompts=p1]')).code).toBe(0)
  })
})
