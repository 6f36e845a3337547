import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { type Input, inputsOf } from '../merge-config/parameter-blocks.ts'
import { numberAt } from '../merge-config/setting-values.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { type Keeps, mergeMethods } from '../methods.ts'
import { layerOf } from '../model/tensor-name.ts'
import { modelKey } from '../model-ref.ts'
import { counted } from '../text/units.ts'
import { unneededBuffer } from './anatomy/tensor-layers.ts'
import type { InspectedDonor } from './donor.ts'

/** A tensor as a sparsifier of mergekit meets it. */
interface Met {
  /** How many entries a share of the tensor comes to; mergekit cuts off, too. */
  readonly entries: (share: number) => number
  readonly setting: (name: string, fallback: number) => number
  /** Inputs besides the base. */
  readonly others: number
}

interface Trap {
  readonly code: 'density-too-small' | 'gamma-too-small' | 'select-topk-too-small'
  readonly parameter: string
  readonly isGlobal?: true
  readonly caught: (met: Met) => boolean
  readonly happens: (mergekit: string) => string
}

const ties: Trap = {
  code: 'density-too-small',
  parameter: 'density',
  caught: ({ entries, setting }) => setting('density', 1) < 1 && entries(setting('density', 1)) <= 0,
  happens: (mergekit) => `keeps none of the entries, at which ${mergekit} ends with an AssertionError`,
}

const breadcrumbs: Trap = {
  code: 'gamma-too-small',
  parameter: 'gamma',
  caught: ({ entries, setting }) =>
    setting('density', 1) < 1 && entries(setting('density', 1)) > 0 && entries(setting('gamma', 0.01)) === 0,
  happens: (mergekit) => `is less than one entry, for which ${mergekit} drops all of the tensor`,
}

/** It selects among the entries in which the donors differ; where there is one donor, in none. */
const sce: Trap = {
  code: 'select-topk-too-small',
  parameter: 'select_topk',
  isGlobal: true,
  caught: ({ entries, setting, others }) =>
    setting('select_topk', 1) < 1 && (others < 2 || entries(setting('select_topk', 1)) <= 0),
  happens: (mergekit) => `selects no entry, for which ${mergekit} gives the tensor a dimension too many`,
}

const traps: Readonly<Partial<Record<Keeps, Trap>>> = {
  largest: ties,
  middle: breadcrumbs,
  'most-varying': sce,
}

/** Where a sparsifier of the older mergekit would keep no entry of a tensor, and does something else instead. */
export function keptNoneFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const method = mergeMethods.get(config.mergeMethod)
  const trap = method && traps[method.keeps]
  if (!trap || mergekit.does.sparsifiesToNone) return []
  const inputs = inputsOf(config, method).filter(({ isBase }) => !isBase)
  const byKey = new Map(donors.map((donor) => [donor.key, donor]))
  const others = new Set(inputs.map(({ model }) => modelKey(model))).size
  const caught = new Map<InspectedDonor, ReadonlySet<string>>()
  for (const input of inputs) {
    const donor = byKey.get(modelKey(input.model))
    if (!donor) continue
    const before = caught.get(donor) ?? []
    caught.set(donor, new Set([...before, ...caughtTensors(donor, input, trap, others)]))
  }
  return [...caught]
    .filter(([, names]) => names.size > 0)
    .map(([donor, names]) => findingOf(donor, [...names], trap, mergekit.version))
}

function caughtTensors(donor: InspectedDonor, input: Input, trap: Trap, others: number): ReadonlySet<string> {
  const layers = input.layers ?? donor.facts.config?.layers ?? 1
  const settings = trap.isGlobal ? input.shared : input.settings
  const names = new Set<string>()
  for (const [name, { shape }] of donor.facts.weights?.tensors ?? []) {
    if (unneededBuffer.test(name)) continue
    const layer = Number(layerOf(name)?.replace(/^\D+/, '') ?? input.firstLayer) - input.firstLayer
    if (layer < 0 || layer >= layers) continue
    // What stands outside of the layers has the gradient's first value; so has not a layer that is alone.
    const t = layerOf(name) === null ? 0 : layers > 1 ? layer / (layers - 1) : 1
    const size = shape.reduce((product, side) => product * side, 1)
    const met: Met = {
      entries: (share) => Math.trunc(share * size),
      setting: (parameter, fallback) => numberAt(parameter, settings, name, t) ?? fallback,
      others,
    }
    if (trap.caught(met)) names.add(name)
  }
  return names
}

function findingOf(donor: InspectedDonor, names: readonly string[], trap: Trap, version: string): Finding {
  const [first] = names
  const shape = donor.facts.weights?.tensors.get(first!)?.shape.join(' × ') || 'one number'
  return makeFinding(trap.code, {
    donor: donor.name,
    message: `${trap.parameter} ${trap.happens(`mergekit ${version}`)}: ${counted(names.length, 'tensor')}, such as ${first} (${shape})`,
  })
}
