import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

it('what an endpoint refuses is learnt, said once, and kept in the manifest', async () => {
  const workspace = smallWorkspace()
  workspace.writeAnswers('a', (i, t) => `a ${i} ${t}`)
  const refuses = ['system', 'temperature', 'max_tokens'] as const
  const endpoint = await openEndpoint({ refuses })
  const judge = ['--judge-model', `judge=j@${endpoint.url}`, '--concurrency', '1']
  const place = ['--dir', workspace.dir, '--bench', 'small']
  const { code, stderr } = await runCli(['judge', ...judge, ...place])
  expect(code).toBe(0)
  for (const what of ['system messages', 'temperature', 'max_tokens']) {
    expect(stderr.split(`judge: the endpoint refuses ${what}`)).toHaveLength(2)
  }
  expect(endpoint.counts().completions).toBe(7)
  expect(endpoint.counts().requests).toBe(10)
  const [run] = readdirSync(workspace.path('judgments/small/runs'))
  const manifest = workspace.readJson<{ endpoints: object[] }>(`judgments/small/runs/${run}`)
  expect(manifest.endpoints[0]).toMatchObject({
    capabilities: {
      family: 'other',
      token_field: 'max_completion_tokens',
      temperature: false,
      seed_field: 'seed',
      system_role: false,
    },
  })
})
