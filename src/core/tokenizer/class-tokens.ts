import table from '../mergekit/tables/tokenizer-classes.json' with { type: 'json' }

interface TokenizerClass {
  /** By their roles: `unk`. */
  readonly tokens: Readonly<Record<string, string | undefined>>
  readonly types: readonly string[]
  /** Types whose tokenizers have this class whatever their files say. */
  readonly forced: readonly string[]
}

const classes: ReadonlyMap<string, TokenizerClass> = new Map(Object.entries(table))
const byType = new Map(
  [...classes].flatMap(([name, { types, forced }]) =>
    [...types, ...forced].map((type) => [type, name] as const),
  ),
)
const forcedTypes = new Set([...classes.values()].flatMap(({ forced }) => forced))

/**
 * The special tokens that transformers gives a tokenizer whose files name none, by their roles: those of its class, which
 * adds them to the vocabulary where they are not in it. test/architectures/tokenizer_classes.py writes the table.
 *
 * @param named the `tokenizer_class` of the files
 */
export function classTokens(modelType: string | null, named: string | null): TokenizerClass['tokens'] {
  const registered = byType.get(modelType ?? '')
  const own = named?.replace(/Fast$/, '') ?? null
  // Without a class of its own a type has the general one, which adds nothing; so has whoever calls a file of bytes a Llama's.
  if (!registered || (own === 'LlamaTokenizer' && registered !== own)) return {}
  const used = own === null || forcedTypes.has(modelType ?? '') ? registered : own
  return classes.get(used)?.tokens ?? {}
}
