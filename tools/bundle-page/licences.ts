import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names of the packages that bundled files come from, in order. */
export function packagesIn(files: readonly string[]): string[] {
  const names = files.flatMap((file) => {
    const match = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)
    return match?.[1] === undefined ? [] : [match[1]]
  })
  return [...new Set(names)].sort()
}

/**
 * The licences under which the bundled packages are passed on, one after the other.
 * @throws Error for a package without a licence file: nothing is bundled without its notice
 */
export function licenceText(packages: readonly string[], read: (file: string) => string): string {
  const parts = packages.map((name) => {
    const folder = join('node_modules', name)
    const file = licenceFile(folder)
    if (file === undefined) throw new Error(`${name} has no licence file`)
    const { version, license } = JSON.parse(read(join(folder, 'package.json'))) as {
      version: string
      license: string
    }
    return `${name} ${version} (${license})\n\n${read(file).trim()}\n`
  })
  return parts.join(`\n${'-'.repeat(72)}\n\n`)
}

function licenceFile(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined
  const name = readdirSync(folder).find((file) => /^licen[cs]e(\.(md|txt))?$/i.test(file))
  return name === undefined ? undefined : join(folder, name)
}
