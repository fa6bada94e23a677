import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { licenceText, packagesIn } from '../../../tools/bundle-page/licences.ts'

describe('licences of what is bundled', () => {
  it('names each package once, scoped ones too', () => {
    const files = [
      'src/web/client/main.tsx',
      'node_modules/preact/dist/preact.module.js',
      'node_modules/preact/hooks/dist/hooks.module.js',
      'node_modules/@a/b/index.js',
    ]
    expect(packagesIn(files)).toEqual(['@a/b', 'preact'])
  })

  it('holds each licence whole, with name and version', () => {
    const text = licenceText(['diff', 'preact'], (file) => readFileSync(file, 'utf8'))
    expect(text).toMatch(/^diff \d+\.\d+\.\d+ \(BSD-3-Clause\)\n/)
    expect(text).toMatch(/\npreact \d+\.\d+\.\d+ \(MIT\)\n/)
    expect(text).toContain('Redistribution and use in source and binary forms')
  })

  it('refuses a package without one', () => {
    expect(() => licenceText(['not-there'], () => '{}')).toThrow('not-there has no licence file')
  })
})
