import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'

/** Far more than any config; a larger file is something else. */
export const mostConfigBytes = 4 * 1024 * 1024

/** Weights, by their names, and the other files of a model, which a merge config may be named like. */
const weights = /\.(safetensors|safetensors\.index\.json|bin|pth?|gguf)$/i
const settings = /^((generation_|tokenizer_)?config|tokenizer)\.json$/i

/**
 * Why a path is no config because it can be read only once, and a config is read by several; null of any other.
 * @param there what lies at the path, null where nothing does
 */
export function refusedPipe(path: string, there: Stats | null): MergescopeError | null {
  const isStream = there === null ? path === '-' : !there.isFile() && !there.isDirectory()
  if (!isStream) return null
  return new MergescopeError(
    'config-invalid',
    `the config ${path} is ${there?.isCharacterDevice() ? 'a device' : 'a pipe'}, not a file`,
    {
      hint: 'save the config in a file, and name that',
      context: { path },
    },
  )
}

/** The text of a config file. Throws `config-invalid` when it cannot be opened, is no file, or is not UTF-8. */
export async function readConfigFile(path: string): Promise<string> {
  const refuse = (why: string, cause?: unknown, hint?: string) =>
    new MergescopeError('config-invalid', `the config ${path} ${why}`, {
      hint: hint ?? 'check the path; a config is a YAML file as mergekit takes it',
      context: { path },
      cause,
    })
  const info = await stat(path).catch((cause) => {
    throw (
      refusedPipe(path, null) ??
      refuse(cause?.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${cause?.code})`, cause)
    )
  })
  if (!info.isFile()) throw refusedPipe(path, info) ?? refuse('is not a file')
  const ofModel = () =>
    refuse('is a file of a model, not of a merge', undefined, `name its folder: ${dirname(path)}`)
  if (weights.test(basename(path))) throw ofModel()
  if (info.size > mostConfigBytes)
    throw settings.test(basename(path)) ? ofModel() : refuse('is larger than any config')
  const bytes = await readFile(path).catch((cause) => {
    throw refuse(`cannot be read (${cause?.code})`, cause)
  })
  if (settings.test(basename(path)) && !bytes.includes('merge_method')) throw ofModel()
  const noText = (cause?: unknown) =>
    refuse('is not UTF-8 text', cause, 'save it as UTF-8, the only encoding that mergekit reads')
  // What begins with ASCII has such a byte here in UTF-16 and UTF-32, and is UTF-8 of a kind that nobody meant.
  if (bytes.subarray(0, 4).includes(0)) throw noText()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw noText(cause)
  }
}
