import { isMap, isScalar } from 'yaml'
import { mostRows } from '../model/row-counts.ts'
import { readModel } from './read-model.ts'
import { readTokenSource } from './read-token-source.ts'
import { type Spot, scalarAt } from './spot.ts'
import type { TokenizerSetting, TokenizerSource, TokenSetting } from './types.ts'
import type { YamlReader } from './yaml-reader.ts'

/** `tokenizer:` or the older `tokenizer_source:`; null when neither is there. */
export function readTokenizer(
  reader: YamlReader,
  tokenizer: Spot | undefined,
  tokenizerSource: Spot | undefined,
): TokenizerSetting | null {
  if (tokenizer && tokenizerSource)
    reader.report(
      'config-exclusive-keys',
      tokenizerSource.position,
      'both tokenizer and tokenizer_source are given',
      'keep tokenizer and remove tokenizer_source',
    )
  if (tokenizer) return readSetting(reader, tokenizer)
  if (!tokenizerSource) return null
  const source = readSource(reader, tokenizerSource)
  // The older key is another name of the newer one: what is found out later is said at its place.
  reader.positions.set('tokenizer.source', tokenizerSource.position)
  return source && { source, tokens: new Map(), padToMultipleOf: null }
}

function readSetting(reader: YamlReader, spot: Spot): TokenizerSetting | null {
  const keys = reader.mapping(spot, ['source', 'tokens', 'pad_to_multiple_of'], ['source'])
  if (!keys) return null
  const sourceSpot = keys.get('source')
  const source = sourceSpot ? readSource(reader, sourceSpot) : ({ kind: 'union' } as const)
  const tokensSpot = keys.get('tokens')
  const tokens = new Map<string, TokenSetting>()
  if (tokensSpot) checkKeys(reader, tokensSpot)
  for (const [token, child] of (tokensSpot && reader.entries(tokensSpot)) ?? []) {
    const setting = readToken(reader, child)
    if (setting) tokens.set(token, setting)
  }
  return source && { source, tokens, padToMultipleOf: readPadding(reader, keys.get('pad_to_multiple_of')) }
}

/** `5:` and `yes:` are no text in YAML, and mergekit takes no other keys; "" it takes, and adds nothing. */
function checkKeys(reader: YamlReader, spot: Spot): void {
  if (!isMap(spot.node)) return
  for (const { key } of spot.node.items) {
    if (!isScalar(key) || (typeof key.value === 'string' && key.value !== '')) continue
    const text = key.source ?? String(key.value)
    const position = reader.at(key.range?.[0] ?? 0)
    if (key.value === '')
      reader.report(
        'config-ignored-key',
        position,
        `${spot.path} names an empty token, which no tokenizer has`,
      )
    else
      reader.report(
        'token-source-invalid',
        position,
        `${spot.path} names the token ${text} without quotes, which YAML does not read as text`,
        `write '${text}':`,
      )
  }
}

function readPadding(reader: YamlReader, spot: Spot | undefined): number | null {
  const value = spot ? reader.integer(spot, '64') : null
  if (spot && value === 0) {
    const message = `${spot.path} is 0, which pads nothing`
    reader.report('parameter-without-effect', spot.position, message, 'remove it, or write 64')
    return null
  }
  if (spot && value !== null && value < 1) return reader.wrongType(spot, 'at least 1')
  if (spot && value !== null && value > mostRows)
    return reader.wrongType(spot, 'a number of rows that a model can have, such as 64')
  return value
}

function readSource(reader: YamlReader, spot: Spot): TokenizerSource | null {
  const value = scalarAt(spot)
  if (value === 'union' || value === 'base') return { kind: value }
  const model = readModel(reader, spot)
  return model && { kind: 'model', model }
}

function readToken(reader: YamlReader, spot: Spot): TokenSetting | null {
  const keys = reader.mapping(spot, ['source', 'force'], ['force'])
  if (!keys) return null
  const sourceSpot = keys.get('source')
  const forceSpot = keys.get('force')
  return {
    source: sourceSpot ? readTokenSource(reader, sourceSpot) : null,
    force: forceSpot ? (reader.boolean(forceSpot) ?? false) : false,
  }
}
