import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type CommandHost, runEndpoint } from '../../tools/endpoint/command.ts'
import { FAULT_KINDS } from '../../tools/endpoint/faults.ts'
import { readFlags } from '../../tools/endpoint/flags.ts'
import { DEFAULT_OPTIONS } from '../../tools/endpoint/options.ts'
import { openEndpoint } from '../support/ask-endpoint.ts'

type Host = CommandHost & EventEmitter & { out: string; err: string }

function createHost(): Host {
  const host = Object.assign(new EventEmitter(), { out: '', err: '' })
  const stdout = { write: (text: string) => (host.out += text) }
  const stderr = { write: (text: string) => (host.err += text) }
  return Object.assign(host, { stdout, stderr })
}

describe('readFlags', () => {
  it('has the defaults of the options, and an hour', () => {
    expect(readFlags([])).toEqual({ options: DEFAULT_OPTIONS, maxSeconds: 3600, isHelp: false })
  })

  it.each([
    ['--port 8399', { port: 8399 }],
    ['--seed abc', { seed: 'abc' }],
    ['--latency 20', { latencyMs: 20 }],
    ['--latency 10-30.5', { latencyMs: { min: 10, max: 30.5 } }],
    ['--fault hang=0.2 --fault redirect=0.1', { faults: { hang: 0.2, redirect: 0.1 } }],
    ['--drip-ms 9', { dripMs: 9 }],
    [
      '--retry-after 1.5 --retry-after-form date',
      { retryAfterSeconds: 1.5, retryAfterForm: 'date' },
    ],
    ['--rpm 60 --concurrent 4', { rateLimit: { requestsPerMinute: 60, concurrent: 4 } }],
    ['--api-key k', { apiKey: 'k' }],
    ['--model a --model b', { models: ['a', 'b'] }],
    ['--refuse temperature --refuse system', { refuses: ['temperature', 'system'] }],
    ['--reasoning think', { reasoning: 'think' }],
    ['--position-bias 0.3 --ties 0.2', { positionBiasShare: 0.3, tieShare: 0.2 }],
    ['--unparsed 0.1', { unparsedShare: 0.1 }],
    ['--length 0.1 --content-filter 0.2', { lengthShare: 0.1, contentFilterShare: 0.2 }],
    ['--log-limit 5 --log-messages', { logLimit: 5, logMessages: true }],
  ])('%s', (line, options) => {
    expect(readFlags(line.split(' ')).options).toEqual({ ...DEFAULT_OPTIONS, ...options })
  })
})

describe('runEndpoint', () => {
  it.each([
    ['--speed 1', "Unknown option '--speed'"],
    ['extra', "Unexpected argument 'extra'"],
    ['--port', "Option '--port <value>' argument missing"],
    ['--port x', '--port needs a number, not "x"'],
    ['--port 99999', 'port must be a whole number from 0 to 65535'],
    ['--fault hang', '--fault needs KIND=RATE, not "hang"'],
    ['--fault hang=x', '--fault hang needs a number, not "x"'],
    ['--fault flood=0.1', 'unknown faults field "flood"'],
    ['--fault hang=0.9 --fault redirect=0.2', 'must sum to at most 1'],
    ['--refuse top_p', 'refuses item must be one of'],
    ['--max-seconds 0', '--max-seconds must be over 0'],
  ])('%s is a one-line error and exit code 2', async (line, message) => {
    const host = createHost()
    expect(await runEndpoint(line.split(' '), host)).toBe(2)
    expect(host.err).toContain(message)
    expect(host.err).toMatch(/^endpoint: [^\n]*\n$/)
    expect(host.out).toBe('')
  })

  it('prints help with flags, every fault and what it is not', async () => {
    const host = createHost()
    expect(await runEndpoint(['--help'], host)).toBe(0)
    for (const flag of ['port', 'api-key KEY', 'fault KIND=RATE', 'max-seconds N']) {
      expect(host.out).toContain(`--${flag}`)
    }
    for (const fault of FAULT_KINDS) expect(host.out).toContain(fault)
    expect(host.out).toContain("nothing it says is a model's result")
    expect(Math.max(...host.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it.each(['SIGINT', 'SIGTERM'])(
    'says where it listens and what it is, until %s',
    async (signal) => {
      const host = createHost()
      const running = runEndpoint(['--seed', '7'], host)
      await expect.poll(() => host.out).toContain('\n')
      expect(host.out).toMatch(/^endpoint: http:\/\/127\.0\.0\.1:\d+\/v1 \(seed 7; .*\)\n$/)
      expect(host.out).toContain("no model's results; stops after 3600 s")
      const url = host.out.split(' ')[1] ?? ''
      expect((await fetch(`${url}/models`)).status).toBe(200)
      host.emit(signal)
      expect(await running).toBe(0)
      expect(host.listenerCount('SIGINT') + host.listenerCount('SIGTERM')).toBe(0)
      await expect(fetch(`${url}/models`)).rejects.toThrow()
    },
  )

  it('stops by itself after --max-seconds', async () => {
    const host = createHost()
    expect(await runEndpoint(['--max-seconds', '0.05'], host)).toBe(0)
    expect(host.err).toBe('')
  })

  it('says in one line that a port is in use, with exit code 1', async () => {
    const { port } = await openEndpoint()
    const host = createHost()
    expect(await runEndpoint(['--port', String(port)], host)).toBe(1)
    expect(host.err).toMatch(/^endpoint: cannot start: .*EADDRINUSE.*\n$/)
  })
})
