import { join } from 'node:path'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openFile, useBrowser } from './open-page.ts'
import { makePage, temporaryFolder, writeMadeWorkspace, writeRows } from './workspaces.ts'

type Finding = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }

describe.skipIf(browserPath === undefined)(
  'access, by axe in Chromium (skipped without one)',
  () => {
    const { browser } = useBrowser()
    const folder = temporaryFolder()
    let file = ''
    beforeAll(async () => {
      const [now, before] = [join(folder.dir, 'now'), join(folder.dir, 'before')]
      for (const dir of [now, before])
        writeMadeWorkspace(dir, { questions: 8, models: 3, words: 30 })
      const vote = { model_a: 'm0', model_b: 'm1', winner: 'model_b', turn: 1 }
      const votes = ['expert_1', 'expert_2'].flatMap((judge) =>
        [81, 82].map((question_id) => ({ ...vote, question_id, judge })),
      )
      writeRows(join(now, 'votes/human.jsonl'), votes)
      writeRows(join(before, 'judgments/mt_bench/owl_single.jsonl'), [
        { question_id: 81, model: 'm0', judge: 'owl', judgment: '[[2]]', score: 2, turn: 1 },
      ])
      file = await makePage(now, '--against', before)
    })
    afterAll(folder.remove)

    const places = ['#/overview', '#/questions', '#/questions/81?only=people', '#/moved', '#/run']
    const looks = [
      { theme: 'light', width: 1280 },
      { theme: 'dark', width: 390 },
    ] as const
    const cases = places.flatMap((hash) => looks.map((look) => ({ hash, ...look })))

    it.each(cases)('has no serious finding at $hash, $theme, $width px', async (place) => {
      const { page } = await openFile(browser(), file, { ...place, height: 900 })
      for (const summary of await page.locator('main summary').all()) {
        if (await summary.isVisible()) await summary.click()
      }
      await page.evaluate(axe.source)
      const findings = (await page.evaluate(
        'axe.run().then((result) => result.violations)',
      )) as Finding[]
      const serious = findings
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
      expect(serious).toEqual([])
    })
  },
)
