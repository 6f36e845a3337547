import type { MeantValue } from './config-meaning.ts'
import { isRawObject, type RawObject } from './raw-values.ts'
import { isSilent } from './silent-fields.ts'
import { meaningText } from './value-text.ts'

/** The files of sentence-transformers that say how a vector is made of what the model gives. */
export const sentenceFile =
  /^(modules|config_sentence_transformers|sentence_\w+_config)\.json$|^\d+_\w+\/config\.json$/

/** What sentence-transformers takes where nothing is said. */
const usual: RawObject = {
  similarity_fn_name: 'cosine',
  include_prompt: true,
  do_lower_case: false,
  default_prompt_name: null,
  prompts: {},
}
/** Counts that the tensors show, and how the file's format is written. */
const shown = /embedding_dimension$|^(in|out)_features$|^modality_config$|^module_(output_name|input_names)$/

/** The values of one of these files by their fields; modules.json is `{ modules: its list }`. */
export function sentenceMeaning(path: string, raw: RawObject): ReadonlyMap<string, MeantValue> {
  const pooling = Object.keys(raw).filter((key) => /^pooling_mode_/.test(key))
  const given: RawObject = {
    ...(path === 'config_sentence_transformers.json' && only(/^(similarity|default_prompt|prompts)/)),
    ...(/^sentence_/.test(path) && only(/^do_lower_case/)),
    ...(/Pooling\//.test(path) && only(/^include_prompt/)),
    ...raw,
    ...(pooling.length > 0 && { pooling_mode: pooling.filter((key) => raw[key] === true).map(wayOfPooling) }),
  }
  const entries = Object.entries(given).filter(
    ([name]) => !pooling.includes(name) && !shown.test(name) && !isSilent(name),
  )
  return new Map(
    entries.flatMap(([name, value]) => {
      const text = meaningText(name, plain(name, value ?? usual[name] ?? null))
      const weight = /^max_/.test(name) ? 'limit' : 'sense'
      return text === null ? [] : [[name, { path: name, text, weight, layers: null } satisfies MeantValue]]
    }),
  )
}

const only = (names: RegExp): RawObject =>
  Object.fromEntries(Object.entries(usual).filter(([name]) => names.test(name)))

const wayOfPooling = (key: string): string => key.replace(/^pooling_mode_/, '').replace(/_tokens?$/, '')

/** A value whichever version has written it. */
function plain(name: string, value: unknown): unknown {
  if (name === 'pooling_mode') return [value].flat().sort()
  if (name === 'modules' && Array.isArray(value)) return value.map(kindOfModule)
  if (name === 'prompts' && isRawObject(value))
    return Object.fromEntries(Object.entries(value).filter(([, text]) => text !== ''))
  return value
}

const kindOfModule = (module: unknown): string =>
  String(isRawObject(module) ? module.type : module).replace(/^.*\./, '')
