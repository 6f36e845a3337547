import { isModelName } from './model-names.ts'

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
