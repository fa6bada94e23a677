import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { workspaceState } from '../../../src/io/workspace/workspace-state.ts'
import { smallWorkspace } from '../../support/small-workspace.ts'

describe('workspaceState', () => {
  it('is the same as long as nothing is written, and another when a file grows or comes', async () => {
    const { dir, path, write } = smallWorkspace()
    const first = await workspaceState(dir, 'small')
    expect(await workspaceState(dir, 'small')).toBe(first)
    write('judgments/small/owl_single.jsonl', '{}\n')
    const second = await workspaceState(dir, 'small')
    expect(second).not.toBe(first)
    appendFileSync(path('judgments/small/owl_single.jsonl'), '{}\n')
    expect(await workspaceState(dir, 'small')).not.toBe(second)
  })

  it('does not change for locks, drafts and other suites', async () => {
    const { dir, write } = smallWorkspace()
    write('judgments/small/owl_single.jsonl', '{}\n')
    const first = await workspaceState(dir, 'small')
    write('judgments/small/owl_single.jsonl.lock.host.1.2.3', '')
    write('judgments/small/reports/a.json.1-ab.tmp', '')
    write('judgments/other/owl_single.jsonl', '{}\n')
    expect(await workspaceState(dir, 'small')).toBe(first)
  })

  it.each(['file', 'folder'])('refuses a link to a %s outside the workspace', async (kind) => {
    const outside = smallWorkspace()
    outside.write('judgments/small/secret_single.jsonl', '{}\n')
    const { dir, path } = smallWorkspace()
    const target = outside.path('judgments/small')
    mkdirSync(path('judgments'))
    if (kind === 'folder') symlinkSync(target, path('judgments/small'))
    else {
      mkdirSync(path('judgments/small'))
      symlinkSync(`${target}/secret_single.jsonl`, path('judgments/small/secret_single.jsonl'))
    }
    await expect(workspaceState(dir, 'small')).rejects.toThrow('leads out of the workspace')
  })

  it('follows a link that stays in the workspace', async () => {
    const { dir, path } = smallWorkspace()
    mkdirSync(path('judgments/small'), { recursive: true })
    mkdirSync(path('kept'))
    writeFileSync(path('kept/owl_single.jsonl'), '{}\n')
    symlinkSync(path('kept/owl_single.jsonl'), path('judgments/small/owl_single.jsonl'))
    expect(await workspaceState(dir, 'small')).toContain('owl_single.jsonl 3 ')
  })
})
