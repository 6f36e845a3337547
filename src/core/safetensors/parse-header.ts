import { MergescopeError } from '../errors.ts'
import { JsonError } from '../json/json-error.ts'
import { quote } from '../json/quote.ts'
import { JsonScanner } from '../json/scanner.ts'
import { foundInstead } from '../model/found-instead.ts'
import { counted, formatCount } from '../text/units.ts'
import { layoutProblem } from './layout.ts'
import { nameProblem } from './names.ts'
import { parseTensorEntry } from './parse-entry.ts'
import type { SafetensorsHeader, TensorEntry } from './types.ts'

/** The format's own limit. */
const maxHeaderBytes = 100_000_000

/**
 * The length of the header, from the first 8 bytes of the file (little endian).
 *
 * Throws `safetensors-invalid` when there is no such header in a file of `fileSize` bytes.
 */
export function parseHeaderLength(start: Uint8Array, fileSize: number, file: string): number {
  if (fileSize === 0) throw invalid(file, 'the file is empty')
  if (fileSize < 8 || start.length < 8) throw invalid(file, `the file ends after ${fileSize} bytes`)
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true)
  if (length === 0n) throw invalid(file, 'its header has no bytes')
  if (length > BigInt(maxHeaderBytes)) {
    const instead = foundInstead(start)
    if (instead)
      throw new MergescopeError('safetensors-invalid', `${file} ${instead.problem}`, {
        hint: instead.hint,
        context: { file },
      })
    throw invalid(
      file,
      `it claims a header of ${counted(length, 'byte')} (at most ${formatCount(maxHeaderBytes)})`,
    )
  }
  if (length > BigInt(fileSize - 8))
    throw invalid(
      file,
      `its header would have ${counted(length, 'byte')}, but the file has only ${formatCount(fileSize)}`,
    )
  return Number(length)
}

/**
 * The header of a safetensors file of `fileSize` bytes, from the JSON behind its first 8 bytes. What this
 * accepts, the reference implementation (0.8.0) accepts too; a few things it accepts are refused here: two
 * tensors of one name, names that deceive, an offset -0, `__metadata__: null`, an entry as an array.
 *
 * Throws `safetensors-invalid`, naming the file and what is wrong in it.
 */
export function parseHeader(json: Uint8Array, fileSize: number, file: string): SafetensorsHeader {
  const dataStart = 8 + json.length
  try {
    const { tensors, metadata } = parseTensors(new JsonScanner(json))
    tensors.sort((a, b) => a.begin - b.begin || a.end - b.end)
    const problem = layoutProblem(tensors, fileSize - dataStart)
    if (problem) throw invalid(file, problem)
    return { tensors, metadata, dataStart }
  } catch (error) {
    if (error instanceof JsonError) throw invalid(file, `its header holds ${error.message}`, error)
    throw error
  }
}

function parseTensors(json: JsonScanner): { tensors: TensorEntry[]; metadata: Map<string, string> } {
  const tensors = new Map<string, TensorEntry>()
  let metadata: Map<string, string> | undefined
  json.enterObject()
  while (json.nextKey()) {
    const name = json.text()
    if (name === '__metadata__') {
      if (metadata) json.fail('a second __metadata__')
      metadata = parseMetadata(json)
      continue
    }
    const problem = nameProblem(name)
    if (problem) json.fail(`the tensor name ${quote(name)}, which ${problem},`)
    if (tensors.has(name)) json.fail(`a second tensor ${quote(name)}`)
    tensors.set(name, parseTensorEntry(json, name))
  }
  json.end()
  return { tensors: [...tensors.values()], metadata: metadata ?? new Map() }
}

function parseMetadata(json: JsonScanner): Map<string, string> {
  const metadata = new Map<string, string>()
  json.enterObject()
  while (json.nextKey()) {
    const key = json.text()
    metadata.set(key, json.string())
  }
  return metadata
}

function invalid(file: string, why: string, cause?: unknown): MergescopeError {
  return new MergescopeError('safetensors-invalid', `${file} is not a valid safetensors file: ${why}`, {
    hint: 'download or write the file again; if it happens again, it is damaged at its source',
    context: { file },
    cause,
  })
}
