import type { RunResult } from '../contract/run.ts'
import { modelNames } from '../merge-config/model-names.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { mentionedModels } from '../merge-config/references.ts'
import { rewriteModels } from '../merge-config/rewrite.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import { editedText } from '../recipe/edited-text.ts'

/**
 * A result as it is told where its relative folders have other paths: in its recipe, and wherever a donor is named.
 * @param paths the new path of each that moved, by the one in the recipe
 */
export function seenFrom(
  result: RunResult,
  config: MergeConfig,
  paths: ReadonlyMap<string, string>,
): RunResult {
  const text = rewriteModels(config, ({ path, revision }) => {
    const moved = paths.get(path)
    return moved === undefined ? null : { path: moved, revision }
  })
  const moved = parseMergeConfig(text).config
  if (moved === null) return result
  const [old, now] = [namesOf(config), namesOf(moved)]
  const names = new Map(old.map((name, at) => [name, now[at] ?? name]))
  const told = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value
    if (Array.isArray(value)) return value.map(told)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, told(part)]))
  }
  return { ...(told(result) as RunResult), config: editedText(result.config, config, moved) }
}

/** In the order of the recipe, in which both have the same models. */
function namesOf(config: MergeConfig): readonly string[] {
  const models = mentionedModels(config)
  const names = modelNames(models)
  return models.map((model) => names.get(modelKey(model))!)
}
