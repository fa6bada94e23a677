import { readFileSync, writeFileSync } from 'node:fs'

/** One row of ARCHITECTURE.md's import table. */
export type Room = {
  name: string
  rooms: string[]
  packages: string[]
  /** May this room use Node's own modules? */
  node: boolean
}

/** Reads the import table of ARCHITECTURE.md. Throws where it is not there. */
export function importTable(markdown: string): Room[] {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => line.startsWith('| room | may import | packages |'))
  if (start < 0) throw new Error('ARCHITECTURE.md has no import table')
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) => {
    const [name = '', rooms = '', packages = ''] = line
      .split('|')
      .slice(1)
      .map((c) => c.trim())
    const words = (text: string) =>
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '–' && word !== '')
    const named = words(packages)
    return {
      name,
      rooms: words(rooms),
      packages: named.filter((word) => word !== 'node:*'),
      node: named.includes('node:*'),
    }
  })
}

/** Every package that some room owns. */
export function ownedPackages(table: readonly Room[]): string[] {
  return [...new Set(table.flatMap((room) => room.packages))].sort()
}

/** Biome's overrides that hold the table: one a room, each with the whole list of what is closed to it. */
export function lintOverrides(table: readonly Room[]): object[] {
  return table.map((room) => {
    const others = table.map((r) => r.name).filter((name) => name !== room.name)
    const closed = others.filter((name) => !room.rooms.includes(name))
    const group = [
      ...closed.flatMap((name) => (name === 'cli' ? ['**/cli.ts'] : [`**/${name}/**`])),
      '**/index.ts',
      ...ownedPackages(table).filter((name) => !room.packages.includes(name)),
      ...(room.node ? [] : ['node:*', 'node:*/*']),
    ]
    const may = [...room.rooms, 'errors', ...room.packages, ...(room.node ? ['node:*'] : [])]
    const message = `${room.name} may import only: ${may.join(', ')}`
    return {
      includes: [room.name === 'cli' ? 'src/cli.ts' : `src/${room.name}/**`],
      linter: {
        rules: {
          style: {
            noRestrictedImports: {
              level: 'error',
              options: { patterns: [{ group, message }] },
            },
          },
        },
      },
    }
  })
}

/** True for an override that belongs to the table. */
export function isRoomOverride(override: object): boolean {
  return JSON.stringify(override).includes('noRestrictedImports')
}

function writeOverrides(): void {
  const table = importTable(readFileSync('ARCHITECTURE.md', 'utf8'))
  const config = JSON.parse(readFileSync('biome.json', 'utf8')) as { overrides: object[] }
  config.overrides = [
    ...lintOverrides(table),
    ...config.overrides.filter((override) => !isRoomOverride(override)),
  ]
  writeFileSync('biome.json', `${JSON.stringify(config, null, 2)}\n`)
}

if (process.argv[1]?.endsWith('lint-rooms.js') === true) writeOverrides()
