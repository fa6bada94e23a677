import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import {
  loadAnswers,
  loadManifest,
  loadModels,
  loadPrompts,
  loadQuestions,
  loadReferences,
} from '../../../src/io/workspace/load-suite.ts'
import { openWorkspace, promptsFile } from '../../../src/io/workspace/workspace.ts'
import { answerOf, questionOf, smallPrompts } from '../../support/records.ts'
import { jsonl } from '../../support/small-workspace.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('loadQuestions', () => {
  it('gives them in file order, with unknown fields and both kinds of id', async () => {
    const questions = [{ ...questionOf(9), extra: 1 }, questionOf('9'), questionOf(1)]
    const file = temporaryFolder().write('q.jsonl', jsonl(questions))
    expect(await loadQuestions(file)).toEqual(questions)
  })

  it.each<[name: string, text: string, message: RegExp]>([
    ['an empty file', '\n', /q\.jsonl: holds no question$/],
    [
      'an id that stands twice, naming both lines',
      jsonl([questionOf(1), questionOf(2), questionOf(1)]),
      /q\.jsonl:3: question_id: 1 stands already on line 1$/,
    ],
    ['a question without turns', jsonl([questionOf(1, { turns: [] })]), /q\.jsonl:1: turns: /],
    ['a question without a category', '{"question_id":1,"turns":["x"]}\n', /:1: category: /],
  ])('refuses %s', async (_, text, message) => {
    const reading = loadQuestions(temporaryFolder().write('q.jsonl', text))
    await expect(reading).rejects.toThrow(UserError)
    await expect(reading).rejects.toThrow(message)
  })
})

describe('loadAnswers', () => {
  const load = (name: string, text: string) =>
    loadAnswers(temporaryFolder().write(`${name}.jsonl`, text), name)

  it('counts the last line of a question, and those that it replaces', async () => {
    const turns = ['new', 'new']
    const set = await load('m', jsonl([answerOf(1), answerOf(2), answerOf(1, { turns })]))
    expect(set).toMatchObject({ modelId: 'm', superseded: 1, torn: false })
    expect(set.answers.get(1)?.choices[0]?.turns).toEqual(turns)
    expect(set.answers.size).toBe(2)
  })

  it.each<[name: string, ids: string[], expected: string]>([
    ['org__m', ['org/m'], 'org/m'],
    ['m_1', ['m:1'], 'm:1'],
    ['vicuna-13b-v1.3', ['vicuna-13b-20230322-clean-lang'], 'vicuna-13b-v1.3'],
    ['m', ['m', 'n'], 'm'],
    ['.._x', ['..\\x'], '.._x'],
  ])('takes %s with the ids %j as %s', async (name, ids, expected) => {
    const text = jsonl(ids.map((model, index) => answerOf(index, { model })))
    expect((await load(name, text)).modelId).toBe(expected)
  })

  it('reads what others write: no answer_id, no tstamp, extra keys, a torn end', async () => {
    const choices = [{ index: 0, turns: [' x '], history: [1] }]
    const text = `${jsonl([{ question_id: 1, model_id: 'm', choices }])}{"question_id"`
    const set = await load('m', text)
    expect(set.answers.get(1)).toEqual({ question_id: 1, model_id: 'm', choices })
    expect(set).toMatchObject({ torn: true, bytes: Buffer.byteLength(text) })
  })

  it('refuses a bad line by file, line and field', async () => {
    const text = jsonl([answerOf(1), { ...answerOf(2), choices: [] }])
    await expect(load('m', text)).rejects.toThrow(/m\.jsonl:2: choices: /)
  })
})

