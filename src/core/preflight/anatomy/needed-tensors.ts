import type { Mergekit } from '../../mergekit/table.ts'
import { layerPattern } from '../../model/tensor-name.ts'
import type { InspectedDonor } from '../donor.ts'
import { definitionOf, demandedOf, kindsOf } from './definition.ts'

/** Of a tensor that a donor lacks whether it has to have it; beyond: what the donor has and the reference lacks. */
export type Needs = (own: Iterable<string>, beyond: readonly string[]) => (name: string) => boolean

/**
 * A donor needs the rest of a kind of which it has a part: a file is lost. Of other kinds it needs only those that
 * mergekit's definition of its class demands, wherever they stand in the model: outside of the layers all of them, in the
 * layers those in place of which it has others; else it is another make of the model, without biases or norms. Where there
 * is no definition, all that stands in layers may be demanded, and outside what is called as any definition has it.
 */
export function needsOf(
  reference: InspectedDonor,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): Needs {
  const loaded = kindsOf(reference, mergekit)
  const definition = definitionOf(donors, mergekit)
  const known = definition ? [definition] : [...mergekit.definitions.values()]
  const demanded = new Set(known.flatMap(demandedOf).flat())
  const endings = new Set([...demanded].filter((kind) => !isLayered(kind)).map(ending))
  const isDemanded = (kind: string) => demanded.has(kind) || demanded.has(loaded.get(kind) ?? kind)
  return (own, beyond) => {
    const kinds = new Set([...own].map(layerPattern))
    const isReplaced = beyond.some(isLayered)
    return (name) => {
      const kind = layerPattern(name)
      if (kinds.has(kind)) return true
      if (ofSomeClasses.test(name)) return false
      if (definition && !isDemanded(kind)) return false
      return isLayered(kind) ? isReplaced : definition !== null || endings.has(ending(kind))
    }
  }
}

const isLayered = (name: string) => layerPattern(name).includes('.*.')

const ending = (name: string) => name.split('.').slice(-2).join('.')

// What only some classes of one model have.
const ofSomeClasses = /(^|\.)(pooler|seq_relationship|position_ids|score|classifier|qa_outputs)(\.|$)/
