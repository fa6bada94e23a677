import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openFile, useBrowser } from './open-page.ts'
import { makePage, temporaryFolder, writeMadeWorkspace, writeRows } from './workspaces.ts'

const size = { questions: 12, models: 3, words: 40 }

describe.skipIf(browserPath === undefined)('the page in Chromium (skipped without one)', () => {
  const { browser } = useBrowser()
  const folder = temporaryFolder()
  let file = ''
  let moved = ''
  beforeAll(async () => {
    const [now, before] = [join(folder.dir, 'now'), join(folder.dir, 'before')]
    for (const dir of [now, before]) writeMadeWorkspace(dir, size)
    const vote = { model_a: 'm0', model_b: 'm1', winner: 'model_b', judge: 'expert_1', turn: 1 }
    writeRows(join(now, 'votes/human.jsonl'), [{ ...vote, question_id: 84 }])
    const grade = { model: 'm0', judge: ['owl', 'single-v1'], turn: 1 }
    writeRows(
      join(before, 'judgments/mt_bench/owl_single.jsonl'),
      [81, 82, 83].map((question_id) => {
        return { ...grade, question_id, judgment: '[[2]]', score: 2 }
      }),
    )
    file = await makePage(now)
    moved = join(folder.dir, 'moved.html')
    await makePage(now, '--mode', 'single', '--against', before, '--output', moved)
  })
  afterAll(folder.remove)

  const listed = (page: Page) => page.locator('.list li')
  const hashOf = (page: Page) => new URL(page.url()).hash

  it('says first who is better, by how much, how sure, and does nothing that it may not', async () => {
    const { page, misdeeds } = await openFile(browser(), file)
    await page.getByRole('heading', { level: 1, name: /m0 is better than m1, by/ }).waitFor()
    const sure = page.locator('.standfirst', { hasText: /interval .* to .*; p/ })
    // Once for the grades, once for the pairs.
    await expect.poll(() => sure.count()).toBe(2)
    expect(await page.locator('section:has(> #grades) tbody tr').count()).toBe(3)
    expect(await page.locator('.plot svg').count()).toBe(1)
    expect(misdeeds).toEqual([])
  })

  it('narrows the list by category, flags and verdicts, and clears it', async () => {
    const { page, misdeeds } = await openFile(browser(), file)
    await page.getByRole('link', { name: 'Questions', exact: true }).click()
    expect(await listed(page).count()).toBe(12)
    await page.getByLabel('Category').selectOption('math')
    expect(await listed(page).count()).toBe(2)
    expect(hashOf(page)).toContain('category=math')
    await page.getByLabel('Category').selectOption('')
    await page.getByRole('button', { name: /People disagree/ }).click()
    expect(await listed(page).allInnerTexts()).toEqual([expect.stringContaining('84')])
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByLabel('Model', { exact: true }).selectOption('m2')
    await page.getByLabel('Verdict').selectOption('win')
    expect(await listed(page).count()).toBe(0)
    await page.getByLabel('Verdict').selectOption('loss')
    expect(await listed(page).count()).toBe(12)
    expect(misdeeds).toEqual([])
  })

  it('finds words in questions, answers and judgments', async () => {
    const { page } = await openFile(browser(), file, { hash: '#/questions' })
    await page.getByRole('searchbox').fill('QUESTION 85:')
    expect(await listed(page).count()).toBe(1)
    await page.getByRole('searchbox').fill('not anywhere in it')
    await page.getByText('No question fits.').waitFor()
  })

  it('opens a link to a place, and shows games, verdicts and what was matched', async () => {
    const hash = '#/questions/84?model=m1&model=m0&turn=1'
    const { page, misdeeds } = await openFile(browser(), file, { hash })
    await page.getByRole('heading', { level: 1, name: /Question 84/ }).waitFor()
    expect(await page.locator('.answer h3').allInnerTexts()).toEqual(['m1', 'm0'])
    const match = page.locator('details.match')
    await match.locator('summary').click()
    expect(await match.locator('mark').allInnerTexts()).toEqual([
      '[[A]]',
      expect.stringMatching(/^\[\[[AB]\]\]$/),
    ])
    await page.getByText('People: 1 for m1').waitFor()
    expect(await page.getByRole('heading', { name: 'Turn 2' }).count()).toBe(0)
    expect(misdeeds).toEqual([])
  })

  it('goes by keys: views, next and previous question, turns, texts, judgments, search, help', async () => {
    const { page, misdeeds } = await openFile(browser(), file)
    // A key is pressed when what the one before it changed is drawn, as people do.
    const press = async (key: string) => {
      await page.keyboard.press(key)
      await page.waitForTimeout(100)
    }
    await press('2')
    await press('j')
    await page.getByRole('heading', { level: 1, name: /Question 81/ }).waitFor()
    await press('j')
    await page.getByRole('heading', { level: 1, name: /Question 82/ }).waitFor()
    await press('k')
    await page.getByRole('heading', { level: 1, name: /Question 81/ }).waitFor()
    await press('t')
    expect(hashOf(page)).toContain('turn=1')
    await press('v')
    await press('v')
    expect(hashOf(page)).toContain('text=differences')
    expect(await page.locator('.answer ins').count()).toBeGreaterThan(0)
    await press('o')
    expect(await page.locator('details.judgment:not([open])').count()).toBe(0)
    await press('/')
    await page.keyboard.type('j2?')
    expect(await page.getByRole('searchbox').inputValue()).toBe('j2?')
    await press('Escape')
    await press('?')
    await page.getByRole('dialog').waitFor()
    await press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await press('1')
    expect(hashOf(page)).toContain('#/overview')
    expect(misdeeds).toEqual([])
  })

  it('goes back with the browser', async () => {
    const { page } = await openFile(browser(), file)
    await page.getByRole('link', { name: 'Questions', exact: true }).click()
    await page.locator('.list a').first().click()
    await page.getByRole('heading', { level: 1, name: /Question 81/ }).waitFor()
    await page.goBack()
    await page.getByText('Choose a question').waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: /is better/ }).waitFor()
  })

  it('shows what moved, and leads to the question with both judgments', async () => {
    const { page, misdeeds } = await openFile(browser(), moved, { hash: '#/moved' })
    await page.getByText('m0: 3 questions changed').waitFor()
    await page.locator('.moves a').first().click()
    await page.getByText(/Grade before 2/).waitFor()
    await page.getByText('from 2').waitFor()
    expect(misdeeds).toEqual([])
  })

  it('changes between the system’s, light and dark colours', async () => {
    const { page } = await openFile(browser(), file, { theme: 'dark' })
    const paper = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const dark = await paper()
    await page.getByRole('button', { name: /change to light/ }).click()
    await expect.poll(paper).not.toBe(dark)
    await page.getByRole('button', { name: /change to dark/ }).click()
    await expect.poll(paper).toBe(dark)
  })

  it('is on a phone a list, then a question, and never wider than the screen', async () => {
    const narrow = { width: 390, height: 844 }
    const { page } = await openFile(browser(), file, { ...narrow, hash: '#/questions' })
    await page.locator('.list a').first().click()
    await page.getByRole('link', { name: /All questions/ }).waitFor()
    for (const hash of ['#/overview', '#/questions', '#/questions/81', '#/run']) {
      await page.goto(`${page.url().replace(/#.*/, '')}${hash}`)
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width, hash).toBeLessThanOrEqual(390)
    }
  })
})
