import { quote } from '../json/quote.ts'
import type { JsonScanner } from '../json/scanner.ts'

type Kind = 'text' | 'text?' | 'flag' | 'flag?' | 'count' | 'count?' | 'share?'

/** What the tokenizers library wants of a model beside its vocabulary and merges: `?` is null or not there. */
const fieldsOf: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  BPE: {
    dropout: 'share?',
    unk_token: 'text?',
    continuing_subword_prefix: 'text?',
    end_of_word_suffix: 'text?',
    fuse_unk: 'flag?',
    byte_fallback: 'flag?',
    ignore_merges: 'flag?',
  },
  WordPiece: { unk_token: 'text', continuing_subword_prefix: 'text', max_input_chars_per_word: 'count' },
  WordLevel: { unk_token: 'text' },
  Unigram: { unk_id: 'count?' },
}

const named = new Set(Object.values(fieldsOf).flatMap((fields) => Object.keys(fields)))

/** Fields of a model, of which the type may come last: each as text, number, flag or null, and where it stands. */
export type ModelFields = Map<string, { readonly value: unknown; readonly at: number }>

/** Reads the value of the key that was read last, where the library looks at it. */
export function readField(json: JsonScanner, fields: ModelFields): void {
  const key = json.text()
  const kind = json.peek()
  const at = json.at
  json.skip()
  if (!named.has(key)) return
  const isLong = kind === 'array' || kind === 'object'
  const text = new TextDecoder().decode(json.bytes.subarray(at, json.at))
  fields.set(key, { value: isLong ? {} : JSON.parse(text), at })
}

/** Fails where the library does not load a model of this type. */
export function checkFields(json: JsonScanner, type: string, fields: ModelFields): void {
  for (const [name, kind] of Object.entries(fieldsOf[type] ?? {})) {
    const field = fields.get(name)
    if (field ? !fits(field.value, kind) : !kind.endsWith('?'))
      json.fail(
        field ? `the wrong ${name} for a ${type} model` : `no ${name} in the ${type} model`,
        field?.at,
      )
  }
}

function fits(value: unknown, kind: Kind): boolean {
  if (value === null) return kind.endsWith('?')
  if (kind.startsWith('text')) return typeof value === 'string'
  if (kind.startsWith('flag')) return typeof value === 'boolean'
  if (typeof value !== 'number') return false
  return kind.startsWith('count') ? Number.isInteger(value) && value >= 0 : value >= 0 && value <= 1
}

const types: Readonly<Record<string, string>> = {
  normalizer:
    'Bert BertNormalizer ByteLevel Lowercase NFC NFD NFKC NFKD Nmt Precompiled Prepend Replace Sequence Strip StripAccents',
  pre_tokenizer:
    'BertPreTokenizer ByteLevel CharDelimiterSplit Delimiter Digits FixedLength Metaspace Punctuation Sequence Split UnicodeScripts Whitespace WhitespaceSplit',
  post_processor: 'BertProcessing ByteLevel RobertaProcessing Sequence TemplateProcessing',
  decoder: 'BPEDecoder ByteFallback ByteLevel CTC Fuse Metaspace Replace Sequence Strip WordPiece',
}
const lists = new Set(['normalizers', 'pretokenizers', 'processors', 'decoders'])

export const isStep = (key: string): boolean => Object.hasOwn(types, key)

/** Passes over a normalizer and its like; fails where it is of a type that the library does not know. */
export function checkStep(json: JsonScanner, step: string): void {
  if (json.peek() === 'null') {
    json.skip()
    return
  }
  let keys = 0
  json.enterObject()
  for (; json.nextKey(); keys++) {
    const key = json.text()
    if (key === 'type') {
      const type = json.string()
      if (!types[step]!.split(' ').includes(type)) json.fail(`the unknown ${step} ${quote(type)}`)
    } else if (lists.has(key) && json.peek() === 'array') {
      json.enterArray()
      while (json.nextItem()) checkStep(json, step)
    } else json.skip()
  }
  if (keys === 0) json.fail(`a ${step} without a type`)
}

/** The only version that there is. */
export function checkVersion(json: JsonScanner): void {
  const version = json.string()
  if (version !== '1.0') json.fail(`the unknown version ${quote(version)}`)
}
