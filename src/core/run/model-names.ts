/**
 * Names that model folders really have: what tools write for any model, and nothing that a user would. A folder
 * ends with a slash.
 */
const patterns = [
  /^(config|generation_config|params|trainer_state)\.json$/,
  /^(tokenizer|tokenizer_config|special_tokens_map|added_tokens|tekken)\.json$/,
  /^(tokenizer|spiece|sentencepiece\.bpe)\.model[\w.-]*$/,
  /^vocab\.(json|txt|bpe)$/,
  /^(merges\.txt|[\w.-]+\.tiktoken)$/,
  /^(chat_template\.(jinja|json)|additional_chat_templates(\/|\/[\w.-]+\.jinja)?)$/,
  /^((image_|video_)?(pre)?processor_config|feature_extractor_config)\.json$/,
  /^[^.].*\.safetensors(\.index\.json)?$/,
  /^pytorch_model[\w.-]*\.bin(\.index\.json)?$/,
  /^consolidated[\w.-]*\.(pth|pt|bin)$/,
  /^adapter_(config\.json|model[\w.-]*\.bin)$/,
  /^(modeling|configuration|tokenization|processing|image_processing)_\w+\.py$/,
  /^training_args\.bin$/,
  /^(README\.md|(LICENSE|NOTICE)([._-][\w.-]*)?|\.gitattributes)$/,
  /^(mergekit_config\.ya?ml|mergescope(\/|\/(run\.json|report\.html|merge\.log|manifest\.json|shards))?)$/,
]

/** Folders of a model, whose files count too. */
export const modelFolders: readonly string[] = ['mergescope', 'additional_chat_templates']

export const isModelName = (name: string): boolean => patterns.some((pattern) => pattern.test(name))
