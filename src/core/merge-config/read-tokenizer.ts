import { isMap, isScalar } from 'yaml'
import { mostRows } from '../model/row-counts.ts'
import { readModel } from './read-model.ts'
import { isMapping, type Spot, scalarAt } from './spot.ts'
import type { TokenizerSetting, TokenizerSource, TokenSetting, TokenSource } from './types.ts'
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

function readTokenSource(reader: YamlReader, spot: Spot): TokenSource | null {
  const kind = isMapping(spot) && reader.entries(spot)?.find(([key]) => key === 'kind')?.[1]
  if (!kind) {
    const model = readModel(reader, spot)
    return model && { kind: 'model', model }
  }
  const name = reader.text(kind, 'zero or model_token')
  if (name === 'zero') {
    reader.mapping(spot, ['kind'])
    return { kind: 'zero' }
  }
  if (name === 'model_token') return readModelToken(reader, spot)
  if (name !== null)
    reader.report(
      'token-source-invalid',
      kind.position,
      `${kind.path} is “${name}”`,
      'write kind: zero or kind: model_token',
    )
  return null
}

function readModelToken(reader: YamlReader, spot: Spot): TokenSource | null {
  const keys = reader.mapping(spot, ['kind', 'model', 'token', 'token_id'])
  const modelSpot = keys?.get('model')
  const tokenSpot = keys?.get('token')
  const idSpot = keys?.get('token_id')
  if (!modelSpot || (tokenSpot === undefined) === (idSpot === undefined)) {
    reader.report(
      'token-source-invalid',
      spot.position,
      `${spot.path} needs a model, and either token or token_id`,
      'write {kind: model_token, model: …, token: …}',
    )
    return null
  }
  const model = readModel(reader, modelSpot)
  const tokenId = idSpot ? reader.integer(idSpot, '5') : null
  if (idSpot && tokenId !== null && tokenId < 0) {
    const message = `${idSpot.path} is ${tokenId}, and no token has a negative id`
    reader.report('token-source-invalid', idSpot.position, message, 'ids count from 0')
    return null
  }
  return (
    model && {
      kind: 'model_token',
      model,
      token: tokenSpot ? reader.text(tokenSpot, '<|im_start|>') : null,
      tokenId,
    }
  )
}
