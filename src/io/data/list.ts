import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '../../domain/catalogue/catalogue.ts'
import {
  type CatalogueEntry,
  type DataListing,
  knownBytes,
} from '../../domain/catalogue/catalogue-entry.ts'
import { suiteManifestSchema } from '../../domain/suite.ts'
import { readJson } from '../workspace/load-suite.ts'
import { shippedSuiteDir, shippedSuites, suitesIn } from '../workspace/workspace.ts'

/** What the package ships, what is in the workspace, and what can be pulled into it. */
export async function listData(dir: string): Promise<DataListing[]> {
  const shipped = shippedSuites()
  const fromCatalogue = new Set(catalogue.flatMap((entry) => [...entry.suites]))
  const own = suitesIn(dir).filter((name) => !fromCatalogue.has(name) && !shipped.includes(name))
  return [
    ...(await Promise.all(
      shipped.map((name) => listSuite(name, shippedSuiteDir(name), 'shipped')),
    )),
    ...(await Promise.all(
      own.map((name) => listSuite(name, join(dir, 'data', name), 'workspace')),
    )),
    ...catalogue.map((entry) => listEntry(entry, dir)),
  ]
}

function listEntry(entry: CatalogueEntry, dir: string): DataListing {
  const places = entry.files.map((file) => join(dir, ...file.target.split('/')))
  const there = places.filter((place) => existsSync(place))
  const isThere = there.length === places.length
  return {
    name: entry.name,
    state: isThere ? 'workspace' : there.length > 0 ? 'in part' : 'available',
    files: places.length,
    files_there: there.length,
    bytes: isThere
      ? there.reduce((sum, place) => sum + statSync(place).size, 0)
      : knownBytes(entry),
    licence: entry.licence.id,
    source: entry.source,
    revision: entry.revision,
    pinned: entry.files.filter((file) => file.sha256 !== null).length,
  }
}

async function listSuite(
  name: string,
  folder: string,
  state: 'shipped' | 'workspace',
): Promise<DataListing> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const manifest = join(folder, 'suite.json')
  const { licence } = existsSync(manifest) ? await readJson(manifest, suiteManifestSchema) : {}
  return {
    name,
    state,
    files: files.length,
    files_there: files.length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    licence: licence ?? null,
    source: null,
    revision: null,
    pinned: 0,
  }
}
