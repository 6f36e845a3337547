import { smallestOf } from '../many.ts'
import type { MergeConfig, MergeInputs, OutputModule } from '../merge-config/types.ts'
import type { DonorFacts, DonorTensor } from '../model/facts.ts'
import { numberOfLayer } from '../model/tensor-name.ts'
import { isBeforeLayers } from '../model/vocabulary-names.ts'
import { modelKey } from '../model-ref.ts'
import { unneededBuffer } from '../preflight/anatomy/tensor-layers.ts'
import type { InspectedDonor } from '../preflight/donor.ts'
import type { PlannedTensor } from './planned.ts'

const safetensorsNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bfloat16: 'BF16',
    float16: 'F16',
    float32: 'F32',
    float64: 'F64',
    int64: 'I64',
  }),
)

/** Methods that write another dtype than their inputs have when the config names none. */
const ownDtype = new Set(['arcee_fusion'])

export interface ExpectedOptions {
  /** Rows of the vocabulary tensors; null: those of the donors. */
  readonly vocabularyRows: number | null
}

/**
 * The tensors that a merge should write, from the config and the headers of its donors alone: what the
 * planner of mergekit says, said a second time. null where that cannot be told (several modules).
 */
export function expectedTensors(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  { vocabularyRows }: ExpectedOptions,
): readonly PlannedTensor[] | null {
  const [module, ...others] = config.modules
  if (!module || others.length > 0) return null
  const factsOf = new Map(donors.map(({ key, facts }) => [key, facts]))
  const planned = new Map<string, PlannedTensor>()
  for (const { name, tensor, inputs, vocabulary } of outputs(config, module, factsOf)) {
    if (planned.has(name) || unneededBuffer.test(name)) continue
    const rows = vocabulary ? (vocabularyRows ?? commonRows(inputs, tensor.name)) : null
    const shape = rows === null ? tensor.shape : [rows, ...tensor.shape.slice(1)]
    planned.set(name, { name, dtype: dtypeOf(config, inputs, tensor), shape })
  }
  return [...planned.values()]
}

interface Output {
  readonly name: string
  readonly tensor: DonorTensor
  readonly inputs: readonly DonorFacts[]
  readonly vocabulary: boolean
}

type FactsOf = ReadonlyMap<string, DonorFacts>

function* outputs(config: MergeConfig, module: OutputModule, factsOf: FactsOf): Generator<Output> {
  let layer = 0
  const parts = partsOf(config, module.inputs)
  for (const [at, { keys, range }] of parts.entries()) {
    const inputs = keys.flatMap((key) => factsOf.get(key) ?? [])
    const offset = range === null ? 0 : layer - range[0]
    for (const facts of inputs)
      for (const tensor of facts.weights?.tensors.values() ?? []) {
        const name = outputName(tensor.name, range, offset, {
          first: at === 0,
          last: at === parts.length - 1,
        })
        const vocabulary = facts.weights!.vocabularyTensors.some((known) => known.name === tensor.name)
        if (name !== null) yield { name, tensor, inputs, vocabulary }
      }
    if (range !== null) layer += range[1] - range[0]
  }
}

/** Whole models are one part with all layers; a slice is a part with a range of them. */
function partsOf(config: MergeConfig, inputs: MergeInputs) {
  const base = config.baseModel ? [modelKey(config.baseModel)] : []
  if (inputs.kind === 'models')
    return [{ keys: [...base, ...inputs.models.map(({ model }) => modelKey(model))], range: null }]
  return inputs.slices.map(({ sources }) => ({
    keys: sources.map(({ model }) => modelKey(model)),
    range: sources[0]?.layerRange ?? null,
  }))
}

/** The name in the output; null when the tensor is not part of this slice. */
function outputName(
  name: string,
  range: readonly [number, number] | null,
  offset: number,
  { first, last }: { first: boolean; last: boolean },
): string | null {
  if (range === null) return name
  const match = numberOfLayer.exec(name)
  if (!match) return isBeforeLayers(name) ? (first ? name : null) : last ? name : null
  const layer = Number(match[0])
  return layer < range[0] || layer >= range[1] ? null : name.replace(numberOfLayer, String(layer + offset))
}

/** Without a tokenizer key a merge keeps the rows that all donors have. */
function commonRows(inputs: readonly DonorFacts[], name: string): number | null {
  const rows = inputs.flatMap((facts) => facts.weights?.tensors.get(name)?.shape[0] ?? [])
  return rows.length === 0 ? null : smallestOf(rows)
}

function dtypeOf(config: MergeConfig, inputs: readonly DonorFacts[], { name }: DonorTensor): string | null {
  const dtypes = new Set(inputs.flatMap((facts) => facts.weights?.tensors.get(name)?.dtype ?? []))
  const asked = config.outDtype ?? config.dtype
  // What counts or tells true from false keeps its dtype.
  const isCount = [...dtypes].every((dtype) => /^(I|U|BOOL)/.test(dtype))
  if (asked !== null && !isCount) return safetensorsNames.get(asked) ?? null
  return dtypes.size === 1 && !ownDtype.has(config.mergeMethod) ? [...dtypes][0]! : null
}
