import { isModelName, modelFolders } from './model-names.ts'

/** Why a folder is not replaced, and what the user can do. */
export interface Objection {
  readonly why: string
  readonly hint: string
}

/**
 * Why `--overwrite` must leave a folder alone, or null when it is a model and nothing else. All paths are
 * absolute and without links; `inputs` are what the run itself reads (donors, the config, the cache).
 */
export function whyNotReplaceable(
  output: string,
  entries: readonly string[],
  inputs: readonly string[],
): Objection | null {
  const hint = 'give another folder with -o'
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  const input = inputs.find((path) => inside(path, output) || inside(output, path))
  if (input !== undefined) return { why: `the run reads ${input}`, hint }
  const isOurs = entries.some((name) => name.startsWith('mergescope'))
  const isModel =
    entries.includes('config.json') || (isOurs && entries.some((name) => name.endsWith('.safetensors')))
  if (!isModel) return { why: 'it is not a model folder', hint }
  const strange = entries.find((name) => !isModelName(name))
  return strange === undefined
    ? null
    : {
        why: `it holds ${strange}, which is not part of a model`,
        hint: `move ${strange} elsewhere, or ${hint}`,
      }
}

/**
 * Why a model is not put under an address in object storage, or null where nothing speaks against it.
 * @param names of the objects that are there
 */
export function whyNotFilled(
  address: string,
  names: readonly string[],
  overwrite: boolean,
): Objection | null {
  if (names.length === 0) return null
  if (!overwrite)
    return {
      why: 'is not empty',
      hint: 'give another address with -o, or replace what is there with --overwrite',
    }
  const objection = whyNotReplaceable(address, entriesOf(names), [])
  return objection && { ...objection, why: `is not overwritten: ${objection.why}` }
}

/** What a folder of these files would hold, as `whyNotReplaceable` wants it. */
function entriesOf(names: readonly string[]): readonly string[] {
  const entries = names.flatMap((name) => {
    const [first = '', second] = name.split('/')
    if (second === undefined) return [first]
    return modelFolders.includes(first) ? [`${first}/`, `${first}/${second}`] : [`${first}/`]
  })
  return [...new Set(entries)]
}

/** The first of a run's models that the objects under an address are, or are part of, or hold. */
export const modelAt = (address: string, models: readonly string[]): string | null =>
  models.find(
    (model) => model === address || model.startsWith(`${address}/`) || address.startsWith(`${model}/`),
  ) ?? null
