import type { Finding } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import { drain } from '../../core/drain.ts'
import { modelNames } from '../../core/merge-config/model-names.ts'
import { mentionedModels, referencedModels } from '../../core/merge-config/references.ts'
import { modelKey } from '../../core/model-ref.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { type InspectOptions, inspectStage } from './inspect.ts'

/** What a recipe would come to. */
export interface Prediction extends Pick<InspectResult, 'vocabulary' | 'estimate' | 'verdict'> {
  readonly findings: readonly Finding[]
  /** Donors that are not read yet: until they are, no vocabulary and no cost is predicted. */
  readonly waitsFor: readonly string[]
}

export interface PredictOptions extends Omit<InspectOptions, 'target' | 'known'> {
  readonly text: string
  /** Donors that were read before. */
  readonly donors: readonly InspectedDonor[]
}

/** The inspection of a recipe whose donors have been read already: none of them is opened anew. */
export async function predictRecipe({ text, donors, ...options }: PredictOptions): Promise<Prediction> {
  const known = new Map(donors.map((donor) => [donor.key, donor]))
  const { result, config } = await drain(inspectStage({ ...options, target: { kind: 'text', text }, known }))
  const { vocabulary, estimate, verdict, findings } = result
  const names = config ? modelNames(mentionedModels(config)) : new Map<string, string>()
  const waitsFor = (config ? referencedModels(config) : []).flatMap((ref) =>
    known.has(modelKey(ref)) ? [] : [names.get(modelKey(ref))!],
  )
  return { vocabulary, estimate, verdict, findings, waitsFor }
}
