import { copyFileSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openEndpoint } from './support/ask-endpoint.ts'
import { runCli } from './support/run-cli.ts'
import { smallWorkspace } from './support/small-workspace.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** Lines of the README's shell blocks that call mtbench, comments left out. */
const lines = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap((block) => (block[1] ?? '').split('\n'))
  .filter((line) => line.startsWith('mtbench '))
  .map((line) => line.replace(/\s+#.*$/, ''))

describe('the README', () => {
  it('has lines to try', () => expect(lines.length).toBeGreaterThan(8))

  it('names only npm scripts that there are', () => {
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> }
    for (const [, name] of readme.matchAll(/npm run ([a-z:-]+)/g)) {
      expect(Object.keys(scripts)).toContain(name)
    }
  })

  it('shows commands that all work, one after the other, in one folder', async () => {
    const workspace = smallWorkspace()
    const endpoint = await openEndpoint()
    const env = { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-test' }
    // At the loopback endpoint no price list holds: --max-cost needs one.
    const price = { input: 2.5, output: 10 }
    workspace.write('mtbench.config.json', JSON.stringify({ models: { 'gpt-4o': { price } } }))
    // The README shows a judgment file without saying where it comes from: one is put there.
    for (const line of lines) {
      const words = line.split(/\s+/).slice(1)
      const argv = words.map((word) =>
        word
          .replace('http://localhost:8000/v1', endpoint.url)
          .replace(/^gpt-4_(single|pair)\.jsonl$/, workspace.path('gpt-4_$1.jsonl'))
          .replace(/^[\w-]+\.(svg|png|html)$/, (name) => workspace.path(name)),
      )
      const isOnFile = argv.some((word) => word.startsWith(workspace.dir))
      if (isOnFile) {
        const made = workspace.path('judgments/mt_fresh/gpt-4o_single.jsonl')
        copyFileSync(made, workspace.path('gpt-4_single.jsonl'))
      }
      const takesFolder = argv[0] !== 'reparse'
      const result = await runCli([...argv, ...(takesFolder ? ['--dir', workspace.dir] : [])], {
        env,
      })
      expect(result.code, `${line}\n${result.stderr}`).toBe(0)
    }
  }, 60_000)
})
