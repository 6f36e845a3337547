import { resolve } from 'node:path'
import { modelNames } from '../../core/merge-config/model-names.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import { rewriteModels } from '../../core/merge-config/rewrite.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { donorWeights } from '../../core/merge-config/weights.ts'
import { formatModelRef, type ModelPath, type ModelRef, modelKey, pathKey } from '../../core/model-ref.ts'

/** A model of a local config, and what is known of the one that the user wrote. */
export interface LocalReference {
  readonly ref: ModelRef
  readonly name: string
  /** The model and its adapter, one after the other: what it is called, and its commit if the Hub has it. */
  readonly parts: readonly { readonly path: string; readonly name: string; readonly commit: string | null }[]
}

/** A config whose models lie on this machine, and what they are called. */
export interface LocalConfig {
  readonly text: string
  /** The same config for others: models as the user wrote them, those of the Hub at their commit. */
  readonly published: string
  readonly references: readonly LocalReference[]
  /** From what mergekit calls a model or adapter in its messages to what the user calls it. */
  readonly names: ReadonlyMap<string, string>
  /** Hub commit by what the user wrote. */
  readonly commits: ReadonlyMap<string, string>
  /** A donor's weight by its name, where it is one number for the whole merge. */
  readonly weights: ReadonlyMap<string, number | null>
  readonly folders: readonly string[]
}

/** Where a model lies on this machine, and its commit if the Hub has it. */
export interface FoundModel {
  readonly ref: string
  readonly commit: string | null
  readonly folder: string
}

/**
 * The config with every model replaced by the folder that holds it, or a stand-in for it.
 * @param paths the models, in the order of their folders
 */
export function localConfig(
  config: MergeConfig,
  paths: readonly ModelPath[],
  models: readonly FoundModel[],
): LocalConfig {
  const commits = new Map(
    paths.flatMap((path, at) => {
      const { commit } = models[at]!
      return commit === null ? [] : [[pathKey(path), commit] as const]
    }),
  )
  const folders = distinctFolders(paths, models)
  const folderOf = (path: ModelPath) => folders.get(pathKey(path)) ?? null
  const local = (path: ModelPath): ModelPath => ({ path: folderOf(path) ?? path.path, revision: null })
  const part = (path: ModelPath) => ({
    path: local(path).path,
    name: path.path,
    commit: commits.get(pathKey(path)) ?? null,
  })
  const mentioned = mentionedModels(config)
  const names = modelNames(mentioned)
  const references = mentioned.map((ref) => ({
    ref: { ...ref, model: local(ref.model), lora: ref.lora && local(ref.lora) },
    name: names.get(modelKey(ref))!,
    parts: ref.lora ? [part(ref.model), part(ref.lora)] : [part(ref.model)],
  }))
  return {
    text: rewriteModels(config, folderOf),
    published: rewriteModels(config, (path) => {
      const commit = commits.get(pathKey(path))
      return commit === undefined ? null : { ...path, revision: commit }
    }),
    references,
    names: new Map(references.map(({ ref, name }) => [formatModelRef(ref), name])),
    commits: new Map(models.flatMap(({ ref, commit }) => (commit === null ? [] : [[ref, commit]]))),
    weights: new Map([...donorWeights(config)].map(([key, weight]) => [names.get(key)!, weight])),
    folders: models.map(({ folder }) => folder),
  }
}

/**
 * A path for each model, and never one for two of them: mergekit takes models of one path for the same, and a
 * folder may be written in several ways (`~/x`), a commit be meant by several revisions.
 */
function distinctFolders(
  paths: readonly ModelPath[],
  models: readonly FoundModel[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    paths.map((path, at): [string, string] => {
      let folder = resolve(models[at]!.folder)
      while (taken.has(folder)) folder += '/.'
      taken.add(folder)
      return [pathKey(path), folder]
    }),
  )
}
