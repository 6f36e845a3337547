import type { MergeConfig } from '../merge-config/types.ts'
import type { DonorTensor } from '../model/facts.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { type Dtype, dtypeBits } from '../safetensors/dtypes.ts'
import { layersOf, unneededBuffer } from './anatomy/tensor-layers.ts'
import type { InspectedDonor } from './donor.ts'
import { stackedLayers } from './stacked-layers.ts'
import { textModule } from './vocabulary-inputs.ts'

/** A tensor of the output, as the headers of the donors let expect it; bytes: of its values. */
export interface OutputTensor {
  readonly name: string
  /** As safetensors calls it. */
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly elements: number
  readonly bytes: number
}

const elementBytes: ReadonlyMap<string, number> = new Map(Object.entries({ F64: 8, F32: 4, BF16: 2, F16: 2 }))
const shortNames: ReadonlyMap<string | null, Dtype> = new Map([
  ['float64', 'F64'],
  ['float32', 'F32'],
  ['bfloat16', 'BF16'],
  ['float16', 'F16'],
])

/** The dtype that holds all of these, as torch promotes them: float16 and bfloat16 need float32. */
export function promotedDtype(dtypes: readonly string[]): Dtype {
  const floats = new Set(dtypes.filter((dtype) => elementBytes.has(dtype)))
  const [only] = floats
  if (floats.size < 2) return (only ?? 'F32') as Dtype
  return floats.has('F64') ? 'F64' : 'F32'
}

/** Bytes of an element; 2 where that is not one dtype. */
export const dtypeBytes = (dtype: string): number => elementBytes.get(dtype) ?? 2

/**
 * The tensors of the base or first donor without what no merge needs, layers as the slices stack them, and a head
 * where some donor has one.
 * @param vocabularyRows rows of the vocabulary tensors; null: as in the donors
 */
export function outputTensors(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  vocabularyRows: number | null,
): readonly OutputTensor[] {
  const reference = donors.find(({ role }) => role === 'base') ?? donors[0]
  const weights = reference?.facts.weights
  if (!weights) return []
  const asked = shortNames.get(config.outDtype ?? config.dtype)
  const promoted = ({ name, dtype }: DonorTensor): Dtype =>
    config.mergeMethod === 'passthrough'
      ? dtype
      : promotedDtype([dtype, ...donors.map(({ facts }) => facts.weights?.tensors.get(name)?.dtype ?? dtype)])
  const sized = (name: string, tensor: DonorTensor): OutputTensor => {
    const { shape } = tensor
    const grows = vocabularyRows !== null && vocabularyKindOf(tensor.name) !== null && shape.length > 0
    const written = grows ? [vocabularyRows, ...shape.slice(1)] : shape
    const elements = written.reduce((product, size) => product * size, 1)
    const dtype = elementBytes.has(tensor.dtype) ? (asked ?? promoted(tensor)) : tensor.dtype
    return { name, dtype, shape: written, elements, bytes: (elements * dtypeBits[dtype]) / 8 }
  }
  const head = [...weights.tensors.keys()].some((name) => vocabularyKindOf(name) === 'head')
    ? []
    : headOf(donors)
  const stacked = stackedLayers(config, textModule(config), donors)
  if (!stacked) return [...needed(weights.tensors), ...head].map((tensor) => sized(tensor.name, tensor))
  const { outside } = layersOf(weights.tensors)
  const own = new Map(
    donors.map((donor) => [donor, layersOf(donor.facts.weights?.tensors ?? new Map()).layers]),
  )
  return [
    ...[...needed(outside), ...head].map((tensor) => sized(tensor.name, tensor)),
    ...stacked.flatMap(({ donor, layer }, at) =>
      [...((donor && own.get(donor)?.get(layer)) ?? [])]
        .filter(([, { name }]) => !unneededBuffer.test(name))
        .map(([pattern, tensor]) => sized(pattern.replace('.*.', `.${at}.`), tensor)),
    ),
  ]
}

const needed = (tensors: ReadonlyMap<string, DonorTensor>) =>
  [...tensors.values()].filter(({ name }) => !unneededBuffer.test(name))

const headOf = (donors: readonly InspectedDonor[]): readonly DonorTensor[] =>
  donors
    .map(({ facts }) => needed(facts.weights?.tensors ?? new Map()))
    .map((tensors) => tensors.filter(({ name }) => vocabularyKindOf(name) === 'head'))
    .find((tensors) => tensors.length > 0) ?? []

/** Bytes of one weight file with these tensors: its header and their values. */
export function fileBytes(tensors: readonly OutputTensor[]): number {
  let at = 0
  let header = '{"__metadata__":{"format":"pt"}}'.length
  for (const { name, dtype, shape, bytes } of tensors) {
    const entry = { dtype, shape, data_offsets: [at, at + bytes] }
    header += JSON.stringify({ [name]: entry }).length - 1
    at += bytes
  }
  return 8 + 8 * Math.ceil(header / 8) + at
}
