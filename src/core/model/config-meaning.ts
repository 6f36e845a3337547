import { defaultOf } from './config-defaults.ts'
import { layerCount } from './layer-counts.ts'
import { withOwnNames } from './own-names.ts'
import { isRawObject, type RawObject } from './raw-values.ts'
import { ropeMeaning } from './rope-meaning.ts'
import { isSilent } from './silent-fields.ts'
import { usualFields } from './usual-value.ts'
import { meaningText } from './value-text.ts'

/** What it does to a merge when donors differ in a field: they compute otherwise, or only have other limits. */
export type Weight = 'sense' | 'limit'

/** A value of config.json that gives weights their meaning. */
export interface MeantValue {
  /** Where it stands, `text_config.rope_parameters.rope_theta`. */
  readonly path: string
  /** Equal texts mean the same. */
  readonly text: string
  readonly weight: Weight
  /** How many entries it has, where that is one for each layer of its part of the model. */
  readonly layers: number | null
}

const languagePart = /^(text_config|llm_config|language_config)\./
/** Written into every part, and read of the whole alone. */
const ofTheWhole = /^(id2label|problem_type|is_encoder_decoder)$/
const deepest = 6
const ropeFields =
  /^(rope_(theta|scaling|parameters|base)|global_rope_theta|rotary_emb_base|(local_rope_theta|rope_local_base_freq))$/

/**
 * All values of a config.json but those that say nothing of weights, by the path of their field; that of the
 * language part is left out of it, since not all versions of a model have one. A field that is not there has the
 * value that transformers takes where that is certain, and is left out where it is not.
 */
export function configMeaning(raw: RawObject): ReadonlyMap<string, MeantValue> {
  const meaning = new Map<string, MeantValue>()
  visit(withOwnNames(raw), '', meaning)
  return meaning
}

function visit(section: RawObject, at: string, meaning: Map<string, MeantValue>): void {
  const counts = Object.keys(section).flatMap((key) => (layerCount.test(key) ? [section[key]] : []))
  for (const [name, { path, value }] of valuesOf(section)) {
    if (at !== '' && ofTheWhole.test(name)) continue
    // Composite models say it once for the whole model, or in the language part, or in both.
    if (name === 'tie_word_embeddings' && at !== '' && !languagePart.test(at)) continue
    const field = (at + name).replace(languagePart, '')
    if (name === 'tie_word_embeddings' && meaning.has(field)) continue
    const layers = Array.isArray(value) && counts.includes(value.length) ? value.length : null
    const text = meaningText(name, value)
    if (text === null) continue
    // What the whole and its language part have both is two fields.
    const whole = meaning.get(field)
    if (whole) meaning.set(`.${field}`, whole)
    meaning.set(field, { path: at + path, text, weight: weightOf(section, name), layers })
  }
  if (at.split('.').length > deepest) return
  for (const [key, part] of Object.entries(section))
    if (isPart(key, part)) visit(part, `${at}${key}.`, meaning)
}

/** A mapping whose fields are compared one by one. */
const isPart = (key: string, value: unknown): value is RawObject =>
  isRawObject(value) &&
  key !== 'id2label' &&
  !isSilent(key) &&
  !ropeFields.test(key) &&
  !/generation/.test(key)

interface FieldValue {
  readonly path: string
  readonly value: unknown
}

function valuesOf(section: RawObject): ReadonlyMap<string, FieldValue> {
  const values = new Map<string, FieldValue>(ropeMeaning(section))
  for (const name of new Set([...Object.keys(section), ...impliedNames(section)])) {
    if (values.has(name) || isSilent(name) || ropeFields.test(name)) continue
    const own = Object.hasOwn(section, name) ? section[name] : undefined
    const value = own ?? implied(name, section, own === null)
    if (value !== undefined && !isPart(name, value)) values.set(name, { path: name, value })
  }
  if (section.use_sliding_window === false) {
    values.set('sliding_window', { path: 'sliding_window', value: null })
    values.delete('max_window_layers')
  }
  return values
}

const alwaysImplied = ['tie_word_embeddings', 'partial_rotary_factor', 'num_key_value_heads', 'head_dim']

const impliedNames = ({ model_type }: RawObject): readonly string[] =>
  typeof model_type === 'string' ? [...alwaysImplied, ...(usualFields(model_type)?.keys() ?? [])] : []

/** What a field that is absent or null stands for; undefined where that is not certain. */
function implied(name: string, section: RawObject, isNull: boolean): unknown {
  const usual = defaultOf(section, name)
  if (!isNull) return usual
  // A number of heads that is null is worked out from others; anything else that is null is off.
  if (name === 'num_key_value_heads') return section.num_attention_heads
  const isWorkedOut = usualFields(String(section.model_type))?.get(name) === '?'
  return isWorkedOut || /^(head_dim|hidden_act|hidden_activation)$/.test(name) ? usual : null
}

const limits =
  /^max_|_eps(ilon)?$|^n_positions$|positions?_embeddings$|^original_max|window|chunk|^tie_|softcap|limit|clip|^image_size$|_token_(id|index)$|_index$|^use_sliding/
/** Fields that all classes have, or that stand for one that the class has. */
const known =
  /^(id2label|problem_type|is_encoder_decoder|is_decoder|rope_|partial_rotary_factor|layer_types$|num_attention_heads|num_key_value_heads|head_dim)/

/** transformers computes with what the class of a type has, and with nothing else. */
function weightOf(section: RawObject, name: string): Weight {
  if (/^rope_scaling/.test(name) || limits.test(name)) return 'limit'
  const fields = usualFields(String(section.model_type))
  return !fields || fields.has(name) || known.test(name) ? 'sense' : 'limit'
}
