import table from './tables/empty-tokenizers.json' with { type: 'json' }

const byType = new Map(
  Object.entries(table).flatMap(([tokens, types]) => types.map((type) => [type, tokens.split(' ')] as const)),
)

/**
 * The tokens, by their IDs, of the tokenizer that transformers makes for a model whose folder has none; null where it loads
 * nothing then. test/architectures/empty_tokenizers.py writes the table.
 */
export const emptyTokenizer = (modelType: string | null | undefined): readonly string[] | null =>
  byType.get(modelType ?? '') ?? null
