import { readModel } from './read-model.ts'
import type { TokenizerSetting, TokenizerSource, TokenSetting, TokenSource } from './types.ts'
import type { Spot, YamlReader } from './yaml-reader.ts'

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
  return source && { source, tokens: new Map(), padToMultipleOf: null }
}

function readSetting(reader: YamlReader, spot: Spot): TokenizerSetting | null {
  const keys = reader.mapping(spot, ['source', 'tokens', 'pad_to_multiple_of'])
  if (!keys) return null
  const sourceSpot = keys.get('source')
  const source = sourceSpot ? readSource(reader, sourceSpot) : ({ kind: 'union' } as const)
  const tokensSpot = keys.get('tokens')
  const tokens = new Map<string, TokenSetting>()
  for (const [token, child] of (tokensSpot && reader.entries(tokensSpot)) ?? []) {
    const setting = readToken(reader, child)
    if (setting) tokens.set(token, setting)
  }
  return source && { source, tokens, padToMultipleOf: readPadding(reader, keys.get('pad_to_multiple_of')) }
}

function readPadding(reader: YamlReader, spot: Spot | undefined): number | null {
  const value = spot ? reader.integer(spot, '64') : null
  if (spot && value !== null && value < 1) return reader.wrongType(spot, 'at least 1')
  return value
}

function readSource(reader: YamlReader, spot: Spot): TokenizerSource | null {
  const value = reader.scalar(spot)
  if (value === 'union' || value === 'base') return { kind: value }
  const model = readModel(reader, spot)
  return model && { kind: 'model', model }
}

function readToken(reader: YamlReader, spot: Spot): TokenSetting | null {
  const keys = reader.mapping(spot, ['source', 'force'])
  if (!keys) return null
  const sourceSpot = keys.get('source')
  const forceSpot = keys.get('force')
  return {
    source: sourceSpot ? readTokenSource(reader, sourceSpot) : null,
    force: forceSpot ? (reader.boolean(forceSpot) ?? false) : false,
  }
}

function readTokenSource(reader: YamlReader, spot: Spot): TokenSource | null {
  const keys = reader.isMapping(spot) ? new Map(reader.entries(spot)) : null
  const kind = keys?.get('kind')
  if (!keys || !kind) {
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
  return (
    model && {
      kind: 'model_token',
      model,
      token: tokenSpot ? reader.text(tokenSpot, '<|im_start|>') : null,
      tokenId: idSpot ? reader.integer(idSpot, '5') : null,
    }
  )
}
