import { UserError } from '../../errors.ts'
import { fastChatAnswers } from './catalogue-answers.ts'
import type { CatalogueEntry, Licence } from './catalogue-entry.ts'

const github = 'https://raw.githubusercontent.com'
const hub = 'https://huggingface.co'

const fastChatCommit = '587d5cfa1609a43d192cedb8441cac3c17db105d'
const fastChatData = `${github}/lm-sys/FastChat/${fastChatCommit}/fastchat/llm_judge/data`
const fastChatSpace = `${hub}/spaces/lmsys/mt-bench/resolve/main/data/mt_bench`
const inflectionCommit = '706d0f22e5dd2c8ac670c472bd98fb2f93af19ca'
const votesCommit = 'f7d2896d2cc5d80f8b55c2bbc722613555233c25'
const votesData = `${hub}/datasets/lmsys/mt_bench_human_judgments/resolve/${votesCommit}/data`
const arenaCommit = '15f3746e21432264ce9b453999bde4f3c946d2e6'
const arenaData = `${hub}/datasets/lmarena-ai/arena-hard-auto/resolve/${arenaCommit}/data`

const fastChatLicence: Licence = {
  id: 'Apache-2.0',
  holder: 'LMSYS (lm-sys/FastChat)',
  url: 'https://github.com/lm-sys/FastChat/blob/main/LICENSE',
}

