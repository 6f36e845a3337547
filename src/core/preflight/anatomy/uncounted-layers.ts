import type { DonorFacts } from '../../model/facts.ts'
import { layerNumber, stackOf } from '../../model/tensor-name.ts'
import { countedStacks } from '../modules.ts'

/**
 * Of a tensor the layer that it lies in, where config.json does not count it: behind the last one, or in a stack of those
 * that predict further tokens; null for any other.
 */
export function uncountedLayers(facts: DonorFacts): (name: string) => string | null {
  const [main] = countedStacks(facts)
  const layers = facts.config?.layers ?? Number.POSITIVE_INFINITY
  return (name) => {
    if (/(^|\.)mtp(_\w+)?\./.test(name)) return 'mtp'
    const layer = stackOf(name) === main ? layerNumber.exec(name)?.[1] : undefined
    return layer !== undefined && Number(layer) >= layers ? layer : null
  }
}
