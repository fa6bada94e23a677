import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import {
  answerFiles,
  answersFile,
  judgmentFiles,
  judgmentsFile,
  knownSuites,
  openWorkspace,
  promptsFile,
  referenceFiles,
  runsFolder,
  suiteManifestFile,
} from '../../../src/io/workspace/workspace.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function smallFolder() {
  const folder = temporaryFolder()
  folder.write('data/small/question.jsonl', '')
  return { folder, workspace: openWorkspace(folder.dir, 'small') }
}

describe('openWorkspace', () => {
  it('finds a suite by its questions', () => {
    const { folder, workspace } = smallFolder()
    expect(workspace).toEqual({
      dir: folder.dir,
      bench: 'small',
      suiteDir: folder.path('data', 'small'),
      questionsFile: folder.path('data', 'small', 'question.jsonl'),
    })
  })

  it('names the suites there are where one is unknown', () => {
    const { folder } = smallFolder()
    folder.write('data/other/readme.txt', '')
    expect(() => openWorkspace(folder.dir, 'other')).toThrow(UserError)
    expect(() => openWorkspace(folder.dir, 'other')).toThrow(/no suite "other".*small/)
    expect(knownSuites(folder.dir)).toContain('small')
    expect(knownSuites(folder.dir)).not.toContain('other')
  })

  it.each(['..', '../small', 'a/b', '/etc', '', 'a\u0000b', 'a\\b'])(
    'refuses the name %j, which could leave the workspace',
    (bench) => {
      expect(() => openWorkspace(temporaryFolder().dir, bench)).toThrow(UserError)
    },
  )
})

describe('files of a workspace', () => {
  it('stand where FastChat has them', () => {
    const { folder, workspace } = smallFolder()
    expect(answersFile(workspace, 'org/m:1')).toBe(
      folder.path('data', 'small', 'model_answer', 'org__m_1.jsonl'),
    )
    expect(judgmentsFile(workspace, { judgeId: 'org/j', kind: 'pair' })).toBe(
      folder.path('judgments', 'small', 'org__j_pair.jsonl'),
    )
    expect(runsFolder(workspace)).toBe(folder.path('judgments', 'small', 'runs'))
  })

  it.each(['../../x', '/x', '..', 'con', 'a\nb', ''])('refuse the id %j', (id) => {
    const { workspace } = smallFolder()
    expect(() => answersFile(workspace, id)).toThrow(UserError)
    expect(() => judgmentsFile(workspace, { judgeId: id, kind: 'single' })).toThrow(UserError)
  })

  it('are listed by name, without what is no JSONL', () => {
    const { folder, workspace } = smallFolder()
    for (const name of ['b.jsonl', 'a.jsonl', 'a.jsonl.torn', 'a.jsonl.lock.h.1.2.3', 'c.json']) {
      folder.write(`data/small/model_answer/${name}`, '')
    }
    folder.write('data/small/reference_answer/gpt-4.jsonl', '')
    expect([...answerFiles(workspace).keys()]).toEqual(['a', 'b'])
    expect(answerFiles(workspace).get('a')).toBe(
      folder.path('data', 'small', 'model_answer', 'a.jsonl'),
    )
    expect([...referenceFiles(workspace).keys()]).toEqual(['gpt-4'])
  })

  it('are none where the folders are missing', () => {
    const { workspace } = smallFolder()
    expect(answerFiles(workspace).size).toBe(0)
    expect(referenceFiles(workspace).size).toBe(0)
    expect(judgmentFiles(workspace, 'single')).toEqual([])
    expect(suiteManifestFile(workspace)).toBeUndefined()
  })

  it('of judgments are those of one kind, our own place before FastChat’s', () => {
    const { folder, workspace } = smallFolder()
    const own = folder.write('judgments/small/j_single.jsonl', '')
    folder.write('judgments/small/j_pair.jsonl', '')
    folder.write('judgments/small/j_single.jsonl.torn', '')
    const theirs = folder.write('data/small/model_judgment/gpt-4_single.jsonl', '')
    expect(judgmentFiles(workspace, 'single')).toEqual([own, theirs])
  })

  it('include suite.json where there is one', () => {
    const { folder, workspace } = smallFolder()
    const file = folder.write('data/small/suite.json', '{}')
    expect(suiteManifestFile(workspace)).toBe(file)
  })
})

describe('promptsFile', () => {
  it('is the flag’s, else the workspace’s, else the package’s', () => {
    const folder = temporaryFolder()
    expect(promptsFile(folder.dir, 'mine.jsonl')).toBe('mine.jsonl')
    const packaged = promptsFile(folder.dir, undefined)
    expect(packaged.startsWith(folder.dir)).toBe(false)
    expect(packaged.endsWith('judge_prompts.jsonl')).toBe(true)
    const own = folder.write('data/judge_prompts.jsonl', '')
    expect(promptsFile(folder.dir, undefined)).toBe(own)
  })
})
