import type { ConfigFacts } from '../model/facts.ts'
import table from './tables/prefixes.json' with { type: 'json' }

const byType = new Map(
  Object.entries(table).flatMap(([prefix, types]) => types.map((type) => [type, `${prefix}.`] as const)),
)

/**
 * What the names of a language model's tensors begin with in a class that gives it a head: `model.`, `transformer.`. null
 * of other classes, and where transformers has no such beginning. test/architectures/prefixes.py writes the table.
 */
export function prefixOf(config: Pick<ConfigFacts, 'architecture' | 'modelType'> | null): string | null {
  const { architecture, modelType } = config ?? {}
  const isHead = /LMHeadModel|For(CausalLM|ConditionalGeneration|MaskedLM)$/.test(architecture ?? '')
  return isHead ? (byType.get(modelType ?? '') ?? null) : null
}
