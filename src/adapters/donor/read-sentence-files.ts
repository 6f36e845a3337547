import { parseLenientJson } from '../../core/json/lenient.ts'
import type { RawObject } from '../../core/model/raw-values.ts'
import { sentenceFile } from '../../core/model/sentence-meaning.ts'
import type { DonorContext } from './context.ts'
import { readJsonObject } from './read-json.ts'

/** What a model of sentence-transformers says beside its config.json, by file; nothing for any other model. */
export async function readSentenceFiles(context: DonorContext): Promise<ReadonlyMap<string, RawObject>> {
  if (!context.listing.has('modules.json')) return new Map()
  const paths = [...context.listing.keys()].filter((path) => sentenceFile.test(path)).sort()
  const read = await Promise.all(paths.map((path) => readJsonObject(context, path, 'donor-note', asObject)))
  return new Map(paths.flatMap((path, at) => (read[at] ? [[path, read[at]] as const] : [])))
}

/** modules.json is a list. */
function asObject(bytes: Uint8Array): unknown {
  const value = parseLenientJson(bytes)
  return Array.isArray(value) ? { modules: value } : value
}
