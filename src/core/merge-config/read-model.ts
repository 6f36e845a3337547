import { MergescopeError } from '../errors.ts'
import { quote } from '../json/quote.ts'
import { formatModelRef, type ModelPath, type ModelRef, parseModelRef } from '../model-ref.ts'
import { isObjectUri } from '../object-uri.ts'
import { isMapping, type Spot } from './spot.ts'
import type { YamlReader } from './yaml-reader.ts'

/**
 * A model reference: text, or mergekit's longer form {model, lora, override_architecture}.
 * @param told other keys of the longer form, of which something was said already
 */
export function readModel(reader: YamlReader, spot: Spot, told: readonly string[] = []): ModelRef | null {
  if (!isMapping(spot)) {
    const text = reader.text(spot, 'org/name or ./folder')
    return text === null ? null : parsed(reader, spot, text)
  }
  const keys = reader.mapping(spot, ['model', 'lora', 'override_architecture', ...told])
  if (!keys) return null
  const modelSpot = keys.get('model')
  if (!modelSpot) {
    reader.missing(spot, ['model'], `${spot.path} names no model`, 'add model: …')
    return null
  }
  const model = readPath(reader, modelSpot)
  const loraSpot = keys.get('lora')
  const lora = loraSpot ? readPath(reader, loraSpot) : null
  const override = keys.get('override_architecture')
  if (!model) return null
  return {
    model,
    lora,
    overrideArchitecture: override ? reader.text(override, 'MistralForCausalLM') : null,
  }
}

function readPath(reader: YamlReader, spot: Spot): ModelPath | null {
  if (!isMapping(spot)) {
    const text = reader.text(spot, 'org/name or ./folder')
    return text === null ? null : (parsed(reader, spot, text)?.model ?? null)
  }
  const keys = reader.mapping(spot, ['path', 'revision'])
  const path = keys?.get('path')
  if (!keys || !path) {
    if (keys) reader.missing(spot, ['path'], `${spot.path} has no path`, 'add path: …')
    return null
  }
  const revision = keys.get('revision')
  const text = reader.text(path, 'org/name or ./folder')
  if (text !== null && isObjectUri(text)) return parsed(reader, spot, text)?.model ?? null
  return text === null ? null : { path: text, revision: revision ? reader.text(revision, 'main') : null }
}

function parsed(reader: YamlReader, spot: Spot, text: string): ModelRef | null {
  try {
    const ref = parseModelRef(text)
    if (/@(?:\+|$)/.test(text)) withoutRevision(reader, spot, text, ref)
    return ref
  } catch (thrown) {
    if (!(thrown instanceof MergescopeError)) throw thrown
    reader.report('model-reference-invalid', spot.position, `${spot.path}: ${thrown.message}`, thrown.hint)
    return null
  }
}

/** mergekit drops an “@” with nothing behind it, and a folder of that name is not found, or another is taken. */
function withoutRevision(reader: YamlReader, spot: Spot, text: string, ref: ModelRef): void {
  reader.report(
    'model-revision-empty',
    spot.position,
    `${spot.path}: no revision follows the @ of ${quote(text)}, which mergekit takes for ${formatModelRef(ref)}`,
    `remove the @; if it is part of a folder’s name, write model: {model: {path: ${quote(text.replace(/\+.*/, ''))}}}`,
  )
}
