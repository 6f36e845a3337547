const modelFile =
  /^(mergescope|README\.md|[^.].*\.(safetensors|bin|json|jsonl|model|txt|jinja|yml|yaml|py|md)|\.gitattributes)$/

/**
 * Why `--overwrite` must leave a folder alone, or null when it is a model and nothing else. All paths are
 * absolute and without links; `inputs` are what the run itself reads (donors, the config, the cache).
 */
export function whyNotReplaceable(
  output: string,
  entries: readonly string[],
  inputs: readonly string[],
): string | null {
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  const input = inputs.find((path) => inside(path, output) || inside(output, path))
  if (input !== undefined) return `the run reads ${input}`
  const isModel = entries.includes('config.json') || entries.includes('mergescope')
  if (!isModel) return 'it is not a model folder'
  const strange = entries.find((name) => !modelFile.test(name))
  return strange === undefined ? null : `it holds ${strange}, which is no part of a model`
}
