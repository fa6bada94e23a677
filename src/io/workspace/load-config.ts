import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, configSchema } from '../../domain/calls/endpoint.ts'
import { readJson } from './load-suite.ts'

/**
 * `mtbench.config.json` of a workspace, or an empty config where there is none.
 * @throws UserError naming file and field
 */
export async function loadConfig(dir: string): Promise<Config> {
  const file = join(dir, 'mtbench.config.json')
  return existsSync(file) ? readJson(file, configSchema) : {}
}
