import { statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openFile, useBrowser } from './open-page.ts'
import { makePage, temporaryFolder, writeMadeWorkspace } from './workspaces.ts'

/** The most that a page of this size may take, with room for a busy machine. */
const mostMs = 8000

describe.skipIf(browserPath === undefined)(
  '80 questions × 8 models, all pairs, in Chromium (skipped without one)',
  () => {
    const { browser } = useBrowser()
    const folder = temporaryFolder()
    let file = ''
    beforeAll(async () => {
      writeMadeWorkspace(folder.dir, { questions: 80, models: 8, words: 150 })
      file = await makePage(folder.dir)
    })
    afterAll(folder.remove)

    it('stays below 10 MB and opens quickly', async () => {
      const megabytes = statSync(file).size / 1e6
      expect(megabytes).toBeLessThan(10)
      const times: number[] = []
      for (let run = 0; run < 3; run++) {
        const start = performance.now()
        const { page, misdeeds } = await openFile(browser(), file)
        await page.locator('section:has(> #wins) tbody tr').first().waitFor()
        times.push(performance.now() - start)
        expect(misdeeds).toEqual([])
        await page.context().close()
      }
      const { page } = await openFile(browser(), file, { hash: '#/questions' })
      const start = performance.now()
      await page.getByRole('searchbox').fill('question 123:')
      await page.locator('.list li').nth(1).waitFor({ state: 'detached' })
      const searching = performance.now() - start
      process.stdout.write(
        `80 × 8 pairwise-all: ${megabytes.toFixed(2)} MB, opened in ${times.map((t) => t.toFixed(0)).join(', ')} ms, first search ${searching.toFixed(0)} ms\n`,
      )
      expect(Math.min(...times)).toBeLessThan(mostMs)
    })
  },
)
