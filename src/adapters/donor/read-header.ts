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
  const complete = async () => {
    const bytes = await completeHeader(files, file, start, 8 + length)
    return parseHeader(bytes.subarray(8), file.size, file.path)
  }
  if (start.length >= 8 + length || length <= longHeaderBytes) return complete()
  const header = lastLong.then(complete)
  lastLong = header.catch(() => {})
  return header
}

/** All that comes before the data of one safetensors file, as it lies there. Throws as the header's reader does. */
export async function readHeaderBytes(files: ModelFiles, file: ModelFile): Promise<Uint8Array> {
  const start = await files.read(file.path, 0, Math.min(file.size, firstReadBytes))
  return completeHeader(files, file, start, 8 + parseHeaderLength(start, file.size, file.path))
}

async function completeHeader(
  files: ModelFiles,
  file: ModelFile,
  start: Uint8Array,
  end: number,
): Promise<Uint8Array> {
  if (start.length >= end) return start.subarray(0, end)
  const rest = await files.read(file.path, start.length, end)
  const bytes = new Uint8Array(end)
  bytes.set(start)
  bytes.set(rest, start.length)
  return bytes.subarray(0, start.length + rest.length)
}
