import { type ModelRef, modelKey } from '../model-ref.ts'
import type { MergeConfig, MergeInputs } from './types.ts'

export function inputModels(inputs: MergeInputs): readonly ModelRef[] {
  return inputs.kind === 'models'
    ? inputs.models.map(({ model }) => model)
    : inputs.slices.flatMap(({ sources }) => sources.map(({ model }) => model))
}

/**
 * The models that a merge reads, each once, the base model first and then in the order of the file.
 * mergekit keeps the same ones in a set, whose order changes from run to run.
 */
export function referencedModels(config: MergeConfig): readonly ModelRef[] {
  const all = config.modules.flatMap(({ inputs }) => inputModels(inputs))
  return unique(config.baseModel ? [config.baseModel, ...all] : all)
}

/** Every model named anywhere, also those that only the tokenizer or a token source names. */
export function mentionedModels(config: MergeConfig): readonly ModelRef[] {
  const mentioned = [...referencedModels(config)]
  for (const { inputs } of config.modules)
    if (inputs.kind === 'slices')
      for (const { baseModel } of inputs.slices) if (baseModel) mentioned.push(baseModel)
  if (config.tokenizer?.source.kind === 'model') mentioned.push(config.tokenizer.source.model)
  for (const { source } of config.tokenizer?.tokens.values() ?? [])
    if (source && source.kind !== 'zero') mentioned.push(source.model)
  return unique(mentioned)
}

function unique(refs: readonly ModelRef[]): readonly ModelRef[] {
  return [...new Map(refs.map((ref) => [modelKey(ref), ref])).values()]
}
