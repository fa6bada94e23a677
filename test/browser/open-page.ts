import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

/** The system's browser; nothing is downloaded. */
const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of the browser, or undefined where there is none: the tests are then skipped by name. */
export const browserPath = places.find((place) => place !== '' && existsSync(place))

/** A browser for the tests of one file, closed after them. */
export function useBrowser(): { browser: () => Browser } {
  let running: Browser | undefined
  beforeAll(async () => {
    if (browserPath === undefined) return
    running = await chromium.launch({
      executablePath: browserPath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  })
  afterAll(() => running?.close())
  return {
    browser: () => {
      if (running === undefined) throw new Error('no browser was started')
      return running
    },
  }
}

/** What a page did that it must not do: one line each. */
export type Misdeeds = string[]

/** Opens a file as a person would, from disk, and listens for everything a page may not do. */
export async function openFile(
  browser: Browser,
  file: string,
  options: { hash?: string; width?: number; height?: number; theme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; misdeeds: Misdeeds }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const misdeeds: Misdeeds = []
  const address = pathToFileURL(file).href
  page.on('dialog', async (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error') misdeeds.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => misdeeds.push(`error: ${error.message}`))
  page.on('popup', (popup) => misdeeds.push(`popup: ${popup.url()}`))
  context.on('request', (request) => {
    const url = request.url()
    if (url !== address && !url.startsWith('data:')) misdeeds.push(`request: ${url}`)
  })
  await page.goto(`${address}${options.hash ?? ''}`)
  await page.locator('main').waitFor()
  return { page, misdeeds }
}
