import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageFile, packageVersion } from '../../../src/io/files/package-files.ts'

it('finds what the package ships', () => {
  const { name } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))
  expect(name).toBe('mtbench')
  expect(readFileSync(packageFile('data', 'judge_prompts.jsonl'), 'utf8')).not.toBe('')
})

it('says the version that stands in package.json', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  expect(text).toContain(`"version": "${packageVersion()}"`)
})
