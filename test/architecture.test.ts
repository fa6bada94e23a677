import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importTable, isRoomOverride, lintOverrides, ownedPackages } from '../tools/lint-rooms.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const table = importTable(read('ARCHITECTURE.md'))
const biome = JSON.parse(read('biome.json')) as { overrides: object[] }
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  devDependencies: Record<string, string>
}

describe('the import table of ARCHITECTURE.md', () => {
  it('has a row for every room of src, and no other', () => {
    const rooms = readdirSync(new URL('../src', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect(table.map((room) => room.name).sort()).toEqual([...rooms, 'cli'].sort())
  })

  it('is what lint enforces', () => {
    expect(biome.overrides.filter(isRoomOverride)).toEqual(lintOverrides(table))
  })

  it('owns every dependency of the package, and nothing that is none', () => {
    const { dependencies, optionalDependencies } = manifest
    // What is bundled into the page is installed for development only, and owned all the same.
    const bundled = table
      .filter((room) => room.name === 'web')
      .flatMap((room) => room.packages)
      .filter((name) => name in manifest.devDependencies)
    expect(ownedPackages(table)).toEqual(
      [...Object.keys({ ...dependencies, ...optionalDependencies }), ...bundled].sort(),
    )
  })

  it('closes io and the network to the rooms that decide', () => {
    for (const name of ['domain', 'stats', 'scoring', 'pipeline', 'report']) {
      const override = JSON.stringify(
        lintOverrides(table)[table.findIndex((room) => room.name === name)],
      )
      for (const closed of ['node:*', 'node:*/*', '**/io/**', 'openai', '**/index.ts']) {
        expect(override).toContain(`"${closed}"`)
      }
    }
  })
})
