/** A model's published answers to MT-bench; null where the bytes' checksum is not known here. */
type PublishedAnswers = { model: string; sha256: string | null; bytes: number | null }

/** FastChat's list of published answers (its `download_mt_bench_pregenerated.py`). */
export const fastChatAnswers: readonly PublishedAnswers[] = [
  known('alpaca-13b', 66_179, '80f4a8bf4665839d33fa0ea7f4b58824abf88d5a0edc9e7cc68a362fca88ef98'),
  unknown('baize-v2-13b'),
  unknown('chatglm-6b'),
  unknown('claude-instant-v1'),
  known('claude-v1', 174_683, '884c109de34721859bf7ffa0f7e525dfbc9fb0d99c1ee7c5488bfb2eb8f8c62c'),
  unknown('dolly-v2-12b'),
  unknown('falcon-40b-instruct'),
  unknown('fastchat-t5-3b'),
  known(
    'gpt-3.5-turbo',
    158_274,
    'c3c097c21f91e4b44a554d82e5d47516daf7e8240e13b2eca79d211afc1fdfd6',
  ),
  known('gpt-4', 199_046, 'f65cdce00aa8567e9add118cabd34c2866291ed8f5c1d568f8da9a81d231d3e7'),
  unknown('gpt4all-13b-snoozy'),
  unknown('guanaco-33b'),
  unknown('guanaco-65b'),
  unknown('h2ogpt-oasst-open-llama-13b'),
  unknown('koala-13b'),
  known('llama-13b', 130_031, 'b96b9f1e0a7e4e669fecfecda1c33908fdc4c095e38346e84352ea254c0b2cbc'),
  unknown('mpt-30b-chat'),
  unknown('mpt-30b-instruct'),
  unknown('mpt-7b-chat'),
  unknown('nous-hermes-13b'),
  unknown('oasst-sft-4-pythia-12b'),
  unknown('oasst-sft-7-llama-30b'),
  unknown('palm-2-chat-bison-001'),
  known(
    'rwkv-4-raven-14b',
    186_336,
    '7f5305dec94c457feaf326d28491c1aedfdd66965044c1b3f654699cebcb5071',
  ),
  unknown('stablelm-tuned-alpha-7b'),
  unknown('tulu-30b'),
  known(
    'vicuna-13b-v1.3',
    187_075,
    '0a9bb7f7505d096e32b8a81f89b322cc09bb76d896484150844ce0787cc4caf5',
  ),
  unknown('vicuna-33b-v1.3'),
  known(
    'vicuna-7b-v1.3',
    185_331,
    '1b4518114b6c20e1d648f450cf7de0ced2678456a36bea5878b1e0d8471f184d',
  ),
  unknown('wizardlm-13b'),
  unknown('wizardlm-30b'),
]

function known(model: string, bytes: number, sha256: string): PublishedAnswers {
  return { model, sha256, bytes }
}

function unknown(model: string): PublishedAnswers {
  return { model, sha256: null, bytes: null }
}