/**
 * Everything that `mtbench data pull` knows. The checksums are facts about the upstream bytes:
 * those of FastChat and Inflection were computed from them; that of human votes' Parquet file
 * stands in several independent public projects.
 */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'mt_bench',
    summary: 'the 80 questions, judge prompts, GPT-4 references',
    licence: fastChatLicence,
    source: 'https://github.com/lm-sys/FastChat',
    revision: fastChatCommit,
    suites: ['mt_bench'],
    files: [
      {
        url: `${fastChatData}/mt_bench/question.jsonl`,
        target: 'data/mt_bench/question.jsonl',
        holds: 'questions',
        sha256: '119565adbab82227089cefdb44c8d7e2cf04dc0a0ec233634c82e7d4e2a944f7',
        bytes: 48_929,
      },
      {
        url: `${fastChatData}/mt_bench/reference_answer/gpt-4.jsonl`,
        target: 'data/mt_bench/reference_answer/gpt-4.jsonl',
        holds: 'references',
        sha256: 'f957a5bc977badb66885ec970e6cd08527845780313f0995764260e5777b9b3f',
        bytes: 51_109,
      },
      {
        url: `${fastChatData}/judge_prompts.jsonl`,
        target: 'data/judge_prompts.jsonl',
        holds: 'prompts',
        sha256: 'fd283293406d024f44c174b094ef48031d0687a4682fd3a56b29b138f80281b6',
        bytes: 10_449,
      },
    ],
  },
  {
    name: 'vicuna_bench',
    summary: 'the 80 questions before MT-bench, GPT-4 references',
    licence: fastChatLicence,
    source: 'https://github.com/lm-sys/FastChat',
    revision: fastChatCommit,
    suites: ['vicuna_bench'],
    files: [
      {
        url: `${fastChatData}/vicuna_bench/question.jsonl`,
        target: 'data/vicuna_bench/question.jsonl',
        holds: 'questions',
        sha256: 'c248c5c98ba45bb0c2aadae2f270e643bd32679c6c306a3b2a503ac4254cdaa5',
        bytes: 13_125,
      },
      {
        url: `${fastChatData}/vicuna_bench/reference_answer/gpt-4.jsonl`,
        target: 'data/vicuna_bench/reference_answer/gpt-4.jsonl',
        holds: 'references',
        sha256: 'f7542dc25a5a869b32197486f5699a14eb5682ab3c7264518402399ec09ab470',
        bytes: 11_301,
      },
    ],
  },
  {
    name: 'mt_bench_corrected',
    summary: 'MT-bench with corrected questions and references',
    licence: {
      id: 'MIT',
      holder: 'Inflection AI (Inflection-Benchmarks)',
      url: 'https://github.com/InflectionAI/Inflection-Benchmarks/blob/main/LICENSE',
    },
    source: 'https://github.com/InflectionAI/Inflection-Benchmarks',
    revision: inflectionCommit,
    suites: ['mt_bench_corrected'],
    files: [
      {
        url: `${github}/InflectionAI/Inflection-Benchmarks/${inflectionCommit}/mt_bench_inf.jsonl`,
        target: 'data/mt_bench_corrected/question.jsonl',
        holds: 'questions',
        sha256: 'ca66c6bd52168ff38a3e97ffaaf88c8fbb94cac8613d49efe1ca0e1925ac1755',
        bytes: 49_599,
      },
    ],
  },
  {
    name: 'mt_bench_answers',
    summary: 'the published answers of 31 models to MT-bench',
    licence: fastChatLicence,
    source: 'https://huggingface.co/spaces/lmsys/mt-bench',
    revision: 'main',
    suites: [],
    files: fastChatAnswers.map(({ model, sha256, bytes }) => ({
      url: `${fastChatSpace}/model_answer/${model}.jsonl`,
      target: `data/mt_bench/model_answer/${model}.jsonl`,
      holds: 'answers',
      sha256,
      bytes,
    })),
  },
  {
    name: 'mt_bench_judgments',
    summary: 'GPT-4’s published single and pair judgments',
    licence: fastChatLicence,
    source: 'https://huggingface.co/spaces/lmsys/mt-bench',
    revision: 'main',
    suites: [],
    files: (['single', 'pair'] as const).map((kind) => ({
      url: `${fastChatSpace}/model_judgment/gpt-4_${kind}.jsonl`,
      target: `data/mt_bench/model_judgment/gpt-4_${kind}.jsonl`,
      holds: 'judgments',
      sha256: null,
      bytes: null,
    })),
  },
  {
    name: 'human_votes',
    summary: 'the paper’s 3,355 human and 2,400 GPT-4 votes',
    licence: {
      id: 'CC-BY-4.0',
      holder: 'LMSYS, Zheng et al. 2023 (arXiv:2306.05685)',
      url: 'https://creativecommons.org/licenses/by/4.0/',
    },
    source: 'https://huggingface.co/datasets/lmsys/mt_bench_human_judgments',
    revision: votesCommit,
    suites: [],
    files: [
      {
        url: `${votesData}/human-00000-of-00001-25f4910818759289.parquet`,
        target: 'votes/human.jsonl',
        holds: 'votes',
        sha256: '4877bc46a40929f4082c3c79593700fb897b1d6c7f4c473032694a01322f5769',
        bytes: null,
        convert: 'votes',
        converted: {
          sha256: '7ae1ff9ad4a01c30936342dd5494493da9a7fe6538265df1f4c04d44e76fa5f3',
          bytes: 380_027,
        },
      },
      {
        url: `${votesData}/gpt4_pair-00000-of-00001-c0b431264a82ddc0.parquet`,
        target: 'votes/gpt4_pair.jsonl',
        holds: 'votes',
        sha256: null,
        bytes: null,
        convert: 'votes',
        converted: {
          sha256: 'ef1d3c8d0eb9824cd9ecdd50a4d5690f0c05382148a24801128cb5facb121238',
          bytes: 277_130,
        },
      },
    ],
  },
  {
    name: 'arena_hard',
    summary: 'Arena-Hard’s questions, v0.1 (500) and v2.0 (750)',
    licence: {
      id: 'Apache-2.0',
      holder: 'LMArena (arena-hard-auto)',
      url: 'https://github.com/lmarena/arena-hard-auto/blob/main/LICENSE',
    },
    source: 'https://huggingface.co/datasets/lmarena-ai/arena-hard-auto',
    revision: arenaCommit,
    suites: ['arena_hard_v0.1', 'arena_hard_v2.0'],
    files: (['v0.1', 'v2.0'] as const).map((version) => ({
      url: `${arenaData}/arena-hard-${version}/question.jsonl`,
      target: `data/arena_hard_${version}/question.jsonl`,
      holds: 'questions',
      sha256: null,
      bytes: null,
      convert: 'questions',
    })),
  },
]

/** The entry with this name. @throws UserError that names those there are */
export function entryNamed(
  name: string,
  entries: readonly CatalogueEntry[] = catalogue,
): CatalogueEntry {
  const entry = entries.find((e) => e.name === name)
  if (entry !== undefined) return entry
  const names = entries.map((e) => e.name).join(', ')
  throw new UserError(`nothing named ${JSON.stringify(name)} can be pulled; there are: ${names}`)
}

/** The entry that brings a suite's questions, or undefined. */
export function entryOfSuite(suite: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.suites.includes(suite))
}
