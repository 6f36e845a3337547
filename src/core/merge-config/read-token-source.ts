import { integerOf } from './pydantic-values.ts'
import { readModel } from './read-model.ts'
import { isMapping, isNull, type Spot, scalarAt } from './spot.ts'
import type { TokenSource } from './types.ts'
import type { YamlReader } from './yaml-reader.ts'

type Keys = ReadonlyMap<string, Spot>

/** Where a token comes from: a model, nothing (`kind: zero`), or another token (`kind: model_token`). */
export function readTokenSource(reader: YamlReader, spot: Spot): TokenSource | null {
  const keys = new Map(
    isMapping(spot) ? (reader.entries(spot) ?? []).map(([key, child]) => [key, child]) : [],
  )
  const kind = keys.get('kind')
  if (!kind) {
    const model = readModel(reader, spot)
    return model && { kind: 'model', model }
  }
  const name = scalarAt(kind)
  if (name === 'model_token' && isModelToken(reader, keys)) return readModelToken(reader, spot)
  if (name === 'zero' && !hasModel(reader, keys)) {
    reader.mapping(spot, ['kind'])
    return { kind: 'zero' }
  }
  if (keys.has('model')) return readWithoutKind(reader, spot, keys)
  const isToken = name === 'model_token'
  reader.report(
    'token-source-invalid',
    isToken ? spot.position : kind.position,
    isToken ? `${spot.path} needs a model` : `${kind.path} is “${String(name)}”`,
    isToken ? 'write {kind: model_token, model: …, token: …}' : 'write kind: zero or kind: model_token',
  )
  return null
}

const written = (spot: Spot | undefined): unknown => (spot ? (scalarAt(spot) ?? null) : null)
const isGiven = (keys: Keys, key: string): boolean => keys.has(key) && !isNull(keys.get(key)!)

/** Whether a model stands there as it does in a model's longer form. */
function hasModel(reader: YamlReader, keys: Keys): boolean {
  const model = keys.get('model')
  if (!model || !isMapping(model)) return typeof written(model) === 'string'
  return reader.entries(model)?.some(([key]) => key === 'path') ?? false
}

/** Whether mergekit takes the mapping for a token of another model, and not for the model itself. */
function isModelToken(reader: YamlReader, keys: Keys): boolean {
  const [model, token, id] = ['model', 'token', 'token_id'].map((key) => keys.get(key))
  if (!model || (isMapping(model) && !reader.entries(model)?.some(([key]) => key === 'model'))) return false
  if (isGiven(keys, 'token') === isGiven(keys, 'token_id')) return false
  return isGiven(keys, 'token') ? typeof written(token) === 'string' : integerOf(written(id)) !== null
}

/** Where a model stands beside a kind that it does not fit, mergekit takes the model, and ignores the kind. */
function readWithoutKind(reader: YamlReader, spot: Spot, keys: Keys): TokenSource | null {
  const ignored = ['kind', 'token', 'token_id'].filter((key) => keys.has(key))
  const model = readModel(reader, spot, ignored)
  if (!model) return null
  const message = `${spot.path}: ${whyIgnored(keys)}, so mergekit ignores ${ignored.join(', ')} and takes what the model has for this token itself`
  const hint = 'write {kind: model_token, model: …, token: …}, {kind: zero}, or only the model'
  reader.report('config-ignored-key', spot.position, message, hint)
  return { kind: 'model', model }
}

function whyIgnored(keys: Keys): string {
  const name = written(keys.get('kind'))
  if (name === 'zero') return 'kind: zero takes no model'
  if (name !== 'model_token') return 'the kind is neither zero nor model_token'
  const [hasToken, hasId] = [isGiven(keys, 'token'), isGiven(keys, 'token_id')]
  if (hasToken && hasId) return 'only one of token and token_id can be given'
  return hasToken || hasId ? 'kind: model_token does not take these values' : 'token or token_id is missing'
}

function readModelToken(reader: YamlReader, spot: Spot): TokenSource | null {
  const keys = reader.mapping(spot, ['kind', 'model', 'token', 'token_id'])
  const model = keys && readModel(reader, keys.get('model')!)
  const idSpot = keys?.get('token_id')
  const tokenId = idSpot ? reader.integer(idSpot, '5') : null
  if (idSpot && tokenId !== null && tokenId < 0) {
    const message = `${idSpot.path} is ${tokenId}, and no token has a negative id`
    reader.report('token-source-invalid', idSpot.position, message, 'ids count from 0')
    return null
  }
  const tokenSpot = keys?.get('token')
  const token = tokenSpot ? reader.text(tokenSpot, '<|im_start|>') : null
  return model && { kind: 'model_token', model, token, tokenId }
}
