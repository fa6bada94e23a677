import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/stats/numeric/random.ts'
import { pairRow } from '../support/judgment-rows.ts'
import { readPicture, textsOf } from '../support/pictures.ts'
import { runCli } from '../support/run-cli.ts'
import { hasSharedData, sharedPath } from '../support/shared-data.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const rows = Array.from({ length: 60 }, (_, index) => ({
  model_a: ['x', 'y', 'z'][index % 3],
  model_b: ['y', 'z', 'x'][index % 3],
  winner: index % 4 === 0 ? 'model_b' : index % 5 === 0 ? 'tie' : 'model_a',
  judge: `user_${index % 6}`,
  tstamp: 1_700_000_000 + index,
  language: index % 2 === 0 ? 'German' : 'English',
}))

function fileOf(records: readonly object[]): string {
  const path = temporaryFolder().path('battles.jsonl')
  writeFileSync(path, records.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return path
}

async function json(argv: readonly string[]) {
  const result = await runCli(['rank', '--json', '--resamples', '50', ...argv])
  expect(result.code, result.stderr).toBe(0)
  return JSON.parse(result.stdout)
}

describe('mtbench rank', () => {
  it('prints a leaderboard that fits 80 columns, with what it says of itself', async () => {
    const path = fileOf(
      rows.map((row) => ({
        ...row,
        model_a: row.model_a?.repeat(70),
        model_b: row.model_b?.repeat(70),
      })),
    )
    const { code, stdout } = await runCli(['rank', '--input-file', path, '--win-matrix'], {
      columns: 80,
    })
    expect(code).toBe(0)
    const table = stdout
      .split('\n')
      .filter((line) => !line.includes('neighbours') && !/[xyz]{60}/.test(line))
    for (const line of table) expect(line.length).toBeLessThanOrEqual(80)
    for (const text of [
      'bootstrap over 60 battles',
      'separable:',
      'cycles',
      'maximum gradient',
      'Win rate',
    ])
      expect(stdout).toContain(text)
  })

  it.each(['markdown', 'csv'])('writes %s', async (format) => {
    const { stdout, code } = await runCli([
      'rank',
      '--input-file',
      fileOf(rows),
      '--format',
      format,
    ])
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(
      format === 'csv' ? /^model,rating,ci_low,ci_high,rank,rank_best/ : /^### /,
    )
  })

  it('gives the same document for shards as for the whole', async () => {
    const whole = await json(['--input-file', fileOf(rows)])
    const shards = await json(['--input-file', fileOf(rows.slice(0, 20)), fileOf(rows.slice(20))])
    expect(shards.rows).toEqual(whole.rows)
    expect(shards.inputs).toHaveLength(2)
  })

  it('takes subsets by column, voter and votes a day, and counts the rest', async () => {
    const path = fileOf(rows)
    const german = await json(['--input-file', path, '--language', 'German'])
    expect(german.left_out.other_subset).toBe(30)
    const one = await json([
      '--input-file',
      path,
      '--judges',
      'user_1',
      'user_2',
      'user_3',
      'user_4',
    ])
    expect(one.left_out.other_judges).toBe(20)
    const limited = await json(['--input-file', path, '--vote-limit', '8'])
    expect(limited.left_out.over_vote_limit).toBe(12)
  })

  it.each(['davidson', 'elo'])('rates by %s', async (method) => {
    const document = await json(['--input-file', fileOf(rows), '--method', method])
    expect(document.rows).toHaveLength(3)
    expect(document.rows[0].ci[0]).toBeLessThan(document.rows[0].rating)
  })

  it('lists voters whose votes the ratings make unlikely, and no others', async () => {
    const random = createRandom({ seed: 2 })
    const [strong, middle, weak] = ['strong', 'middle', 'weak']
    const votes = Array.from({ length: 1500 }, (_, index) => {
      const judge = `user_${index % 15}`
      const [model_a, model_b] = [
        [strong, middle],
        [middle, weak],
        [strong, weak],
      ][random.below(3)] ?? ['', '']
      const isRandom = judge === 'user_7'
      const winner = random.uniform() < (isRandom ? 0.5 : 0.9) ? 'model_a' : 'model_b'
      return { model_a, model_b, winner, judge }
    })
    const path = fileOf(votes)
    const { anomalous_voters } = await json(['--input-file', path, '--anomalous'])
    expect(anomalous_voters.tested).toBe(15)
    expect(anomalous_voters.voters.map((row: { voter: string }) => row.voter)).toEqual(['user_7'])
    const { stdout } = await runCli(['rank', '--input-file', path, '--anomalous'])
    expect(stdout).toContain('unlikely: 1 of 15')
  })

  it('draws the ratings with their intervals', async () => {
    const path = fileOf(rows)
    const plot = `${path}.svg`
    await json(['--input-file', path, '--plot', plot, '--language', 'German'])
    const texts = textsOf(readPicture(readFileSync(plot, 'utf8'))).join(' ')
    expect(texts).toContain('n = 30 battles')
    expect(texts).toContain('30 outside the subset')
  })

  it('leaves ties out where it is told', async () => {
    const document = await json(['--input-file', fileOf(rows), '--ties', 'exclude'])
    expect(document.bootstrap.units).toBeLessThan(60)
  })

  const refusals: [string, string[], RegExp][] = [
    ['no such file', ['--input-file', 'no-such-file'], /no such file/],
    ['an unknown column', ['--where', 'no=1'], /no row has a column no/],
    ['style with Elo', ['--style', '--method', 'elo'], /--style goes with/],
    ['Davidson without ties', ['--method', 'davidson', '--ties', 'exclude'], /model of ties/],
    ['style without texts', ['--style'], /--style needs conv_metadata/],
    ['an unknown anchor', ['--anchor', 'q'], /--anchor "q"/],
  ]
  it.each(refusals)('refuses %s with exit 2', async (_, argv, message) => {
    const input = argv.includes('--input-file') ? [] : ['--input-file', fileOf(rows)]
    const { code, stderr } = await runCli(['rank', ...input, ...argv])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it.skipIf(!hasSharedData)('ranks the paper’s published GPT-4 votes', async () => {
    const document = await json(['--input-file', sharedPath('votes', 'gpt4_pair.jsonl')])
    expect(document.rows[0].model).toBe('gpt-4')
    expect(document.bootstrap.unit).toBe('question')
  })
})

describe('rank of judgments with keys', () => {
  const key = { judge: 'j1', prompts: 'p1', references: 'r1', suite: 's1', parser: 'strict/1' }
  const judged = (prompts: string, start: number) =>
    Array.from({ length: 30 }, (_, i) => {
      const winner = i % 3 === 0 ? 'model_2' : 'model_1'
      const [model_1, model_2] = i % 2 === 0 ? ['x', 'y'] : ['y', 'z']
      const games = { model_1, model_2, g1_winner: winner, g2_winner: winner } as const
      return pairRow({ ...games, question_id: start + i, key: { ...key, prompts } })
    })
  const mixed = [...judged('p1', 0), ...judged('p2', 100)]

  it('carries the key that all share', async () => {
    const document = await json(['--input-file', fileOf(judged('p1', 0))])
    expect(document).toMatchObject({ key, warnings: [] })
  })

  it('warns of judgments whose key is unknown, and says nothing of votes', async () => {
    const foreign = await json([
      '--input-file',
      fileOf(judged('p1', 0).map(({ key: _, ...row }) => row)),
    ])
    expect(foreign.warnings[0]).toContain('not known of some or all judgments: judge, prompts')
    expect(await json(['--input-file', fileOf(rows)])).toMatchObject({ key: null, warnings: [] })
  })

  it('refuses judgments that are not comparable', async () => {
    const { code, stderr } = await runCli(['rank', '--input-file', fileOf(mixed)])
    expect(code).toBe(2)
    expect(stderr).toContain('prompts of judge owl (p1, p2)')
  })

  it('ranks each key on its own with --mix, the key in a column', async () => {
    const file = fileOf(mixed)
    const argv = ['rank', '--input-file', file, '--mix', '--resamples', '50']
    const { stdout } = await runCli(argv)
    expect(stdout).toMatch(/^key +rank +range +model/m)
    expect(stdout).toMatch(/^prompts=p1 +1 .* x /m)
    expect(stdout).toMatch(/^prompts=p2 +1 .* x /m)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'mixed: the judgments differ in prompts of judge owl',
    )
    const document = await json(['--input-file', file, '--mix'])
    const alone = await json(['--input-file', fileOf(judged('p1', 0))])
    const own = document.rows.filter((row: { key: string }) => row.key === 'prompts=p1')
    expect(own.map(({ key: _, ...row }: { key: string }) => row)).toEqual(alone.rows)
    expect(document.boards).toHaveLength(2)
    const csv = await runCli([...argv, '--format', 'csv'])
    expect(csv.stdout).toMatch(/^key,model,rating/)
  })

  it('does not split what is comparable, and draws one key only', async () => {
    const same = await json(['--input-file', fileOf(judged('p1', 0)), '--mix'])
    expect(same.rows.every((row: object) => !('key' in row))).toBe(true)
    const file = fileOf(mixed)
    const { code, stderr } = await runCli([
      ...['rank', '--input-file', file, '--mix', '--resamples', '50'],
      ...['--plot', `${file}.svg`],
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('--plot draws one key')
  })
})

describe('rank --style', () => {
  const kinds = ['# Head\n', '- item\n', '**bold** ', 'word '] as const
  const random = createRandom({ seed: 11 })
  /** An answer's counts of headers, lists, bold and other words. */
  const drawn = () => kinds.map((_, i) => random.below(i === 3 ? 40 : 5))
  const textOf = (counts: readonly number[]) =>
    counts.map((count, i) => (kinds[i] ?? '').repeat(count)).join('\n')
  const games = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [drawn(), drawn()]
    const models = [
      ['x', 'y'],
      ['y', 'z'],
      ['z', 'x'],
    ][i % 3]
    const isLonger = (a[3] ?? 0) > (b[3] ?? 0)
    const winner = random.uniform() < 0.2 ? 'tie' : isLonger ? 'model_a' : 'model_b'
    return {
      row: { model_a: models?.[0], model_b: models?.[1], winner, question_id: i % 12 },
      a,
      b,
    }
  })
  const talk = (counts: readonly number[]) => [
    { role: 'user', content: '# not **counted**' },
    { role: 'assistant', content: textOf(counts) },
  ]
  /** As arenas publish it: headers and lists by kind; tokens here are words, as they are counted. */
  const published = (side: 'a' | 'b', [headers = 0, lists = 0, bold = 0, words = 0]: number[]) => ({
    [`sum_assistant_${side}_tokens`]: 2 * headers + 2 * lists + bold + words,
    [`header_count_${side}`]: { h1: headers, h2: 0 },
    [`list_count_${side}`]: { ordered: 0, unordered: lists },
    [`bold_count_${side}`]: { '**': bold, __: 0 },
  })
  const argv = (file: string) => ['--input-file', file, '--style', '--resamples', '20']

  it('gives the same fit from conversations and from the counts that arenas publish', async () => {
    const spoken = fileOf(
      games.map(({ row, a, b }) => ({
        ...row,
        conversation_a: talk(a),
        conversation_b: talk(b),
      })),
    )
    const counted = fileOf(
      games.map(({ row, a, b }) => ({
        ...row,
        conv_metadata: { ...published('a', a), ...published('b', b) },
      })),
    )
    const [one, other] = [await json(argv(spoken)), await json(argv(counted))]
    expect(other.rows).toEqual(one.rows)
    expect(other.style_coefficients).toEqual(one.style_coefficients)
    expect(one.max_gradient).toBeLessThan(1e-9)
    // The longer answer won: its length is what style control has to find.
    expect(one.style_coefficients.length).toBeGreaterThan(0.5)
  })

  it('reads both from a JSON array and CSV too', async () => {
    const rowsOf = games.map(({ row, a, b }) => ({
      ...row,
      conv_metadata: { ...published('a', a), ...published('b', b) },
    }))
    const lines = await json(argv(fileOf(rowsOf)))
    const folder = temporaryFolder()
    const array = folder.write('battles.json', JSON.stringify(rowsOf))
    const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
    const csv = folder.write(
      'battles.csv',
      [
        'model_a,model_b,winner,question_id,conv_metadata',
        ...rowsOf.map((r) =>
          [r.model_a, r.model_b, r.winner, r.question_id, quoted(r.conv_metadata)].join(','),
        ),
      ].join('\n'),
    )
    for (const file of [array, csv]) expect((await json(argv(file))).rows).toEqual(lines.rows)
  })
})
