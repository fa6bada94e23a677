import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPageParts } from '../../src/io/load-page-parts.ts'
import { pageHtml } from '../../src/report/page/page-html.ts'
import { runCli } from '../support/run-cli.ts'
import { browserPath, useBrowser } from './open-page.ts'
import { temporaryFolder, writeMadeWorkspace } from './workspaces.ts'

describe.skipIf(browserPath === undefined)('a live page in Chromium (skipped without one)', () => {
  const { browser } = useBrowser()
  const folder = temporaryFolder()
  const documents: string[] = []
  beforeAll(async () => {
    for (const questions of [4, 5]) {
      const dir = join(folder.dir, String(questions))
      writeMadeWorkspace(dir, { questions, models: 2, words: 20 })
      const { stdout } = await runCli(['report', '--dir', dir, '--json', '--resamples', '100'])
      documents.push(stdout)
    }
  })
  afterAll(folder.remove)

  it('fetches its document, and again when the server says that it changed, at the same place', async () => {
    const served = { document: documents[0] ?? '' }
    const listeners: ServerResponse[] = []
    const html = pageHtml({
      ...(await loadPageParts()),
      title: 'live',
      source: { kind: 'live', document: '/document', events: '/events' },
      hash: (text) => createHash('sha256').update(text).digest('base64'),
    })
    const server = createServer((request, response) => {
      if (request.url === '/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
        listeners.push(response)
      } else if (request.url === '/document') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(served.document)
      } else response.writeHead(200, { 'content-type': 'text/html' }).end(html)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const page = await browser().newPage()
      const errors: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(`http://127.0.0.1:${port}/#/questions/82?search=question`)
      await page.getByRole('heading', { level: 1, name: /Question 82/ }).waitFor()
      expect(await page.locator('.list li').count()).toBe(4)
      await expect.poll(() => listeners.length).toBe(1)
      served.document = documents[1] ?? ''
      listeners[0]?.write('event: changed\ndata: {}\n\n')
      await page.locator('.list li').nth(4).waitFor()
      await page.getByRole('heading', { level: 1, name: /Question 82/ }).waitFor()
      expect(errors).toEqual([])
      for (const response of listeners) response.destroy()
      server.closeAllConnections()
      server.close()
      await page.getByText('The server has stopped: this is its last state.').waitFor()
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
