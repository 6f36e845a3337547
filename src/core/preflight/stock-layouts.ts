import { loadedName } from '../mergekit/conversions.ts'
import { loadedAs } from '../mergekit/layouts.ts'
import { definitionOf, has, kindsOf, lacksDemanded, namesOf } from './anatomy/definition.ts'
import { architectureOf, infers } from './donor.ts'
import type { EffectOf, EffectSituation, StockEffect } from './stock-effect.ts'
import { ofHolders } from './stock-optional.ts'

const damages: StockEffect = { does: 'damages' }
const lacksTensor = { does: 'crashes', when: 'merge', type: 'RuntimeError' } as const

/** mergekit renames what transformers renames for a model's type; of a class, and of the parts of a model, it does not know. */
export const otherLayout: EffectOf = (situation) =>
  infers(situation) ? ofInferred(situation) : ofDefined(situation)

/** It looks for the names that the class of the leading model has. */
function ofInferred(situation: EffectSituation): StockEffect {
  const { donors, lead, mergekit } = situation
  const wanted = loadedAs(architectureOf(lead), lead.facts.weights?.tensors.keys() ?? [])
  const held = donors.map((donor) => {
    const { config, weights } = donor.facts
    const names = [...(weights?.tensors.keys() ?? [])]
    const loaded = names.flatMap((name) => [name, loadedName(name, config?.modelType ?? null, mergekit)])
    return { donor, names: new Set(loaded) }
  })
  const holders = [...wanted.values()]
    .filter(({ isWhole }) => isWhole)
    .map(({ name }) => held.flatMap(({ donor, names }) => (names.has(name) ? [donor] : [])))
  if (holders.every((own) => own.length === donors.length)) return { does: 'goes-on' }
  const effect = ofHolders(holders, situation)
  return effect.does === 'goes-on' ? damages : effect
}

/** Where the definition demands all of it, there is an end of it; else it merges fewer. */
function ofDefined({ donors, mergekit }: EffectSituation): StockEffect {
  if (lacksDemanded(donors, mergekit)) return lacksTensor
  const definition = definitionOf(donors, mergekit)
  if (!definition) return { does: 'goes-on' }
  const held = donors.map((donor) => kindsOf(donor, mergekit))
  const listed = [...definition.demanded, ...definition.optional].map(namesOf)
  const known = new Set(listed.flat())
  const isWhole = listed.every((names) => new Set(held.map((own) => has(own, names))).size === 1)
  const isListed = held.every((own) => [...own].every((kind) => kind.some((name) => known.has(name))))
  return isWhole && isListed ? { does: 'goes-on' } : damages
}
