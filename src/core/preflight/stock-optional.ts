import { loadedName } from '../mergekit/conversions.ts'
import { mergeMethods } from '../methods.ts'
import { vocabularyMatrices } from '../model/vocabulary-tensors.ts'
import { unneededBuffer } from './anatomy/tensor-layers.ts'
import { definitionsOf } from './definitions.ts'
import { type InspectedDonor, infers } from './donor.ts'
import type { EffectOf, EffectSituation, StockEffect } from './stock-effect.ts'

/** They copy a tensor that one input alone holds. */
const copying = /^(slerp|nuslerp|arcee_fusion|nearswap|model_stock)$/

/**
 * A tensor that some donor lacks is optional where the architecture is inferred: it is merged of the donors that hold it,
 * and the merge ends where these are too few for the method.
 */
export const missingTensor: EffectOf = (situation) => {
  const { engine, donors, lead, mergekit } = situation
  if (!infers({ donors, mergekit }))
    // Whose definition it takes of several, and what that one demands, is said of their mismatch.
    return engine === 'mergekit' && definitionsOf(donors).length > 1
      ? { does: 'goes-on' }
      : { does: 'crashes', when: 'merge', type: 'RuntimeError' }
  const namesOf = ({ facts }: InspectedDonor) => facts.weights?.tensors ?? new Map<string, unknown>()
  const type = lead.facts.config?.modelType ?? null
  // What is converted while it is loaded is left out.
  const own = [...namesOf(lead).keys()].filter(
    (name) => loadedName(name, type, mergekit) === name && !unneededBuffer.test(name),
  )
  return ofHolders(
    own.map((name) => donors.filter((donor) => namesOf(donor).has(name))),
    situation,
  )
}

/** A head that only some donors store, as others have it tied: the model that is built for the names of its tensors has one. */
export const headOfSome: EffectOf = (situation) => {
  const { engine, donors, mergekit } = situation
  if (engine !== 'mergekit' || !infers({ donors, mergekit })) return { does: 'goes-on' }
  const heads = donors.flatMap((donor) =>
    vocabularyMatrices(donor.facts.weights, 'head').map(({ name }) => ({ donor, name })),
  )
  const holders = [...Map.groupBy(heads, ({ name }) => name).values()]
  return ofHolders(
    holders.map((own) => own.map(({ donor }) => donor)),
    situation,
  )
}

/** What a merge ends with that has not all donors for each tensor: those of each are given. */
export function ofHolders(
  holders: readonly (readonly InspectedDonor[])[],
  { config, donors, mergekit }: EffectSituation,
): StockEffect {
  const method = mergeMethods.get(config.mergeMethod)
  const areWhole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  if (!method || !areWhole || !mergekit.does.comparesInputs) return { does: 'goes-on' }
  const [least] = method.inputs
  const [others] = method.nonBase
  const hasBase = config.baseModel !== null
  const isShort = (own: readonly InspectedDonor[]) =>
    own.length < least ||
    (hasBase && own.length - 1 < others) ||
    (hasBase && method.base !== 'ignored' && !own.some(({ role }) => role === 'base'))
  const tooFew = holders.some(
    (own) =>
      own.length > 0 &&
      own.length < donors.length &&
      !(own.length === 1 && copying.test(method.name)) &&
      isShort(own),
  )
  // It leaves the tensor out.
  if (tooFew && method.name === 'model_stock') return { does: 'damages' }
  return tooFew ? { does: 'crashes', when: 'merge', type: 'ValueError' } : { does: 'goes-on' }
}
