import { describe, expect, it } from 'vitest'
import { ChatError, type ChatRequest } from '../../../src/domain/calls/chat.ts'
import { createBatchChat } from '../../../src/pipeline/batches/batch-chat.ts'
import { replyOf } from '../../support/records.ts'

const ask = (content: string): ChatRequest => ({
  model: 'm',
  messages: [{ role: 'user', content }],
  params: {},
  purpose: `for ${content}`,
})

function opened() {
  return createBatchChat({
    replies: new Map([['a', replyOf('here')]]),
    failures: new Map([['b', new ChatError('went wrong', { kind: 'call' })]]),
    pending: new Set(['c']),
    idOf: ({ messages }) => messages[0]?.content ?? '',
  })
}

describe('a Chat of batches', () => {
  it('hands on what a batch has brought, and notes that it was used', async () => {
    const { chat, used, missing } = opened()
    expect((await chat(ask('a'))).text).toBe('here')
    expect([...used]).toEqual([['for a', ['a']]])
    expect(missing()).toEqual([])
  })

  it('fails where the batch brought a failure, without asking again', async () => {
    const { chat, missing } = opened()
    await expect(chat(ask('b'))).rejects.toThrow('went wrong')
    expect(missing()).toEqual([])
  })

  it('counts what is under way, and does not ask for it', async () => {
    const { chat, waiting, missing } = opened()
    await expect(chat(ask('c'))).rejects.toMatchObject({ kind: 'aborted' })
    await expect(chat(ask('c'))).rejects.toMatchObject({ kind: 'aborted' })
    expect(waiting()).toBe(1)
    expect(missing()).toEqual([])
  })

  it('lists all else once, in the order of asking', async () => {
    const { chat, missing, asked } = opened()
    for (const content of ['e', 'd', 'e']) {
      await expect(chat(ask(content))).rejects.toMatchObject({ kind: 'aborted' })
    }
    expect(missing()).toEqual([
      { id: 'e', request: ask('e') },
      { id: 'd', request: ask('d') },
    ])
    expect([...asked]).toEqual(['for e', 'for d'])
  })
})
