import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { loadConfig } from '../../../src/io/workspace/load-config.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const file = 'mtbench.config.json'

describe('loadConfig', () => {
  it('is empty where there is no file', async () => {
    expect(await loadConfig(temporaryFolder().dir)).toEqual({})
  })

  it('reads named endpoints', async () => {
    const folder = temporaryFolder()
    const models = { qwen: { model: 'Qwen/Qwen3-8B', base_url: 'http://h/v1', concurrency: 2 } }
    folder.write(file, JSON.stringify({ models }))
    expect(await loadConfig(folder.dir)).toEqual({ models })
  })

  it.each<[name: string, text: string, problem: RegExp]>([
    ['what is no JSON', '{', /mtbench\.config\.json: /],
    ['an unknown field', '{"models": {"a": {"key": "sk-x"}}}', /models\.a: .*key/],
    ['a wrong value', '{"models": {"a": {"rpm": -1}}}', /models\.a\.rpm: /],
    [
      'user info in a URL',
      '{"models": {"a": {"base_url": "https://u:sk-x@h"}}}',
      /models\.a\.base_url: /,
    ],
  ])(
    'refuses %s, naming file and field and no value that may be secret',
    async (_, text, problem) => {
      const folder = temporaryFolder()
      folder.write(file, text)
      const error = await loadConfig(folder.dir).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(UserError)
      expect(String(error)).toMatch(problem)
      expect(String(error)).not.toContain('sk-x')
    },
  )
})
