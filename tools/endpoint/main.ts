import { runEndpoint } from './command.ts'

process.exitCode = await runEndpoint(process.argv.slice(2), process)
