import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fitDocument } from './document.ts'
import { readInputs } from './inputs.ts'
import { fitTable } from './table.ts'

/** From build/tools/fit-judge, where this runs. */
const target = fileURLToPath(new URL('../../../data/judge_features.json', import.meta.url))

const inputs = await readInputs(process.env['MTBENCH_TEST_DATA'] ?? '../shared')
const document = fitDocument(inputs)
writeFileSync(target, `${JSON.stringify(document, null, 2)}\n`)
process.stdout.write(`${fitTable(document)}\nWritten to data/judge_features.json\n`)
