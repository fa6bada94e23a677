import { readFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { createFetch } from '../../../src/io/endpoint/http-fetch.ts'
import { defaultTimeouts } from '../../../src/io/endpoint/openai-chat.ts'

// What mtbench is measured against: OpenAI's own client over the same `fetch`, sending the same
// prompts, so many at once, and nothing else. Words: base URL, calls at once, file of prompts.

const [baseURL = '', width = '', file = ''] = process.argv.slice(2)
const prompts: string[] = JSON.parse(await readFile(file, 'utf8'))
const client = new OpenAI({
  baseURL,
  apiKey: 'none',
  maxRetries: 0,
  fetch: createFetch({ ...defaultTimeouts, connections: Number(width) }),
})
let next = 0
let characters = 0

async function work(): Promise<void> {
  for (let prompt = prompts[next++]; prompt !== undefined; prompt = prompts[next++]) {
    const reply = await client.chat.completions.create({
      model: 'judge',
      messages: [{ role: 'user', content: prompt }],
      temperature: 0,
      max_tokens: 2048,
    })
    characters += reply.choices[0]?.message.content?.length ?? 0
  }
}

await Promise.all(Array.from({ length: Number(width) }, work))
process.stdout.write(`${characters}\n`)
