import { mergeMethods } from '../methods.ts'

/** What a config has at its top level. */
export const rootKeys = [
  'merge_method',
  'base_model',
  'models',
  'slices',
  'modules',
  'parameters',
  'tokenizer',
  'tokenizer_source',
  'chat_template',
  'dtype',
  'out_dtype',
] as const

const isParameter = (key: string): boolean =>
  [...mergeMethods.values()].some(({ parameters }) => parameters.some(({ name }) => name === key))

const elsewhere: ReadonlyMap<string, string> = new Map([
  ...rootKeys.map(
    (key) => [key, `write ${key} at the top level of the config, which is where mergekit reads it`] as const,
  ),
  ['layer_range', 'mergekit reads layer_range beside a model under slices: sources:'],
  ['revision', 'write it behind the name: model: NAME@REVISION'],
  ['lora', 'write it behind the name: model: NAME+ADAPTER'],
  ['source', 'mergekit reads source under tokenizer:'],
  ['tokens', 'mergekit reads tokens under tokenizer:'],
  ['pad_to_multiple_of', 'mergekit reads pad_to_multiple_of under tokenizer:'],
  ['filter', 'mergekit reads filter beside a value, in the list of a parameter'],
])

/**
 * Where mergekit reads a key that it ignores where it stands; null for one that it reads nowhere.
 * @param among whether parameters are read where it stands
 */
export function placeOf(key: string, among: 'keys' | 'parameters'): string | null {
  if (among === 'keys' && isParameter(key))
    return `write it under parameters:, which is where mergekit reads ${key}`
  return elsewhere.get(key) ?? null
}
