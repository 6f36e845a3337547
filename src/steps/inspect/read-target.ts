import { readConfigFile } from '../../adapters/files/read/read-config.ts'
import { toMergescopeError } from '../../core/errors.ts'
import { makeFinding } from '../../core/findings/make.ts'
import { modelNames } from '../../core/merge-config/model-names.ts'
import { parseMergeConfig } from '../../core/merge-config/parse.ts'
import { mentionedModels, referencedModels } from '../../core/merge-config/references.ts'
import type { MergeConfig, ParsedConfig } from '../../core/merge-config/types.ts'
import { type ModelRef, modelKey } from '../../core/model-ref.ts'
import type { DonorRequest } from './gather-donors.ts'

export type InspectTarget =
  | { readonly kind: 'config'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'models'; readonly models: readonly ModelRef[] }

/** The config that is inspected, or why it cannot be read; null where models are. */
export async function parseTarget(target: InspectTarget): Promise<ParsedConfig | null> {
  if (target.kind === 'models') return null
  if (target.kind === 'text') return parseMergeConfig(target.text)
  try {
    return parseMergeConfig(await readConfigFile(target.path))
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    const finding = makeFinding('config-unreadable', { message, ...(hint && { hint }) })
    return { text: '', config: null, findings: [finding], positions: new Map() }
  }
}

/** The models that a config names, in their roles. */
export function donorRequests(config: MergeConfig): readonly DonorRequest[] {
  const base = config.baseModel && modelKey(config.baseModel)
  const names = modelNames(mentionedModels(config))
  return referencedModels(config).map((ref) => ({
    ref,
    name: names.get(modelKey(ref))!,
    role: modelKey(ref) === base ? 'base' : 'donor',
  }))
}

/** The models that are inspected without a config. */
export function modelRequests(target: InspectTarget): readonly DonorRequest[] {
  const models = target.kind === 'models' ? target.models : []
  const names = modelNames(models)
  return models.map((ref) => ({ ref, name: names.get(modelKey(ref))!, role: 'donor' }))
}
