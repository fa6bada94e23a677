import { completion, type HttpServer, httpServer, sendJson } from './http-server.ts'
import { type CliResult, runCli } from './run-cli.ts'
import { jsonl, type SmallWorkspace, smallWorkspace } from './small-workspace.ts'

/** What a model's answer is worth, by question and turn: the judge gives it that grade. */
export type Quality = (question: number, turn: number) => number

export type GateWorkspace = SmallWorkspace & {
  /** Flags that name the judge. */
  judge: string[]
  server: HttpServer
  answer: (model: string, quality: Quality) => void
  /** Runs a command on the suite `gate` of this workspace. */
  run: (line: string, env?: Record<string, string>) => Promise<CliResult>
  /** Has a model's answers judged. */
  judged: (model: string, more?: string) => Promise<void>
  /** Runs `check` and reads its JSON. */
  check: (line?: string) => Promise<CliResult & { document: CheckJson }>
}

/** The fields of a check's document that tests look at. */
export type CheckJson = {
  outcome: string
  difference: number | null
  ci: [number, number] | null
  margin: number
  alpha: number
  mde: number | null
  n: number
  questions: number
  rows: { category: string | null; outcome: string }[]
  reasons: { code: string; outcome: string }[]
  settings: Record<string, unknown>
  left_out: Record<string, number>
  warnings: string[]
  advice: Record<string, unknown> | null
  inputs: { path: string; sha256: string; rows: number }[]
}

const count = 12

/** Grades between 4 and 8 that differ from question to question. */
export const usual: Quality = (question, turn) => 4 + ((2 * question + turn) % 5)

/**
 * A workspace with a suite of twelve questions of two turns (half writing, half math), and a judge that grades
 * an answer by the number after its last `quality`; `rate` may change that by the number of the call.
 */
export async function gateWorkspace(
  rate: (quality: number, nth: number) => number = (quality) => quality,
): Promise<GateWorkspace> {
  const workspace = smallWorkspace()
  const server = await httpServer((response, { body }, nth) => {
    const found = [...body.matchAll(/quality (\d+)/g)].at(-1)?.[1] ?? '1'
    sendJson(response, completion(`Call ${nth}. Rating: [[${rate(Number(found), nth)}]]`))
  })
  const judge = ['--judge-model', `owl=j@${server.url}/v1`]
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  workspace.write(
    'data/gate/question.jsonl',
    jsonl(
      ids.map((id) => ({
        question_id: id,
        category: id <= count / 2 ? 'writing' : 'stem',
        turns: [`What is ${id}?`, `And half of ${id}?`],
      })),
    ),
  )
  const run = (line: string, env: Record<string, string> = {}) =>
    runCli([...line.split(' '), '--bench', 'gate', '--dir', workspace.dir], { env })
  return {
    ...workspace,
    judge,
    server,
    run,
    answer: (model, quality) =>
      workspace.write(
        `data/gate/model_answer/${model}.jsonl`,
        jsonl(
          ids.map((id) => ({
            question_id: id,
            model_id: model,
            choices: [
              { index: 0, turns: [1, 2].map((t) => `Of ${id}, ${t}: quality ${quality(id, t)}`) },
            ],
          })),
        ),
      ),
    judged: async (model, more = '') => {
      const line = `judge --models ${model} ${judge.join(' ')} ${more}`.trim()
      const { code, stderr } = await run(line)
      if (code !== 0) throw new Error(`${line}: ${code}\n${stderr}`)
    },
    check: async (line = '') => {
      const result = await run(`check ${judge.join(' ')} --json ${line}`.trim())
      const document = result.stdout === '' ? {} : JSON.parse(result.stdout)
      return { ...result, document: document as CheckJson }
    },
  }
}