describe('loadModels', () => {
  function suite(models: Record<string, readonly object[]>) {
    const folder = temporaryFolder()
    folder.write('data/small/question.jsonl', jsonl([questionOf(1)]))
    for (const [name, answers] of Object.entries(models)) {
      folder.write(`data/small/model_answer/${name}.jsonl`, jsonl(answers))
    }
    const load = (wanted?: readonly string[]) =>
      loadModels(openWorkspace(folder.dir, 'small'), { models: wanted, questions: [questionOf(1)] })
    return {
      load,
      ids: async (wanted?: readonly string[]) => (await load(wanted)).map((s) => s.modelId),
    }
  }
  const three = {
    b: [answerOf(1, { model: 'b' })],
    org__a: [answerOf(1, { model: 'org/a' })],
    c: [],
  }

  it('gives all that have answers, or those that are named, each once', async () => {
    const { ids } = suite(three)
    expect(await ids()).toEqual(['b', 'c', 'org/a'])
    expect(await ids(['org/a', 'b', 'org/a'])).toEqual(['org/a', 'b'])
  })

  it.each<[name: string, wanted: string[] | undefined, message: RegExp]>([
    [
      'a model without answers, naming those that have some',
      ['x'],
      /model "x" .*there are: b, c, org__a$/,
    ],
    ['an id that could leave its folder', ['../b'], /could leave its folder/],
    [
      'two ids that map to one file',
      ['org/a', 'org__a'],
      /"org\/a" and "org__a" share the file name/,
    ],
    ['ids that differ in letter case only', ['b', 'B'], /"b" and "B" share the file name/],
  ])('refuses %s', async (_, wanted, message) => {
    const { load } = suite(three)
    await expect(load(wanted)).rejects.toThrow(UserError)
    await expect(load(wanted)).rejects.toThrow(message)
  })

  it('refuses answers of another suite, and a suite without any', async () => {
    await expect(suite({ a: [answerOf(7)] }).load()).rejects.toThrow(/answers of another suite/)
    await expect(suite({}).load()).rejects.toThrow(/no answers in suite small: .*gen-answers/)
  })
})

describe('loadManifest', () => {
  it('is empty where there is none, and read where there is one', async () => {
    const folder = temporaryFolder()
    folder.write('data/small/question.jsonl', '')
    const workspace = openWorkspace(folder.dir, 'small')
    expect(await loadManifest(workspace)).toEqual({})
    folder.write('data/small/suite.json', '{"baseline": "x"}')
    expect(await loadManifest(workspace)).toMatchObject({ baseline: 'x' })
    folder.write('data/small/suite.json', '{"baseline": 1}')
    await expect(loadManifest(workspace)).rejects.toThrow(/suite\.json: baseline: /)
  })
})

describe('loadReferences', () => {
  it('gives the turns of the first choice by question', async () => {
    const file = temporaryFolder().write('r.jsonl', jsonl([answerOf(1), answerOf('x')]))
    const references = await loadReferences(file)
    expect([...references]).toEqual([
      [1, ['m 1 one', 'm 1 two']],
      ['x', ['m x one', 'm x two']],
    ])
  })
})

describe('loadPrompts', () => {
  const load = (text: string) => loadPrompts(temporaryFolder().write('p.jsonl', text))
  const [good] = [...smallPrompts.values()]

  it('reads those that the package ships', async () => {
    const prompts = await loadPrompts(promptsFile(temporaryFolder().dir, undefined))
    expect([...prompts.keys()]).toEqual(expect.arrayContaining([...smallPrompts.keys()]))
  })

  it('gives them by name', async () => {
    expect(await load(jsonl([...smallPrompts.values()]))).toEqual(smallPrompts)
  })

  it.each<[name: string, change: object, message: RegExp]>([
    [
      'an unknown placeholder',
      { prompt_template: '{question} {anwser}' },
      /p\.jsonl:2: .*"n".*\{anwser\}/,
    ],
    ['a lone brace', { prompt_template: '{question} }' }, /p\.jsonl:2: .*a lone \}/],
    [
      'a verdict that does not fit',
      { output_format: '[[A]]' },
      /p\.jsonl:2: .*does not fit type single/,
    ],
    ['an unknown verdict', { output_format: 'json' }, /p\.jsonl:2: output_format: /],
  ])('refuses %s by file and line', async (_, change, message) => {
    const loading = load(jsonl([good ?? {}, { ...good, name: 'n', ...change }]))
    await expect(loading).rejects.toThrow(UserError)
    await expect(loading).rejects.toThrow(message)
  })

  it('refuses an empty file', async () => {
    await expect(load('')).rejects.toThrow(/p\.jsonl: holds no judge prompt/)
  })
})
