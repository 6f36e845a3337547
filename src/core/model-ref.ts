import { MergescopeError } from './errors.ts'
import { isObjectUri, objectUri } from './object-uri.ts'

/** A model or adapter: a Hub id or a path, and for a Hub id a branch, tag or commit. */
export interface ModelPath {
  readonly path: string
  readonly revision: string | null
}

/** A model as mergekit names it: `org/name`, `org/name@revision`, a path, `model+lora`. */
export interface ModelRef {
  readonly model: ModelPath
  readonly lora: ModelPath | null
  readonly overrideArchitecture: string | null
}

/**
 * Reads mergekit's notation. `+` parts model and adapter, `@` parts path and revision; mergekit does not
 * look at the rest, so a Windows path (`B:\12B\SLERP15`) is a path like any other.
 *
 * Throws `config-invalid` for what mergekit refuses: an empty name, two `@`, two `+`; and for what `objectUri` does.
 */
export function parseModelRef(text: string): ModelRef {
  if (isObjectUri(text)) return literalRef(objectUri(text))
  const chunks = text.split('+')
  if (chunks.length > 2)
    throw invalid(
      text,
      'has more than one “+”',
      'write MODEL or MODEL+LORA; in a config, a path that holds a “+” goes into model: {model: {path: …}}',
    )
  const [model, lora] = chunks
  return {
    model: parseModelPath(model ?? '', text),
    lora: lora === undefined ? null : parseModelPath(lora, text),
    overrideArchitecture: null,
  }
}

/** The model of a path or Hub id that is known, whatever characters it has. */
export const literalRef = (path: string): ModelRef => ({
  model: { path, revision: null },
  lora: null,
  overrideArchitecture: null,
})

function parseModelPath(text: string, whole: string): ModelPath {
  const parts = text.split('@')
  if (parts.length > 2)
    throw invalid(
      whole,
      'has more than one “@”',
      'write MODEL@REVISION; in a config, a path that holds an “@” goes into model: {model: {path: …}}',
    )
  const [path, revision] = parts
  if (!path?.trim()) throw invalid(whole, 'has no model name', namelessHint(whole))
  return { path, revision: revision || null }
}

const namelessHint = (whole: string): string =>
  /[+@]/.test(whole)
    ? 'give a Hub id such as org/name, or a folder; in a config, a path that holds a “+” or an “@” goes into model: {model: {path: …}}'
    : 'give a Hub id such as org/name, or a folder'

function invalid(text: string, why: string, hint: string): MergescopeError {
  return new MergescopeError('config-invalid', `the model reference ${JSON.stringify(text)} ${why}`, { hint })
}

export function formatModelPath({ path, revision }: ModelPath): string {
  return revision === null ? path : `${path}@${revision}`
}

/**
 * The reference as mergekit prints it: text for people, and neither a key nor to be read again, since a path
 * may hold the `+` and the `@` that part a reference.
 */
export function formatModelRef(ref: ModelRef): string {
  const model = formatModelPath(ref.model)
  return ref.lora === null ? model : `${model}+${formatModelPath(ref.lora)}`
}

/** Equal for equal paths and for no others. */
export function pathKey({ path, revision }: ModelPath): string {
  return JSON.stringify([path, revision])
}

/** Equal for equal references and for no others: the key of whatever is known by model. */
export function modelKey({ model, lora, overrideArchitecture }: ModelRef): string {
  return JSON.stringify([pathKey(model), lora && pathKey(lora), overrideArchitecture])
}

/** The models and adapters of references, each once. */
export function pathsOf(refs: readonly ModelRef[]): readonly ModelPath[] {
  const paths = refs.flatMap(({ model, lora }) => (lora ? [model, lora] : [model]))
  return [...new Map(paths.map((path) => [pathKey(path), path])).values()]
}

/** Whether mergekit would read the text of the reference as this very reference. */
export function readsAsItself(ref: ModelRef): boolean {
  try {
    return modelKey(parseModelRef(formatModelRef(ref))) === modelKey(ref)
  } catch {
    return false
  }
}

/** Whether the text has the shape of a Hub id. A folder of the same name still wins, as in mergekit. */
export function isHubId(path: string): boolean {
  return /^[\w][\w.-]*(\/[\w][\w.-]*)?$/.test(path) && !path.includes('..') && !path.includes('--')
}

/** Whether the text can only be a path: absolute, relative with a dot, home, or with a backslash. */
export function isPathOnly(path: string): boolean {
  return /^([/~]|\.{1,2}(\/|$)|[A-Za-z]:[\\/])/.test(path) || path.includes('\\')
}
