import { loadedName } from '../mergekit/conversions.ts'
import { mergeMethods } from '../methods.ts'
import { unneededBuffer } from './anatomy/tensor-layers.ts'
import { type InspectedDonor, infers } from './donor.ts'
import type { EffectOf } from './stock-effect.ts'

/** They copy a tensor that one input alone holds. */
const copying = /^(slerp|nuslerp|arcee_fusion|nearswap|model_stock)$/

/**
 * A tensor that some donor lacks is optional where the architecture is inferred: it is merged of the donors that hold it,
 * and the merge ends where these are too few for the method.
 */
export const missingTensor: EffectOf = ({ config, donors, lead, mergekit }) => {
  if (!infers({ donors, mergekit })) return { does: 'crashes', when: 'merge', type: 'RuntimeError' }
  const method = mergeMethods.get(config.mergeMethod)
  const areWhole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  if (!method || !areWhole || !mergekit.does.comparesInputs) return { does: 'goes-on' }
  const namesOf = ({ facts }: InspectedDonor) => facts.weights?.tensors ?? new Map<string, unknown>()
  const type = lead.facts.config?.modelType ?? null
  // What is converted while it is loaded is left out.
  const own = [...namesOf(lead).keys()].filter(
    (name) => loadedName(name, type, mergekit) === name && !unneededBuffer.test(name),
  )
  const [least] = method.inputs
  const [others] = method.nonBase
  const isShort = (holders: number) => holders < least || (config.baseModel !== null && holders - 1 < others)
  const tooFew = own.some((name) => {
    const holders = donors.filter((donor) => namesOf(donor).has(name)).length
    return holders < donors.length && !(holders === 1 && copying.test(method.name)) && isShort(holders)
  })
  // It leaves the tensor out.
  if (tooFew && method.name === 'model_stock') return { does: 'damages' }
  return tooFew ? { does: 'crashes', when: 'merge', type: 'ValueError' } : { does: 'goes-on' }
}
