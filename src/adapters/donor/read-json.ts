import type { FindingCode } from '../../core/findings/codes.ts'
import { parseLenientJson } from '../../core/json/lenient.ts'
import { foundInstead } from '../../core/model/found-instead.ts'
import { isRawObject, type RawObject } from '../../core/model/raw-values.ts'
import { printable } from '../../core/text/printable.ts'
import type { DonorContext } from './context.ts'

/** Larger than any config is; tokenizer_config.json holds thousands of added tokens in the worst case. */
const maxConfigBytes = 20_000_000

/** A small JSON file of the donor as an object; null, with a finding when it is there but unusable. */
export async function readJsonObject(
  context: DonorContext,
  path: string,
  code: FindingCode,
  parse: (bytes: Uint8Array) => unknown = parseLenientJson,
): Promise<RawObject | null> {
  if (!context.listing.has(path)) return null
  let bytes: Uint8Array
  try {
    bytes = await context.files.readAll(path, maxConfigBytes)
  } catch (error) {
    context.noteError(code, error)
    return null
  }
  try {
    const value = parse(bytes)
    if (isRawObject(value)) return value
    context.note(code, `${path} holds no JSON object`)
  } catch (error) {
    const instead = foundInstead(bytes)
    const why = instead?.problem ?? `is not JSON: ${printable((error as Error).message.slice(0, 200))}`
    context.note(code, `${path} ${why}`, instead?.hint)
  }
  return null
}

/** A small text file; null, with a finding when it is there but unusable. */
export async function readText(
  context: DonorContext,
  path: string,
  code: FindingCode,
): Promise<string | null> {
  if (!context.listing.has(path)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await context.files.readAll(path, maxConfigBytes))
  } catch (error) {
    if (error instanceof TypeError) context.note(code, `${path} is not UTF-8 text`)
    else context.noteError(code, error)
    return null
  }
}
