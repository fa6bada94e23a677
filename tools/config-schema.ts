import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { configSchema } from '../src/domain/calls/endpoint.ts'

/** The JSON Schema of `mtbench.config.json`, as the package publishes it. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ title: 'mtbench.config.json', ...schema }, null, 2)}\n`
}

if (process.argv[1]?.endsWith('config-schema.js') === true) {
  writeFileSync('mtbench.config.schema.json', configJsonSchema())
}
