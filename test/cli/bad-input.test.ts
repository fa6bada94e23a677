import { chmodSync, mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import {
  jsonl,
  type SmallWorkspace,
  smallQuestions,
  smallWorkspace,
} from '../support/small-workspace.ts'

/** No server listens here: a command that reached the network would fail in another way. */
const nowhere = 'http://127.0.0.1:9/v1'
const judge = ['judge', '--judge-model', `judge=j@${nowhere}`]
const questions = 'data/small/question.jsonl'

type Case = {
  name: string
  prepare?: (workspace: SmallWorkspace) => void
  argv: readonly string[]
  says: string | RegExp
}

const answersOf = (model: string) => (workspace: SmallWorkspace) =>
  workspace.writeAnswers(model, (id, turn) => `${model} ${id} ${turn}`)

const cases: Case[] = [
  {
    name: 'a line that is no JSON',
    prepare: (w) => w.write(questions, '{"question_id": 1\n{"question_id": 2}\n'),
    argv: ['gen-answers', '--model', `m@${nowhere}`],
    says: /question\.jsonl:1: not JSON/,
  },
  {
    name: 'a record without a field',
    prepare: (w) => w.write(questions, `${JSON.stringify({ question_id: 1, category: 'x' })}\n`),
    argv: ['gen-answers', '--model', `m@${nowhere}`],
    says: /question\.jsonl:1: turns: /,
  },
  {
    name: 'an empty questions file',
    prepare: (w) => w.write(questions, '\n'),
    argv: ['gen-answers', '--model', `m@${nowhere}`],
    says: /question\.jsonl: holds no question/,
  },
  {
    name: 'a question id that stands twice',
    prepare: (w) => w.write(questions, jsonl([...smallQuestions, ...smallQuestions.slice(0, 1)])),
    argv: ['gen-answers', '--model', `m@${nowhere}`],
    says: /question\.jsonl:5: question_id: 1 stands already on line 1/,
  },
  {
    name: 'an unknown suite',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--bench', 'smal'],
    says: /no suite "smal".*there are: .*small/,
  },
  {
    name: 'a suite name that could leave its folder',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--bench', '../small'],
    says: 'suite name "../small" is refused',
  },
  {
    name: 'a model without answers',
    prepare: answersOf('a'),
    argv: [...judge, '--models', 'aa'],
    says: 'no answers of model "aa" in suite small; there are: a',
  },
  {
    name: 'no answers at all',
    argv: judge,
    says: 'no answers in suite small: make some with mtbench gen-answers',
  },
  {
    name: 'answers of another suite',
    prepare: (w) =>
      w.write(
        'data/small/model_answer/a.jsonl',
        jsonl([{ question_id: 81, model_id: 'a', choices: [{ index: 0, turns: ['x', 'y'] }] }]),
      ),
    argv: judge,
    says: /a\.jsonl: answers of another suite/,
  },
  {
    name: 'a baseline without answers',
    prepare: (w) => {
      answersOf('a')(w)
      answersOf('b')(w)
    },
    argv: [...judge, '--mode', 'pairwise-baseline', '--baseline', 'c'],
    says: 'no answers of the baseline "c"; --baseline can be one of: a, b',
  },
  {
    name: 'a pairwise mode with one model',
    prepare: answersOf('a'),
    argv: [...judge, '--mode', 'pairwise-all'],
    says: 'pairwise-all needs the answers of two models',
  },
  {
    name: 'a judge prompt with an unknown placeholder',
    prepare: (w) => {
      answersOf('a')(w)
      w.write('p.jsonl', jsonl([promptWith('{question} {anser}')]))
    },
    argv: [...judge, '--prompts', 'PROMPTS'],
    says: 'prompt "single-v1": unknown placeholder {anser}',
  },
  {
    name: 'a judge prompt with a lone brace',
    prepare: (w) => {
      answersOf('a')(w)
      w.write('p.jsonl', jsonl([promptWith('{question} { {answer}')]))
    },
    argv: [...judge, '--prompts', 'PROMPTS'],
    says: 'prompt "single-v1": a lone {',
  },
  {
    name: 'a prompt set without the prompt that is needed',
    prepare: (w) => {
      answersOf('a')(w)
      w.write('p.jsonl', jsonl([promptWith('{question} {answer}')]))
    },
    argv: [...judge, '--prompts', 'PROMPTS'],
    says: 'no judge prompt named "single-v1-multi-turn"',
  },
  {
    name: 'references that are not there',
    prepare: answersOf('a'),
    argv: [...judge, '--references', 'gold'],
    says: 'no reference answers named "gold"; there are: gpt-4',
  },
  {
    name: 'a model id that could leave its folder',
    argv: ['gen-answers', '--model', `../x@${nowhere}`],
    says: 'model id "../x" is refused: it could leave its folder',
  },
  {
    name: 'a model id with a control character',
    argv: ['gen-answers', '--model', `a\u001bb@${nowhere}`],
    says: 'it holds control characters',
  },
  {
    name: 'two models whose ids map to one file',
    argv: ['gen-answers', '--model', `Org/m@${nowhere}`, `org__M@${nowhere}`],
    says: 'model ids "Org/m" and "org__M" share the file name',
  },
  {
    name: 'a model that is given twice with different servers',
    argv: ['gen-answers', '--model', `m@${nowhere}`, `m@${nowhere}/2`],
    says: 'model id "m" is given twice',
  },
  {
    name: 'a first question beyond the end',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--question-begin', '4'],
    says: '--question-begin 4 is beyond the end: the suite has 4 questions',
  },
  {
    name: 'a range that holds nothing',
    argv: [
      'gen-answers',
      '--model',
      `m@${nowhere}`,
      '--question-begin',
      '2',
      '--question-end',
      '2',
    ],
    says: '--question-end 2 leaves no question',
  },
  {
    name: 'a question id that is not in the suite',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--question-ids', '1', '99'],
    says: '--question-ids: there is no question "99"',
  },
  {
    name: 'concurrency 0',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--concurrency', '0'],
    says: 'give a whole number from 1 to 1024',
  },
  {
    name: 'a URL with user info',
    argv: ['gen-answers', '--model', 'm@http://me:secret@127.0.0.1:9/v1'],
    says: 'a URL with user name or password is refused',
  },
  {
    name: 'a key variable that is not set',
    argv: ['gen-answers', '--model', `m@${nowhere}`, '--api-key-env', 'NO_SUCH_KEY'],
    says: 'environment variable NO_SUCH_KEY, named for the key of m, is not set',
  },
  {
    name: 'one key for several hosts',
    argv: [
      'gen-answers',
      '--model',
      `m@${nowhere}`,
      'n@http://127.0.0.2:9/v1',
      '--api-key-env',
      'K',
    ],
    says: '--api-key-env names one key, but the models are on several hosts',
  },
  {
    name: 'an unknown command',
    argv: ['judges'],
    says: /unknown command 'judges'/,
  },
  {
    name: 'an unknown flag',
    argv: [...judge, '--modell', 'x'],
    says: "unknown option '--modell'",
  },
  {
    name: 'a config with an unknown field',
    prepare: (w) => w.write('mtbench.config.json', '{"modles": {}}'),
    argv: ['gen-answers', '--model', 'm'],
    says: /mtbench\.config\.json: Unrecognized key: "modles"/,
  },
  {
    name: 'no judgments to show',
    argv: ['show-results'],
    says: 'no single judgments in suite small: make some with mtbench judge',
  },
  {
    name: 'an input file that is not there',
    argv: ['show-results', '--input-file', 'nowhere.jsonl'],
    says: 'nowhere.jsonl: no such file',
  },
  {
    name: 'an address without http://',
    argv: ['gen-answers', '--model', 'm=name@localhost:8000/v1'],
    says: 'an address begins with http:// or https://',
  },
  {
    name: 'pairwise judgments in single mode',
    prepare: (w) => w.write('pairs.jsonl', '{"g1_winner": "tie"}\n'),
    argv: ['show-results', '--input-file', 'PAIRS'],
    says: /pairs\.jsonl: holds pairwise judgments: use --mode pairwise/,
  },
  {
    name: 'model pairs of single grades',
    argv: ['show-results', '--by', 'model-pair'],
    says: /no single judgments|goes with the pairwise modes/,
  },
]

function promptWith(template: string) {
  return {
    name: 'single-v1',
    type: 'single',
    system_prompt: '',
    prompt_template: template,
    output_format: '[[rating]]',
  }
}

describe('bad input', () => {
  it.each(cases)('$name is one clear line and exit 2', async ({ prepare, argv, says }) => {
    const workspace = smallWorkspace()
    prepare?.(workspace)
    const files: Record<string, string> = { PROMPTS: 'p.jsonl', PAIRS: 'pairs.jsonl' }
    const words = argv.map((word) => {
      const file = files[word]
      return file === undefined ? word : workspace.path(file)
    })
    const place = argv[0] === 'judges' ? [] : ['--dir', workspace.dir]
    const suite = argv.includes('--bench') || argv[0] === 'judges' ? [] : ['--bench', 'small']
    const result = await runCli([...words, ...place, ...suite])
    expect(result.stderr).toMatch(says)
    expect(result.code).toBe(2)
    expect(result.stderr).not.toMatch(/\n\s+at /)
    expect(result.stderr).not.toContain('secret')
    expect(result.stdout).toBe('')
  })

  it.skipIf(process.getuid?.() === 0)(
    'an unwritable folder is one clear line and exit 2',
    async () => {
      const workspace = smallWorkspace()
      answersOf('a')(workspace)
      mkdirSync(workspace.path('judgments'))
      chmodSync(workspace.path('judgments'), 0o500)
      const result = await runCli([...judge, '--dir', workspace.dir, '--bench', 'small'])
      expect(result.code).toBe(2)
      expect(result.stderr).toMatch(/cannot be written/)
    },
  )

  it('a file in the place of a folder is one clear line and exit 2', async () => {
    const workspace = smallWorkspace()
    answersOf('a')(workspace)
    workspace.write('judgments', 'in the way')
    const result = await runCli([...judge, '--dir', workspace.dir, '--bench', 'small'])
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/error: .*judge_single\.jsonl cannot be written/)
  })
})
