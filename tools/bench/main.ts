import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benchText, thisMachine } from './bench-table.ts'
import { measurements } from './measurements.ts'
import { chosen, runBench } from './run-bench.ts'

const help = `npm run bench -- [flags]

Measures mtbench against the loopback endpoint and made-up files, each figure against another of
the same run. It takes some minutes, uses loopback and a temporary folder, and stops by itself.

  --only <name>…    only these: ${measurements.map(({ name }) => name).join(', ')}
  --quick           less work: shows that it runs, not how fast
  --markdown        a Markdown table
  --json            one JSON document
  --output <file>   write to a file as well
  --plot <file>     with --only rating-growth: draw how time grows, as SVG
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    output: { type: 'string' },
    plot: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(help)
else {
  const isQuick = values.quick
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const rows = await runBench(chosen(measurements, values.only), {
    isQuick,
    plotFile: values.plot,
    say,
  })
  const form = values.json ? 'json' : values.markdown ? 'markdown' : 'text'
  const text = `${benchText(rows, { machine: thisMachine(), isQuick, form })}\n`
  process.stdout.write(text)
  if (values.output !== undefined) await writeFile(values.output, text)
}
