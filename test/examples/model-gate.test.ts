import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseJunit } from 'junit2json'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { openEndpoint } from '../support/ask-endpoint.ts'
import { runCli } from '../support/run-cli.ts'

const fileUrl = (path: string) => new URL(`../../${path}`, import.meta.url)
const textOf = (path: string) => readFileSync(fileUrl(path), 'utf8')

const stepSchema = z.object({
  run: z.string().optional(),
  uses: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
})
const workflowSchema = z.object({
  permissions: z.object({ contents: z.literal('read') }),
  jobs: z.object({ gate: z.object({ steps: z.array(stepSchema) }) }),
})
const gitlabSchema = z.object({
  'model-gate': z.object({
    script: z.array(z.string()),
    allow_failure: z.object({ exit_codes: z.literal(3) }),
    artifacts: z.object({ reports: z.object({ junit: z.string() }) }),
  }),
})

const workflowText = textOf('examples/github-actions/model-gate.yml')
const workflow = workflowSchema.parse(parse(workflowText))
const steps = workflow.jobs.gate.steps.flatMap(({ run, env }) =>
  run === undefined ? [] : run.split('\n').map((line) => ({ line, env: env ?? {} })),
)
const gitlab = gitlabSchema.parse(parse(textOf('examples/gitlab/model-gate.gitlab-ci.yml')))
const installs = (line: string) => line.startsWith('npm install ')

/** Lines of the comment that says what to do once. */
const setUp = [...workflowText.matchAll(/^#.*?\b(mtbench (?:gen-answers|judge|check) .*)$/gm)].map(
  ([, line]) => line ?? '',
)

/** An empty repository with a config: who answers, who judges. */
function repository(endpoint: string) {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-gate-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const server = { base_url: endpoint, price: { input: 1, output: 2 } }
  const config = {
    models: { assistant: { model: 'm', ...server }, 'gpt-4o': { model: 'gpt-4o', ...server } },
    check: { model: 'assistant', judge_model: 'gpt-4o', bench: 'mt_fresh' },
  }
  writeFileSync(join(dir, 'mtbench.config.json'), JSON.stringify(config))
  return { dir, path: (name: string) => join(dir, name) }
}

type Repository = ReturnType<typeof repository>

/** Runs a line of the example as its shell would: the words after `mtbench`, in the repository's folder. */
function runLine(line: string, { dir }: Repository, env: Record<string, string> = {}) {
  const [program, ...words] = line.trim().split(/\s+/)
  expect(program).toBe('mtbench')
  const output = words.indexOf('--output')
  if (output >= 0) words[output + 1] = join(dir, words[output + 1] ?? '')
  return runCli([...words, '--dir', dir], { env })
}

const tapeOf = (line: string) => `${line.split(' ')[1]}.gz`
const callsOut = (line: string) => /^mtbench (gen-answers|judge) /.test(line)

/** Does what the comment says, and keeps the calls. */
async function withBaseline() {
  const endpoint = await openEndpoint()
  const once = repository(endpoint.url)
  for (const line of setUp) {
    const record = callsOut(line) ? ` --record ${once.path(tapeOf(line))}` : ''
    const { code, stderr } = await runLine(line + record, once)
    expect(code, `${line}\n${stderr}`).toBe(0)
  }
  return { endpoint, once, baseline: readFileSync(once.path('mtbench.baseline.json'), 'utf8') }
}

/** A fresh checkout: config and baseline, nothing else. */
function checkout(baseline: string, endpoint: string): Repository {
  const fresh = repository(endpoint)
  writeFileSync(fresh.path('mtbench.baseline.json'), baseline)
  return fresh
}

describe('the example workflow for GitHub Actions', () => {
  it('pins the version that this is, and so does that for GitLab', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(textOf('package.json')))
    const lines = [...steps.map(({ line }) => line), ...gitlab['model-gate'].script]
    expect(lines.filter(installs)).toEqual([
      `npm install --global mtbench@${version}`,
      `npm install --global mtbench@${version}`,
    ])
  })

  it('gives the key only to the steps that call, and GitLab’s does the same steps', () => {
    const own = steps.filter(({ line }) => !installs(line))
    for (const { line, env } of own) {
      expect(Object.keys(env)).toEqual(callsOut(line) ? ['OPENAI_API_KEY'] : [])
      for (const value of Object.values(env)) expect(value).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/)
    }
    const script = gitlab['model-gate'].script.filter((line) => !installs(line))
    expect(script).toEqual(own.map(({ line }) => line))
    expect(script.at(-1)).toContain(gitlab['model-gate'].artifacts.reports.junit)
  })

  it('passes, line by line and from a cassette, a model that answers as it did, and fails a worse one', async () => {
    const { endpoint, once, baseline } = await withBaseline()
    await endpoint.close()
    const fresh = checkout(baseline, endpoint.url)
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: fresh.path('summary.md') }
    const lines = steps.map(({ line }) => line).filter((line) => !installs(line))
    for (const line of lines) {
      const replay = callsOut(line) ? ` --replay ${once.path(tapeOf(line))}` : ''
      const { code, stderr } = await runLine(line + replay, fresh, env)
      expect(code, `${line}\n${stderr}`).toBe(0)
    }
    expect(readFileSync(fresh.path('summary.md'), 'utf8')).toMatch(/^### PASS: `assistant`/)
    expect(await junitOf(fresh)).toMatchObject({ failures: 0, errors: 0 })

    // As a judge would leave them of a worse model: every grade is two points lower.
    const judgments = fresh.path('judgments/mt_fresh/gpt-4o_single.jsonl')
    const grades = readFileSync(judgments, 'utf8')
    writeFileSync(
      judgments,
      grades.replace(/"score":(\d+)/g, (_, score) => lower(Number(score))),
    )
    const { code, stderr } = await runLine(lines.at(-1) ?? '', fresh, env)
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(/^::error title=REGRESSED%3A assistant/m)
    expect(readFileSync(fresh.path('summary.md'), 'utf8')).toMatch(/^### REGRESSED: `assistant`/m)
    const junit = await junitOf(fresh)
    expect(junit).toMatchObject({ errors: 0 })
    expect(JSON.stringify(junit)).toContain('"type":"regressed"')
  })
})

const lower = (score: number) => `"score":${Math.max(1, score - 2)}`

async function junitOf(repository: Repository) {
  return parseJunit(readFileSync(repository.path('mtbench.xml'), 'utf8'))
}
