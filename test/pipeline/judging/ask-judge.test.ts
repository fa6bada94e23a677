import { describe, expect, it } from 'vitest'
import {
  type Chat,
  ChatError,
  type ChatReply,
  type ChatRequest,
} from '../../../src/domain/calls/chat.ts'
import type { Game } from '../../../src/domain/match.ts'
import { askJudge, type JudgeSetup } from '../../../src/pipeline/judging/ask-judge.ts'
import { judgeSetup, replyOf } from '../../support/records.ts'

const game: Game = {
  systemPrompt: 'Be fair.',
  userPrompt: 'Which?',
  shown: [],
  subject: { mode: 'single', turn: 1, questions: ['q'], category: 'x', answers: [['a']] },
}

/** Asks a judge that replies so, in turn; the word `yes` is readable. */
async function asked(
  replies: readonly (ChatReply | Error)[],
  options: { judge?: Partial<JudgeSetup>; game?: Partial<Game>; again?: 'cut' } = {},
) {
  const requests: ChatRequest[] = []
  const left = [...replies]
  const chat: Chat = async (request) => {
    requests.push(request)
    const reply = left.shift() ?? replyOf('no more')
    if (reply instanceof Error) throw reply
    return reply
  }
  const reply = await askJudge({
    game: { ...game, ...options.game },
    judge: { ...judgeSetup, ...options.judge },
    chat,
    signal: new AbortController().signal,
    read: (text) => ({ value: text.length, isReadable: text === 'yes' }),
    purpose: 'test',
    repeat: 0,
    again: options.again,
  })
  return { reply, requests, limits: requests.map(({ params }) => params.max_tokens) }
}

const cut = replyOf('hm', { finishReason: 'length' })

describe('askJudge where only cut replies are asked for again', () => {
  const again = 'cut'

  it('records what cannot be read at once', async () => {
    const { reply, requests } = await asked([replyOf('hm')], { again })
    expect(reply.outcome).toBe('unparsed')
    expect(requests).toHaveLength(1)
  })

  it('asks with more tokens while there are more', async () => {
    const judge = { reparseAttempts: 9 }
    const { reply, limits } = await asked([cut, cut, cut, cut, cut], { again, judge })
    expect(reply.outcome).toBe('truncated')
    expect(limits).toEqual([100, 200, 400, 800])
  })

  it('asks once where no limit was set', async () => {
    const { limits } = await asked([cut, cut], { again, judge: { params: {} } })
    expect(limits).toEqual([undefined])
  })
})

describe('askJudge', () => {
  it('sends system and user prompt, the subject and the judge’s parameters', async () => {
    const { requests } = await asked([replyOf('yes')])
    expect(requests).toMatchObject([
      {
        model: 'vendor/j',
        messages: [
          { role: 'system', content: 'Be fair.' },
          { role: 'user', content: 'Which?' },
        ],
        params: judgeSetup.params,
        subject: game.subject,
      },
    ])
  })

  it('sends no empty system prompt', async () => {
    const { requests } = await asked([replyOf('yes')], { game: { systemPrompt: '' } })
    expect(requests[0]?.messages).toEqual([{ role: 'user', content: 'Which?' }])
  })

  it('is content with the first readable reply, whatever its finish reason', async () => {
    for (const finishReason of ['stop', 'length', 'content_filter', null]) {
      const { reply, requests } = await asked([replyOf('yes', { finishReason })])
      expect(reply).toMatchObject({ text: 'yes', read: 3, outcome: 'ok' })
      expect(reply.meta).not.toHaveProperty('attempts')
      expect(requests).toHaveLength(1)
    }
  })

  it('asks again for what it cannot read, and says how often it asked', async () => {
    const { reply, requests, limits } = await asked([replyOf('hm'), replyOf('hm'), replyOf('yes')])
    expect(reply).toMatchObject({ text: 'yes', outcome: 'ok', meta: { attempts: 3 } })
    expect(requests).toHaveLength(3)
    expect(limits).toEqual([100, 100, 100])
  })

  it.each([0, 1, 3])(
    'asks again %i times at most, and keeps the last reply',
    async (reparseAttempts) => {
      const replies = ['a', 'b', 'c', 'd', 'e'].map((text) => replyOf(text))
      const { reply, requests } = await asked(replies, { judge: { reparseAttempts } })
      expect(requests).toHaveLength(reparseAttempts + 1)
      expect(reply).toMatchObject({ text: replies[reparseAttempts]?.text, outcome: 'unparsed' })
    },
  )

  it('gives twice the tokens after a reply that the limit cut, up to eight times', async () => {
    const replies = Array.from({ length: 6 }, () => cut)
    const { reply, limits } = await asked(replies, { judge: { reparseAttempts: 5 } })
    expect(limits).toEqual([100, 200, 400, 800, 800, 800])
    expect(reply.outcome).toBe('truncated')
  })

  it('gives no more tokens after a reply that was merely unreadable', async () => {
    const { limits } = await asked([cut, replyOf('hm'), replyOf('yes')])
    expect(limits).toEqual([100, 200, 200])
  })

  it('invents no token limit where the judge has none', async () => {
    const { limits } = await asked([cut, replyOf('yes')], { judge: { params: {} } })
    expect(limits).toEqual([undefined, undefined])
  })

  it('takes a filtered reply as final', async () => {
    const { reply, requests } = await asked([replyOf('', { finishReason: 'content_filter' })])
    expect(reply).toMatchObject({ text: '', outcome: 'content_filter' })
    expect(requests).toHaveLength(1)
  })

  it('adds up the tokens of all its calls', async () => {
    const usage = { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 }
    const { reply } = await asked([
      replyOf('a', { usage }),
      replyOf('b'),
      replyOf('yes', { usage }),
    ])
    expect(reply.meta.usage).toEqual({ prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 })
  })

  it('lets the failure of a call pass', async () => {
    const error = new ChatError('no', { kind: 'call' })
    await expect(asked([replyOf('hm'), error])).rejects.toBe(error)
  })
})
