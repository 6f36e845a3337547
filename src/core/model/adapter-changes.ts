import type { VocabularyChange } from './facts.ts'
import { asTexts, type RawObject } from './raw-values.ts'
import { vocabularyKindOf, vocabularyModules } from './vocabulary-names.ts'

/** What the tensors of an adapter, as PEFT names them, change of embeddings and output head. */
export function changesOfTensors(names: readonly string[]): readonly VocabularyChange[] {
  return unique(
    names.flatMap((name) => {
      const parts = name.replace(/^base_model\.model\./, '').split('.')
      const end = parts.findIndex((_, at) => isVocabulary(parts.slice(0, at + 1).join('.')))
      const rest = parts.slice(end + 1).join('.')
      // `base_layer` is a copy of the model's own.
      if (end < 0 || rest.startsWith('base_layer')) return []
      const how = /^(modules_to_save\.|weight$|bias$)/.test(rest)
        ? 'replaces'
        : rest.startsWith('token_adapter')
          ? 'rows'
          : 'adds'
      return [{ module: parts.slice(0, end + 1).join('.'), how }]
    }),
  )
}

/** The same by adapter_config.json, for an adapter whose tensors are not looked into. */
export function changesOfConfig(raw: RawObject): readonly VocabularyChange[] {
  const of = (names: unknown, how: VocabularyChange['how']) =>
    asTexts(names)
      .filter(isVocabulary)
      .map((module) => ({ module, how }))
  const rows = raw.trainable_token_indices
  const target = raw.target_modules
  const named =
    typeof target === 'string' ? vocabularyModules.filter((name) => target.includes(name)) : target
  return unique([
    ...of(named, 'adds'),
    ...of(raw.modules_to_save, 'replaces'),
    ...of(rows && typeof rows === 'object' && !Array.isArray(rows) ? Object.keys(rows) : [], 'rows'),
  ])
}

const isVocabulary = (module: string) => vocabularyKindOf(`${module}.weight`) !== null

function unique(changes: readonly VocabularyChange[]): readonly VocabularyChange[] {
  return [...new Map(changes.map((change) => [`${change.module} ${change.how}`, change])).values()]
}
