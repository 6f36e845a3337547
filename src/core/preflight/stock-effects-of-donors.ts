import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { inferredOf } from '../mergekit/inferred.ts'
import { unmergeableRaises } from '../model/adapter-kinds.ts'
import { packedTensor } from '../model/quantisation.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import type { Series } from '../transformers.ts'
import { lacksDemanded } from './anatomy/definition.ts'
import { unneededBuffer } from './anatomy/tensor-layers.ts'
import { definitionsOf } from './definitions.ts'
import { architectureOf, type InspectedDonor, infers } from './donor.ts'
import type { EffectOf, EffectSituation, StockEffect } from './stock-effect.ts'
import { missingTensor } from './stock-optional.ts'

const goesOn: StockEffect = { does: 'goes-on' }
const damages: StockEffect = { does: 'damages' }
const lacksTensor = { does: 'crashes', when: 'merge', type: 'RuntimeError' } as const

/**
 * A mergekit that asks transformers for names also asks it for the input embeddings, which not every class has. Its modules
 * are called what their stacks of layers are called once they are loaded.
 */
export const inferred: EffectOf = ({ config, lead, mergekit }) => {
  const facts = lead.facts.config
  // Of a class with a definition the table tells how that ends.
  if (!facts || !mergekit.does.asksForEmbeddings || !infers({ donors: [lead], mergekit })) return goesOn
  const { raises, modules = {} } = inferredOf({ ...facts, architecture: architectureOf(lead) }, mergekit)
  if (raises) return { does: 'crashes', when: 'architecture', type: raises }
  const others = Object.values(modules)
  const moved = config.layout === 'modules' && config.modules.some(({ name }) => others.includes(name))
  return moved ? { does: 'crashes', when: 'plan', type: 'KeyError' } : goesOn
}

/** A definition may ask for what config.json does not say, before it asks for tensors that nobody holds. */
export const demanded: EffectOf = ({ donors, mergekit }) => {
  const { raises } = mergekit.does.asksForEmbeddings
    ? inferredOf(donors[0]?.facts.config ?? null, mergekit)
    : {}
  return raises ? { does: 'crashes', when: 'plan', type: raises } : lacksTensor
}

const donorOf = ({ donors }: EffectSituation, { donor }: Finding) =>
  donors.find(({ name, facts }) => name === donor || facts.ref === donor)

/** A pickle is opened when the first tensor of it is needed; of other readers' archives it says no more. */
export const damagedFile: EffectOf = (situation, finding) =>
  donorOf(situation, finding)?.facts.files.some(({ path }) => isSafetensors.test(path))
    ? { does: 'crashes', when: 'load', type: 'SafetensorError' }
    : lacksTensor

const isSafetensors = /^model.*\.safetensors(\.index\.json)?$/

/** mergekit asks PEFT to merge an adapter of any kind. */
export const unmergeable: EffectOf = (situation, finding) => {
  const kind = donorOf(situation, finding)?.lora?.adapter?.kind
  const raises = kind ? (unmergeableRaises[kind] ?? 'AttributeError') : 'KeyError'
  return { does: 'crashes', when: 'load', type: situation.engine === 'mergekit' ? raises : 'MergescopeError' }
}

/** Without leave, code is not run, and no architecture can be had of a type that transformers does not know. */
export const armedCode: EffectOf = (situation, finding) => {
  const architecture = donorOf(situation, finding)?.facts.config?.architecture ?? ''
  return isKnownArchitecture(architecture, situation.mergekit)
    ? goesOn
    : { does: 'crashes', when: 'architecture', type: 'ValueError' }
}

/**
 * Packed weights go by other names (`qweight`), or are merged as if their integers were values. Without a dtype
 * they are not even cast: torch does not promote 8-bit floats, and integers count as buffers, which a
 * mergekit that compares its inputs wants equal in all donors.
 */
export const quantised: EffectOf = (situation, finding) => {
  const { donors, config, mergekit } = situation
  const tensors = donorOf(situation, finding)?.facts.weights?.tensors ?? new Map()
  const renamed = [...tensors.keys()].some(
    (name: string) =>
      /\.(qweight|weight_packed)$/.test(name) && !tensors.has(name.replace(/\.\w+$/, '.weight')),
  )
  if (renamed && !infers(situation)) return lacksTensor
  if (config.dtype !== null || config.mergeMethod === 'passthrough') return damages
  const dtypes = donors.map(({ facts }) => packedTensor(facts.weights?.tensors.values() ?? [])?.dtype ?? null)
  const all = dtypes.every(isFloat8)
  const noSum = { ...lacksTensor, type: 'NotImplementedError' }
  if (!mergekit.does.comparesInputs) return dtypes.some(isFloat8) ? oldFloat8(situation, dtypes) : damages
  if (donors.length > 1 && dtypes.some((dtype) => dtype !== null && /^[IU]\d/.test(dtype)))
    return { ...lacksTensor, type: 'ValueError' }
  if (!dtypes.some(isFloat8) || (all && config.mergeMethod === 'slerp')) return damages
  return all && config.mergeMethod !== 'linear' ? noSum : lacksTensor
}

/** The older mergekit lets each method see how far it comes with 8-bit floats. */
function oldFloat8({ config, donors }: EffectSituation, dtypes: readonly (string | null)[]): StockEffect {
  const noSum = { ...lacksTensor, type: 'NotImplementedError' }
  if (config.mergeMethod === 'slerp') return damages
  if (!taskArithmetic.test(config.mergeMethod)) return dtypes.every(isFloat8) ? noSum : lacksTensor
  const base = donors.findIndex(({ role }) => role === 'base')
  return isFloat8(dtypes[base] ?? null) ? noSum : damages
}

