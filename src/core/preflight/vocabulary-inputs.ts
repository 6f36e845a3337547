import type { MergeConfig, MergeInputs, OutputModule } from '../merge-config/types.ts'
import { type ModelRef, modelKey } from '../model-ref.ts'
import { counted } from '../text/units.ts'
import { type InspectedDonor, leadOf, physicalRows, vocabularyTensor } from './donor.ts'

/** One vocabulary tensor of the output and the donors that are inputs of it. */
export interface TensorInputs {
  readonly name: string
  readonly kind: 'embeddings' | 'head'
  /** Whether some input has it itself, so that mergekit writes it. */
  readonly isHeld: boolean
  /** Indexes into the donors, in the order of the config. */
  readonly inputs: readonly number[]
  /** Rows of each input along the vocabulary axis. */
  readonly rows: readonly number[]
  /** The base of this tensor when it is among its inputs. */
  readonly base: number | null
}

/**
 * mergekit takes the embeddings from the first slice and the output head from the last; whole models are one
 * slice, to which the base model is appended when it is not among them. An input without a head (tied) gives its
 * embeddings. A head that no input has is written only where another donor has one, and the config of the output
 * does not tie it.
 */
export function vocabularyTensorInputs(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
): readonly TensorInputs[] {
  const module = textModule(config)
  if (!module) return []
  const indexOf = new Map(donors.map(({ key }, index) => [key, index]))
  return (['embeddings', 'head'] as const).flatMap((kind) => {
    const { models, base } = sourcesOf(config, module.inputs, kind)
    const inputs = models
      .map((ref) => indexOf.get(modelKey(ref)) ?? -1)
      .filter((index) => index >= 0 && physicalRows(donors[index]!.facts, kind) !== null)
    const named = inputs.map((index) => vocabularyTensor(donors[index]!.facts, kind)?.name)
    const held = named.find((text) => text !== undefined)
    const name = held ?? (kind === 'head' && inputs.length > 0 ? headApart(config, donors) : undefined)
    if (name === undefined) return []
    const baseIndex = base ? (indexOf.get(modelKey(base)) ?? null) : null
    return {
      name,
      kind,
      isHeld: held !== undefined,
      inputs,
      rows: inputs.map((index) => physicalRows(donors[index]!.facts, kind)!),
      base: baseIndex !== null && inputs.includes(baseIndex) ? baseIndex : null,
    }
  })
}

/** Embeddings and head that come from different donors and have different numbers of rows, in words. */
export function unlikeRows(tensors: readonly TensorInputs[]): string | undefined {
  const [first, ...others] = tensors
  const unlike = others.find(
    ({ rows, inputs }) =>
      rows[0] !== first!.rows[0] && !inputs.some((donor) => first!.inputs.includes(donor)),
  )
  if (!unlike) return undefined
  const part = ({ name, rows }: TensorInputs) => `${name} gets ${counted(rows[0]!, 'row')}`
  return `${part(first!)}, ${part(unlike)}`
}

function headApart(config: MergeConfig, donors: readonly InspectedDonor[]): string | undefined {
  const lead = leadOf(config, donors)
  if (lead?.facts.config?.tiedEmbeddings !== false) return undefined
  const heads = donors.map(({ facts }) => vocabularyTensor(facts, 'head')?.name)
  return heads.find((name) => name !== undefined)
}

/** The module that reads and writes tokens; models with pictures have others besides. */
export function textModule(config: MergeConfig): OutputModule | undefined {
  const named = (pattern: RegExp) => config.modules.find(({ name }) => pattern.test(name))
  return named(/^(text|decoder)/) ?? named(/^(default|shared)?$/) ?? config.modules[0]
}

function sourcesOf(config: MergeConfig, inputs: MergeInputs, kind: 'embeddings' | 'head') {
  const { baseModel } = config
  if (inputs.kind === 'models') {
    const models: ModelRef[] = inputs.models.map(({ model }) => model)
    const has = (ref: ModelRef) => models.some((model) => modelKey(model) === modelKey(ref))
    if (baseModel && !has(baseModel)) models.push(baseModel)
    return { models, base: baseModel }
  }
  const slice = kind === 'embeddings' ? inputs.slices[0] : inputs.slices.at(-1)
  return {
    models: slice?.sources.map(({ model }) => model) ?? [],
    base: slice?.baseModel ?? baseModel,
  }
}
