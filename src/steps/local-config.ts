import type { DownloadResult } from '../core/contract/download.ts'
import { mentionedModels } from '../core/merge-config/references.ts'
import { rewriteModels } from '../core/merge-config/rewrite.ts'
import type { MergeConfig } from '../core/merge-config/types.ts'
import { formatModelPath, formatModelRef, type ModelPath } from '../core/model-ref.ts'

/** A config whose models lie on this machine, and what they are called. */
export interface LocalConfig {
  readonly text: string
  /** The same config for others: models as the user wrote them, those of the Hub at their commit. */
  readonly published: string
  /** From a local path (or `path+adapter`) to what the user wrote. */
  readonly names: ReadonlyMap<string, string>
  /** Hub commit of a donor by its name. */
  readonly commits: ReadonlyMap<string, string>
  readonly folders: readonly string[]
}

/** The config with every model replaced by the folder that the download stage found or filled. */
export function localConfig(config: MergeConfig, { models }: DownloadResult): LocalConfig {
  const folders = new Map(models.map(({ ref, folder }) => [ref, folder]))
  const commits = new Map(models.flatMap(({ ref, commit }) => (commit === null ? [] : [[ref, commit]])))
  const localPath = (path: ModelPath) => folders.get(formatModelPath(path)) ?? null
  const local = (path: ModelPath) => ({ path: localPath(path) ?? path.path, revision: null })
  const names = mentionedModels(config).map((ref): [string, string] => {
    const placed = { ...ref, model: local(ref.model), lora: ref.lora && local(ref.lora) }
    return [formatModelRef(placed), formatModelRef(ref)]
  })
  return {
    text: rewriteModels(config, localPath),
    published: rewriteModels(config, (path) => {
      const commit = commits.get(formatModelPath(path))
      return commit === undefined ? null : { ...path, revision: commit }
    }),
    names: new Map(names),
    commits,
    folders: [...folders.values()],
  }
}