const isFloat8 = (dtype: string | null) => dtype?.startsWith('F8') ?? false

/**
 * passthrough copies each tensor from one donor, and so never notices that they do not fit together; of
 * the older mergekit the family of task arithmetic leaves out the donors that do not fit.
 */
export const otherSizes: EffectOf = ({ config, mergekit }) => {
  const { mergeMethod } = config
  if (mergeMethod === 'passthrough') return damages
  if (mergekit.does.comparesInputs) return { ...lacksTensor, type: 'ValueError' }
  return taskArithmetic.test(mergeMethod) && !config.tokenizer ? damages : lacksTensor
}

/** Without a tokenizer key the files of the leading donor are copied, and nobody reads them. */
export const copied: EffectOf = ({ config }, { message }) =>
  config.tokenizer
    ? { does: 'foreseen' }
    : { does: 'damages', says: `it copies a tokenizer that nobody can use: ${message}` }

const taskArithmetic = /^(task_arithmetic|ties|dare_|breadcrumbs|della)/

/** With leave, the file has to be there: `own.Config` lies in own.py. */
export const allowedCode: EffectOf = (situation, finding) => {
  const facts = donorOf(situation, finding)?.facts
  const lacking = facts?.config?.remoteCode.some((name) => {
    const file = /^([\w.]+)\.\w+$/.exec(name)?.[1]?.replaceAll('.', '/')
    return file !== undefined && !facts.files.some(({ path }) => path === `${file}.py`)
  })
  return lacking ? { does: 'crashes', when: 'architecture', type: 'OSError' } : goesOn
}

/** Of a kind of tensor that only some hold, mergekit merges none that its definition does not list. */
export const partialTensor: EffectOf = (situation, finding) => {
  const lacks = lacksDemanded(situation.donors, situation.mergekit)
  if (lacks === null) return missingTensor(situation, finding)
  return lacks
    ? lacksTensor
    : { does: 'damages', says: `it leaves out what not all donors have: ${finding.message}` }
}

/** mergekit cuts the layers that its definition knows, where the donors have them, and loses the others. */
export const unclearSlices: EffectOf = ({ engine, donors, mergekit }) =>
  engine !== 'mergekit'
    ? { does: 'crashes', when: 'plan', type: 'MergescopeError' }
    : lacksDemanded(donors, mergekit)
      ? lacksTensor
      : damages

export const refusedMismatch: EffectOf = (situation) =>
  infers(situation) || definitionsOf(situation.donors).length < 2
    ? goesOn
    : { does: 'crashes', when: 'architecture', type: 'RuntimeError' }

/**
 * Of several definitions mergekit takes that of the model that a set gives first, whatever the base; a donor
 * that lacks a tensor of that one ends the merge.
 */
export const allowedMismatch: EffectOf = (situation) => {
  const { donors } = situation
  if (infers(situation)) return goesOn
  const groups = definitionsOf(donors)
  const fails = groups.map((group) => {
    const [first, ...others] = group.map(tensorNames)
    const defined = [...(first ?? [])].filter((name) => others.every((names) => names.has(name)))
    return donors.some((donor) => {
      const own = tensorNames(donor)
      return defined.some((name) => !own.has(name))
    })
  })
  if (!fails.includes(true)) return goesOn
  return fails.includes(false) ? { ...lacksTensor, does: 'by-chance' } : lacksTensor
}

function tensorNames({ facts }: InspectedDonor): ReadonlySet<string> {
  const names = [...(facts.weights?.tensors.keys() ?? [])]
  return new Set(names.filter((name) => !unneededBuffer.test(name) && vocabularyKindOf(name) !== 'head'))
}

/** Weights as whole numbers: mergekit may take them for buffers, which have to be equal in all donors. */
export const integers: EffectOf = ({ config, mergekit, donors }) =>
  mergekit.does.comparesInputs && donors.length > 1 && /int64$/.test(config.dtype ?? '')
    ? { does: 'crashes', when: 'merge', type: 'ValueError' }
    : damages

/** mergekit asks for the number of names, of which a config without any has none. */
export const notOneName: EffectOf = (situation, finding) => {
  const named = donorOf(situation, finding)?.facts.config?.raw.architectures ?? null
  return { does: 'crashes', when: 'architecture', type: named === null ? 'TypeError' : 'RuntimeError' }
}

/** A finding that is certain; what a donor's transformers only may refuse has a code of its own. */
export const refusedConfig: EffectOf = (situation, finding) => {
  const { faults } = donorOf(situation, finding)?.facts.config ?? {}
  // Of two transformers that refuse the same, this mergekit works with one.
  const works = (series: Series) =>
    !situation.mergekit.does.brokenWith.some(
      ({ package: name, fails }) => name === 'transformers' && fails(series),
    )
  const fault = faults?.[works('5') ? '5' : '4'].find(({ message }) => finding.message.endsWith(message))
  return { does: 'crashes', when: 'architecture', type: fault?.raises ?? 'ValueError' }
}

/** What others hold beyond the leading donor: it may be what a definition demands of that one, too. */
export const extraTensor: EffectOf = ({ donors, mergekit }) =>
  lacksDemanded(donors, mergekit) ? lacksTensor : goesOn
