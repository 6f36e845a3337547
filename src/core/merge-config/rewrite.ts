import { formatModelRef, type ModelPath, type ModelRef, readsAsItself } from '../model-ref.ts'
import { pyYamlText } from './pyyaml-text.ts'
import type {
  MergeConfig,
  MergeInputs,
  ParameterSetting,
  Parameters,
  TokenizerSetting,
  TokenSource,
} from './types.ts'

/**
 * The config as YAML for mergekit, with every model and adapter replaced by what `placed` gives, such as a
 * snapshot in the Hub cache or the commit of a branch; null leaves one as it stands. Written from the parsed config, so there are no
 * anchors and no keys that mergekit ignores. A reference whose text would be read as another one is written in
 * mergekit's mapping form.
 */
export const rewriteModels = (config: MergeConfig, relocate: Relocate): string =>
  pyYamlText(configDocument(config, relocate))

type Relocate = (path: ModelPath) => string | ModelPath | null

/** The same as maps and lists, before it is text. */
export function configDocument(config: MergeConfig, relocate: Relocate): Readonly<Record<string, unknown>> {
  const model = (ref: ModelRef): unknown => {
    const relocated = (path: ModelPath): ModelPath => {
      const target = relocate(path) ?? path
      return typeof target === 'string' ? { path: target, revision: null } : target
    }
    const main = relocated(ref.model)
    const lora = ref.lora && relocated(ref.lora)
    const written = { model: main, lora, overrideArchitecture: ref.overrideArchitecture }
    if (readsAsItself(written)) return formatModelRef(written)
    return compact({
      model: compact({ ...main }),
      lora: lora && compact({ ...lora }),
      override_architecture: ref.overrideArchitecture,
    })
  }
  const [only] = config.modules
  return compact({
    merge_method: config.mergeMethod,
    base_model: config.baseModel && model(config.baseModel),
    ...(config.layout === 'modules' || !only
      ? {
          modules: Object.fromEntries(
            config.modules.map(({ name, inputs, parameters }) => [
              name,
              compact({ ...inputsOf(inputs, model), parameters: parametersOf(parameters) }),
            ]),
          ),
        }
      : inputsOf(only.inputs, model)),
    parameters: parametersOf(config.parameters),
    tokenizer: config.tokenizer && tokenizerOf(config.tokenizer, model),
    chat_template: config.chatTemplate,
    dtype: config.dtype,
    out_dtype: config.outDtype,
  })
}

type ModelOf = (ref: ModelRef) => unknown

/** Leaves out what is null or undefined: mergekit takes a missing key for its default. */
function compact(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value != null))
}

function inputsOf(inputs: MergeInputs, model: ModelOf): Record<string, unknown> {
  if (inputs.kind === 'models')
    return {
      models: inputs.models.map((input) =>
        compact({ model: model(input.model), parameters: parametersOf(input.parameters) }),
      ),
    }
  return {
    slices: inputs.slices.map((slice) =>
      compact({
        sources: slice.sources.map((source) =>
          compact({
            model: model(source.model),
            layer_range: source.layerRange,
            parameters: parametersOf(source.parameters),
          }),
        ),
        base_model: slice.baseModel && model(slice.baseModel),
        parameters: parametersOf(slice.parameters),
      }),
    ),
  }
}

function parametersOf(parameters: Parameters): Record<string, unknown> | null {
  if (parameters.size === 0) return null
  return Object.fromEntries([...parameters].map(([name, setting]) => [name, settingOf(setting)]))
}

function settingOf(setting: ParameterSetting): unknown {
  if (setting.kind === 'scalar') return setting.value
  if (setting.kind === 'gradient') return setting.values
  return setting.cases.map(({ filter, value }) => compact({ filter, value: settingOf(value) }))
}

function tokenizerOf({ source, tokens, padToMultipleOf }: TokenizerSetting, model: ModelOf): unknown {
  const named = [...tokens].map(([token, setting]): [string, unknown] => [
    token,
    compact({
      source: setting.source && tokenSourceOf(setting.source, model),
      force: setting.force || null,
    }),
  ])
  return compact({
    source: source.kind === 'model' ? model(source.model) : source.kind,
    // A Map, because an object would put tokens such as “5” first, and new tokens get ids in this order.
    tokens: named.length > 0 ? new Map(named) : null,
    pad_to_multiple_of: padToMultipleOf,
  })
}

function tokenSourceOf(source: TokenSource, model: ModelOf): unknown {
  if (source.kind === 'model') return model(source.model)
  if (source.kind === 'zero') return { kind: 'zero' }
  const { kind, token, tokenId } = source
  return compact({ kind, model: model(source.model), token, token_id: tokenId })
}
