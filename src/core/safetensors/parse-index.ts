import { MergescopeError } from '../errors.ts'
import { JsonError } from '../json/json-error.ts'
import { quote } from '../json/quote.ts'
import { JsonScanner } from '../json/scanner.ts'
import { foundInstead } from '../model/found-instead.ts'
import { shardPath } from './shard-path.ts'

/** The index of the largest models (thousands of tensors) has a few MB. */
export const maxIndexBytes = 50_000_000

/**
 * Reads `weight_map` of a model.safetensors.index.json, or of the index of files with another ending: for each tensor the
 * path of the shard that holds it.
 *
 * Throws `safetensors-invalid` when it is not such an index, a tensor stands in it twice, or a shard's name
 * is not that of such a file in the model's folder.
 */
export function parseIndex(
  bytes: Uint8Array,
  file: string,
  ending: '.safetensors' | '.bin' = '.safetensors',
): Map<string, string> {
  try {
    const json = new JsonScanner(bytes)
    let map: Map<string, string> | undefined
    json.enterObject()
    while (json.nextKey()) {
      if (!json.textIs('weight_map')) json.skip()
      else if (map) json.fail('a second weight_map')
      else map = parseWeightMap(json, ending)
    }
    json.end()
    return map ?? json.fail('no weight_map')
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const instead = foundInstead(bytes)
    const problem = instead?.problem ?? `is not a usable index: it holds ${error.message}`
    throw new MergescopeError('safetensors-invalid', `${file} ${problem}`, {
      hint: instead?.hint ?? 'download the index again, or save the model again',
      context: { file },
      cause: error,
    })
  }
}

function parseWeightMap(json: JsonScanner, ending: '.safetensors' | '.bin'): Map<string, string> {
  const map = new Map<string, string>()
  json.enterObject()
  while (json.nextKey()) {
    const tensor = json.text()
    const shard = json.string()
    if (map.has(tensor)) json.fail(`the tensor ${quote(tensor)} twice`)
    const { path, problem } = shardPath(shard, ending)
    if (problem) json.fail(`the shard ${quote(shard)}, which ${problem},`)
    map.set(tensor, path)
  }
  return map
}
