import { onTestFinished } from 'vitest'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { type Endpoint, startEndpoint } from '../../tools/endpoint/server.ts'

/** A loopback endpoint that is closed when the test ends. */
export async function withEndpoint(options: Partial<EndpointOptions> = {}): Promise<Endpoint> {
  const endpoint = await startEndpoint(options)
  onTestFinished(() => endpoint.close())
  return endpoint
}
