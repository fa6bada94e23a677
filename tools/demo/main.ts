import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli.ts'
import { startEndpoint } from '../endpoint/server.ts'

/** The whole job in a new folder: two models answer, a judge grades and compares, results are shown. */
async function demo(): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const dir = await mkdtemp(join(tmpdir(), 'mtbench-demo-'))
  const endpoint = await startEndpoint({ latencyMs: 5 })
  say('The whole job against a loopback endpoint that this project brings along. Its answers and')
  say('verdicts are made up from hashes: what you see is how the tool works, no model’s result.')
  const at = `@${endpoint.url}`
  const place = ['--dir', dir, '--bench', 'mt_fresh']
  const steps = [
    ['gen-answers', '--model', `first-model=a${at}`, `second-model=b${at}`, ...place],
    [
      'judge',
      '--judge-model',
      `a-judge=j${at}`,
      '--models',
      'first-model',
      'second-model',
      ...place,
    ],
    [
      'judge',
      '--judge-model',
      `a-judge=j${at}`,
      '--models',
      'first-model',
      'second-model',
      '--mode',
      'pairwise-all',
      ...place,
    ],
    ['show-results', '--models', 'first-model', 'second-model', ...place],
    ['show-results', '--models', 'first-model', 'second-model', '--mode', 'pairwise-all', ...place],
  ]
  try {
    for (const argv of steps) {
      say(`\n$ mtbench ${argv.join(' ').replaceAll(dir, '<folder>')}`)
      const code = await main(argv)
      if (code !== 0) return code
    }
    say(`\nWritten to ${dir}`)
    return 0
  } finally {
    await endpoint.close()
  }
}

process.exitCode = await demo()
