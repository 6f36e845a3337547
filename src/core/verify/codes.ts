/** What a check of an output asks, by its code. docs/verify-codes.md is generated from these tables. */
const fromHeaders = {
  'files-readable': 'Every header, config and tokenizer can be read.',
  'weights-present': 'There are safetensors weights.',
  'index-valid': 'Several shards have an index that can be read.',
  'index-shards': 'The index and the folder name the same weight files.',
  'index-tensors': 'Each tensor is in the file that the index names.',
  'index-complete': 'The index names every tensor, and no other.',
  'index-total-size': 'The total size of the index is the number of bytes of the tensors.',
  'tensors-planned': 'Every tensor that the merge planned is there.',
  'tensors-extra': 'There are no unplanned tensors.',
  'tensor-shape': 'Each tensor has the planned shape.',
  'tensor-dtype': 'Each tensor has the planned dtype.',
  'config-present': 'There is a usable config.json.',
  'config-vocab-size': '`vocab_size` is the number of rows of the embeddings.',
  'config-hidden-size': '`hidden_size` is the width of the embeddings.',
  'config-layers': '`num_hidden_layers` is the number of layers that have tensors.',
  'config-heads': 'The numbers of heads, times the size of a head, fit the projections.',
  'config-intermediate-size': '`intermediate_size` is the size of each MLP.',
  'config-tied': '`tie_word_embeddings` agrees with whether there is an output head.',
  'config-dtype': 'The dtype of config.json is that of the tensors.',
  'generation-config':
    'generation_config.json can be read, its token ids are whole numbers from 0 on, and `generate` takes its settings.',
  'tokenizer-present': 'There is a tokenizer beside the weights, and it has tokens.',
  'tokenizer-rows': 'Every id of the tokenizer has a row.',
  'token-ids': 'No two tokens share an id.',
  'tokenizer-merges': 'Every merge of a BPE tokenizer leads to a token.',
  'special-tokens': 'Every special token that a config names is in the tokenizer.',
  'chat-template': 'There is a chat template where the merge config asks for one.',
  'model-card': 'The metadata of README.md can be read by the Hub.',
} as const

const fromClass = {
  'architecture-class': 'transformers has the class that config.json names, and can build it.',
  'architecture-missing': 'No tensor is missing that the class needs.',
  'architecture-unexpected': 'The class takes every tensor.',
  'architecture-shape': 'Each tensor has the shape that the class gives it with this config.json.',
} as const

const fromValues = {
  'values-finite': 'No value is NaN or infinite; passed when that holds for all tensors.',
  'values-nan': 'A tensor holds NaN; only given as a failure, with the donor that they come from.',
  'values-inf':
    'A tensor holds infinite values: a failure, as above, or a warning where a bound or mask holds the same in all donors.',
  'values-zero-tensor': 'No tensor is all zero that is not so in a donor.',
  'values-constant': 'No tensor holds the same value everywhere unless it does in a donor.',
  'values-zero-rows':
    'The only zero rows are planned ones, those of the donors, or such as belong to no token.',
  'values-identical-rows':
    'Rows are not identical by the thousand unless they are so in a donor, or planned as filled in (with `--against`).',
  'values-norms':
    'The norm of each tensor is in the range of the donors (with `--against`); a failure where it is hundreds of times larger.',
} as const

const fromLoading = {
  'load-model': 'transformers loads the model, and every weight is used.',
  'load-forward': 'A forward pass gives finite numbers.',
  'load-tokenizer': 'transformers loads the tokenizer, and it gives back the text that it was given.',
  'load-special-tokens': 'Every special token is one id, there and back.',
  'load-template': 'The chat template ends with an error; only given as a failure.',
  'load-reply': 'The chat template leads to a reply of 20 tokens, to be read by you.',
} as const

const meanings = { ...fromHeaders, ...fromClass, ...fromValues, ...fromLoading }

/** The stable name of a check. */
export type CheckCode = keyof typeof meanings

/** Every check there is. */
export const checkCodes = Object.keys(meanings) as readonly CheckCode[]

/** The text of docs/verify-codes.md. */
export function verifyCodesDocument(): string {
  const table = (title: string, about: string, codes: Readonly<Record<string, string>>) => [
    `## ${title}`,
    '',
    about,
    '',
    '| code | what is checked |',
    '|---|---|',
    ...Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    '',
  ]
  return [
    '# Checks of an output',
    '',
    '<!-- Generated from src/core/verify/codes.ts; `npx vitest run test/unit/core/documents -u` regenerates it. -->',
    '',
    `What \`mergescope verify\` checks, and \`mergescope run\` before the output gets its name: ${checkCodes.length} codes.`,
    'A check ends as `pass`, `warn`, `fail` or `skip`; one that fails makes the exit code 4. What a donor already has',
    '(an embedding that no tokenizer fills, say) is a warning, not a failure.',
    'So is what the run that wrote the folder knew of, by its `mergescope/run.json`: of values, while the files of the',
    'weights are still those that it wrote.',
    '',
    ...table('From headers and configs', 'Always checked.', fromHeaders),
    ...table(
      'From the class that config.json names',
      'For what `run` has written, and with `--load`: the model is built without its weights, and its names and shapes are compared. From headers alone, the names are compared with a table of common decoders; what only `--load` can check is reported as skipped.',
      fromClass,
    ),
    ...table('From the values', 'With `--deep`, and for what `run` has written.', fromValues),
    ...table('By loading it', 'With `--load`, which starts transformers.', fromLoading),
  ].join('\n')
}
