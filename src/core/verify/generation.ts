import type { OutputCheck } from '../contract/verify.ts'
import { parseLenientJson } from '../json/lenient.ts'
import { quote } from '../json/quote.ts'
import { isRawObject, type RawObject } from '../model/raw-values.ts'
import { printable } from '../text/printable.ts'
import { fail, failEach, skip } from './check.ts'
import { wrongSettings } from './generation-settings.ts'

/** Keys of one id, and those that may have a list of them. */
const ids = ['bos_token_id', 'pad_token_id', 'decoder_start_token_id', 'forced_bos_token_id']
const listsOfIds = ['eos_token_id', 'forced_eos_token_id', 'suppress_tokens', 'begin_suppress_tokens']

/** What is wrong with generation_config.json by itself; null: there is none. */
export function checkGeneration(bytes: Uint8Array | null): OutputCheck[] {
  if (bytes === null) return [skip('generation-config', 'there is no generation_config.json')]
  const file = 'generation_config.json'
  let raw: unknown
  try {
    raw = parseLenientJson(bytes)
  } catch {
    return [fail('generation-config', `${file} is not JSON, so transformers cannot load the model`)]
  }
  if (!isRawObject(raw)) return [fail('generation-config', `${file} is not a mapping`)]
  return checkGenerationValues(raw)
}

/** What stands in a generation_config.json that can be read: token ids, and what `generate` of transformers refuses. */
export function checkGenerationValues(raw: RawObject): OutputCheck[] {
  const file = 'generation_config.json'
  const wrong = [...wrongIds(raw), ...wrongSettings(raw)]
  return failEach(
    'generation-config',
    wrong,
    ({ key, why }) => ({ message: `${file}: ${key} is ${shown(raw[key])}, ${why}` }),
    `${file} can be read`,
  )
}

const wrongIds = (raw: RawObject) =>
  [...ids, ...listsOfIds].flatMap((key) => {
    const value = raw[key] ?? null
    const values = listsOfIds.includes(key) && Array.isArray(value) ? value : [value]
    return value === null || values.every(isId) ? [] : [{ key, why: 'which is not a token id' }]
  })

const shown = (value: unknown): string =>
  typeof value === 'string' ? quote(value) : printable(JSON.stringify(value)).slice(0, 80)

/** -1 is the habit of some for "none". */
const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= -1
