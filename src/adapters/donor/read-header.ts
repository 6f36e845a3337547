import type { ModelFile, ModelFiles } from '../../core/model-files.ts'
import { parseHeader, parseHeaderLength } from '../../core/safetensors/parse-header.ts'
import type { SafetensorsHeader } from '../../core/safetensors/types.ts'

/** Holds the header of most shards, so that one request is enough; few bytes lost where it does not. */
const firstReadBytes = 64 * 1024
/** Longer ones than any model has are legal; they are read one after the other, so that memory stays bounded. */
const longHeaderBytes = 4_000_000
let lastLong: Promise<unknown> = Promise.resolve()

/**
 * The header of one safetensors file, with at most two reads and none of its data beyond 64 KiB.
 *
 * Throws `safetensors-invalid`, or whatever reading the file throws.
 */
export async function readSafetensorsHeader(files: ModelFiles, file: ModelFile): Promise<SafetensorsHeader> {
  const start = await files.read(file.path, 0, Math.min(file.size, firstReadBytes))
  const length = parseHeaderLength(start, file.size, file.path)
  const end = 8 + length
  if (start.length >= end) return parseHeader(start.subarray(8, end), file.size, file.path)
  const complete = () => completeHeader(files, file, start, end)
  if (length <= longHeaderBytes) return complete()
  const header = lastLong.then(complete)
  lastLong = header.catch(() => {})
  return header
}

async function completeHeader(
  files: ModelFiles,
  file: ModelFile,
  start: Uint8Array,
  end: number,
): Promise<SafetensorsHeader> {
  const rest = await files.read(file.path, start.length, end)
  const json = new Uint8Array(end - 8)
  json.set(start.subarray(8))
  json.set(rest, start.length - 8)
  return parseHeader(json.subarray(0, start.length - 8 + rest.length), file.size, file.path)
}
