import type { Mergekit } from './table.ts'

const parsed = new Map<string, { pattern: RegExp; name: string; ends: boolean }>()

/** What a tensor of a checkpoint is called once the transformers of this mergekit has loaded the model. */
export function loadedName(name: string, modelType: string | null, mergekit: Mergekit): string {
  let loaded = name
  for (const text of mergekit.conversions.get(modelType ?? '') ?? []) {
    const { pattern, name: other, ends } = conversionOf(text)
    const match = pattern.exec(loaded)
    if (!match) continue
    const group = match.slice(1).find((part) => part !== undefined) ?? ''
    const { index } = match
    loaded =
      loaded.slice(0, index) + other.replace('\\1', () => group) + loaded.slice(index + match[0].length)
    if (ends) break
  }
  return loaded
}

function conversionOf(text: string) {
  const known = parsed.get(text)
  if (known) return known
  const [, pattern, arrow, name] = /^(.*) ([-=])> (.*)$/.exec(text)!
  const conversion = { pattern: new RegExp(pattern!), name: name!, ends: arrow === '=' }
  parsed.set(text, conversion)
  return conversion
}
