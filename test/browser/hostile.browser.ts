import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openFile, useBrowser } from './open-page.ts'
import { makePage, temporaryFolder, writeRows } from './workspaces.ts'

const attacks = [
  '<script>alert(1)</script></script><!--',
  '<img src="http://127.0.0.1:9/x.png" onerror="alert(2)"><svg onload=alert(3)><iframe srcdoc="<script>alert(4)</script>">',
  '[a](javascript:alert(5)) [b](JaVaScRiPt:alert(6)) [c](data:text/html,<script>alert(7)</script>) <a href="javascript:alert(8)">d</a>',
  '![p](http://127.0.0.1:9/y.png) ![q](javascript:alert(9))',
  '<style>*{display:none}</style><link rel=stylesheet href="http://127.0.0.1:9/z.css"><base href="http://127.0.0.1:9/">',
  '<div><b><table><tr><td>unclosed `code ```fence **bold',
  '\u202Eright to left\u202C \u2066isolate \u0007\u001b[31mred\u001b[0m\u001b]8;;http://127.0.0.1:9\u0007link\u0000',
  '<math><mtext></math><img src=x onerror=alert(10)></mtext></math><annotation-xml encoding="text/html"><script>alert(11)</script></annotation-xml>',
  '$\\href{javascript:alert(12)}{x}$ $$\\unicode{<img src=x onerror=alert(13)>}$$ $\\style{background:url(http://127.0.0.1:9/q)}{y}$ \\(\\frac{1}{2}\\)',
  '<form action="http://127.0.0.1:9/"><input name=body autofocus onfocus=alert(14)><button formaction="javascript:alert(15)">x</button></form>',
  '<p id="page" class="skip" style="position:fixed;inset:0">over</p><a name="body" id="data">x</a>',
  '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
].join('\n\n')

const hostileModel = `<img src=x onerror=alert(20)>\u202Em"'&`

/** Every text of every file is hostile; one answer is a line of a million characters. */
function writeHostileWorkspace(dir: string): void {
  const models = [hostileModel, 'javascript:alert(21)']
  const ids: (number | string)[] = [1, '"><script>alert(22)</script>', '../../etc', 4, 5, 6]
  writeRows(
    join(dir, 'data/mt_bench/question.jsonl'),
    ids.map((question_id) => ({
      question_id,
      category: '<b onclick=alert(23)>c</b>',
      turns: [attacks, attacks],
    })),
  )
  const judged = { judge: ['<svg/onload=alert(24)>', 'single-v1'], turn: 1 }
  const pairs = { judge: ['<svg/onload=alert(24)>', 'pair-v2'], turn: 1 }
  writeRows(
    join(dir, 'judgments/mt_bench/x_single.jsonl'),
    ids.flatMap((question_id) =>
      models.map((model, i) => {
        return { ...judged, question_id, model, judgment: `${attacks} [[${5 + i}]]`, score: 5 + i }
      }),
    ),
  )
  writeRows(
    join(dir, 'judgments/mt_bench/x_pair.jsonl'),
    ids.map((question_id) => ({
      ...pairs,
      question_id,
      model_1: models[0],
      model_2: models[1],
      g1_winner: 'model_2',
      g2_winner: 'error',
      g1_judgment: `${attacks} [[B]]`,
      g2_judgment: attacks,
    })),
  )
  models.forEach((model_id, i) => {
    const turn = (question: number | string) =>
      question === 4 ? '<b>x</b> [y](javascript:0) '.repeat(38_000) : `${attacks} ${i}`
    const answers = ids.map((question_id) => {
      const turns = [turn(question_id), turn(question_id)]
      return { question_id, model_id, choices: [{ index: 0, turns }] }
    })
    // Its file's name is what the id becomes on disk.
    const name = model_id.replaceAll('/', '__').replace(/[:\\<>"|?*]/g, '_')
    writeRows(join(dir, `data/mt_bench/model_answer/${name}.jsonl`), answers)
  })
}

describe.skipIf(browserPath === undefined)(
  'hostile files in Chromium (skipped without one)',
  () => {
    const { browser } = useBrowser()
    const folder = temporaryFolder()
    let file = ''
    beforeAll(async () => {
      writeHostileWorkspace(folder.dir)
      file = await makePage(folder.dir, '--title', '</title><script>alert(30)</script>')
    })
    afterAll(folder.remove)

    const hashes = [
      '#/overview',
      '#/run',
      '#/questions/1',
      '#/questions/1?text=source',
      '#/questions/1?text=differences',
      `#/questions/${encodeURIComponent('"><script>alert(22)</script>')}`,
      '#/questions/4',
      '#/questions/%E0%A4%A?model=%3Cimg%20src%3Dx%20onerror%3Dalert(40)%3E&search=<script>alert(41)</script>',
    ]

    it.each(hashes)('runs nothing, asks for nothing and stays whole at %s', async (hash) => {
      const { page, misdeeds } = await openFile(browser(), file, { hash })
      for (const summary of await page.locator('main summary').all()) {
        if (await summary.isVisible()) await summary.click()
      }
      await page.locator('header.bar').waitFor()
      // What was injected would have run by the time that two frames are drawn.
      await page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
      )
      expect(misdeeds).toEqual([])
      const dangerous =
        'main :is(script, style, iframe, object, embed, link, meta, base, form, img)'
      expect(await page.locator(dangerous).count()).toBe(0)
      const handlers = `[...document.querySelectorAll('main *')].flatMap((e) => [...e.attributes])
      .filter((a) => a.name.startsWith('on') || /^\\s*(javascript|data|vbscript):/i.test(a.value))
      .map((a) => a.name + '=' + a.value)
      .filter((text) => !text.startsWith('title=') && !text.startsWith('value=') && !text.startsWith('aria-label='))`
      expect(await page.evaluate(handlers)).toEqual([])
    })

    it('shows hostile texts as texts, with what hides written out', async () => {
      const { page } = await openFile(browser(), file, { hash: '#/questions/1?text=source' })
      const text = await page.locator('.asked').first().innerText()
      expect(text).toContain('<script>alert(1)</script>')
      expect(text).toContain('\\u202eright to left')
      expect(text).toContain('\\x1b[31mred')
      const name = await page.locator('.answer h3').last().innerText()
      expect(name).toContain('<img src=x onerror=alert(20)>\\u202em')
    })

    it('sets formulas and keeps harmless Markdown', async () => {
      const { page } = await openFile(browser(), file, { hash: '#/questions/1' })
      expect(await page.locator('.prose math mfrac').count()).toBeGreaterThan(0)
      expect(await page.locator('.prose a').count()).toBeGreaterThan(0)
      const places = await page
        .locator('.prose a')
        .evaluateAll((links) =>
          links.map((a) => `${a.getAttribute('rel')} ${a.getAttribute('href')}`),
        )
      // The one address that is left stood in the text; those that were scripts are gone.
      expect([...new Set(places)].sort()).toEqual([
        'noopener noreferrer nofollow http://127.0.0.1:9%5Cx07link%5Cx00',
        'noopener noreferrer nofollow null',
      ])
    })

    it('shows a line of a million characters in parts', async () => {
      const { page } = await openFile(browser(), file, { hash: '#/questions/4' })
      const more = page.getByRole('button', { name: /Show the other 1,0\d\d,\d{3} characters/ })
      expect(await more.count()).toBeGreaterThan(0)
      await more.first().click()
      await page.locator('header.bar').waitFor()
    })
  },
)
