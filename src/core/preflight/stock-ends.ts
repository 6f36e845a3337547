import { isKnownArchitecture } from '../architectures.ts'
import { mentionedModels, referencedModels } from '../merge-config/references.ts'
import { loadedName } from '../mergekit/conversions.ts'
import { asCount } from '../model/raw-values.ts'
import { stackOf } from '../model/tensor-name.ts'
import { formatModelRef, modelKey } from '../model-ref.ts'
import { isObjectUri } from '../object-uri.ts'
import { architectureOf, type InspectedDonor, infers } from './donor.ts'
import { sectionOf } from './layer-lists.ts'
import type { EffectSituation, Moment, StockEffect } from './stock-effect.ts'
import type { StockError } from './stock-types.ts'

/** Something that ends stock mergekit and is no fault: `mergescope run` takes it as it is. */
export interface StockEnd {
  readonly effect: StockEffect
  readonly error: StockError
}

export function stockEnds(situation: EffectSituation): readonly StockEnd[] {
  return [unreadAddresses, unmergedAdapters, numberedTwice, otherModules, unevenLayers].flatMap((ends) =>
    ends(situation),
  )
}

/** Only we read object storage, the addresses of files, and `~` as the user's home. */
function unreadAddresses({ config, donors }: EffectSituation): readonly StockEnd[] {
  const merged = new Set(referencedModels(config).map(modelKey))
  const foreign = mentionedModels(config).filter(
    ({ model: { path } }) => isObjectUri(path) || /^(file:\/\/|~)/.test(path),
  )
  return foreign.map((ref) => {
    const key = modelKey(ref)
    const when = merged.has(key) ? 'architecture' : 'merge'
    const message = `${formatModelRef(ref)} is neither a folder nor the name of a model on the Hub`
    return end(when, 'OSError', message, donors, (donor) => donor.key === key)
  })
}

/** It asks for the names of tensors before it has merged an adapter into its model. */
function unmergedAdapters(situation: EffectSituation): readonly StockEnd[] {
  const { donors } = situation
  const isAdapted = ({ ref }: InspectedDonor) => ref.lora !== null
  return infers(situation) && donors.some(isAdapted)
    ? [
        end(
          'architecture',
          'AssertionError',
          'LoRA not merged - use .merged() to get a local path',
          donors,
          isAdapted,
        ),
      ]
    : []
}

/** An older one takes the number in a name for that of its layer, and cannot tell which it is where there are two. */
function numberedTwice(situation: EffectSituation): readonly StockEnd[] {
  const { donors, mergekit } = situation
  if (mergekit.does.infersExperts || !infers(situation)) return []
  const twice = ({ facts }: InspectedDonor) =>
    [...(facts.weights?.tensors.keys() ?? [])].find((name) => (name.match(/\.\d+\./g)?.length ?? 0) > 1)
  const name = donors.map(twice).find((doubled) => doubled !== undefined)
  if (name === undefined) return []
  const message = `Tensor name ${name} has more than one layer index - not supported`
  return [end('architecture', 'ValueError', message, donors, (donor) => twice(donor) === name)]
}

/**
 * Where it infers since the classes differ, its modules are the stacks of layers of the one that leads, by their names, and
 * the rest; of one stack all is the rest.
 */
function otherModules({ config, donors, lead, mergekit }: EffectSituation): readonly StockEnd[] {
  const areLike = new Set(donors.map(architectureOf)).size < 2
  if (config.layout !== 'modules' || areLike || !infers({ donors, mergekit })) return []
  const type = lead.facts.config?.modelType ?? null
  const names = [...(lead.facts.weights?.tensors.keys() ?? [])]
  const stacksOf = (all: readonly string[]) => new Set(all.map(stackOf).filter((stack) => stack !== ''))
  const own = stacksOf(names)
  const loaded = stacksOf(names.map((name) => loadedName(name, type, mergekit)))
  const isThere = ({ name }: { readonly name: string }) =>
    name === 'default' || (own.size > 1 && (own.has(name) || loaded.has(name)))
  const unknown = config.modules.find((module) => !isThere(module))
  return unknown ? [end('plan', 'KeyError', `'${unknown.name}'`, donors, (donor) => donor === lead)] : []
}

/** Of GLM-4 MoE a layer of experts has more tensors than a dense one, which stands where that should be. */
function unevenLayers({ config, donors, lead, mergekit }: EffectSituation): readonly StockEnd[] {
  const architecture = architectureOf(lead)
  if (architecture !== 'Glm4MoeForCausalLM' || !isKnownArchitecture(architecture, mergekit)) return []
  const dense = (donor: InspectedDonor | undefined) =>
    asCount((donor && sectionOf(donor))?.first_k_dense_replace) ?? 1
  const byKey = new Map(donors.map((donor) => [donor.key, donor]))
  const short = config.modules.flatMap(({ inputs }) => {
    if (inputs.kind === 'models')
      return inputs.models.filter(({ model }) => dense(byKey.get(modelKey(model))) > dense(lead))
    let at = 0
    return inputs.slices.flatMap(({ sources }) => {
      const start = at
      const [first, last] = sources[0]?.layerRange ?? [0, 0]
      at += Math.max(0, last - first)
      // The first layer of the slice that should have experts is layer `from` of each of its sources.
      const from = Math.max(0, dense(lead) - start)
      return sources.filter(
        ({ model, layerRange: [low, high] }) =>
          low + from < Math.min(high, dense(byKey.get(modelKey(model)))),
      )
    })
  })
  const [first] = short
  return first
    ? [
        end(
          'plan',
          'IndexError',
          'list index out of range',
          donors,
          ({ key }) => key === modelKey(first.model),
        ),
      ]
    : []
}

function end(
  when: Moment,
  type: string,
  message: string,
  donors: readonly InspectedDonor[],
  isMeant: (donor: InspectedDonor) => boolean,
): StockEnd {
  const donor = donors.findIndex(isMeant)
  return {
    effect: { does: 'crashes', when, type },
    error: { type, message, donor: donor < 0 ? null : donor, tokens: [] },
  }
}
