import { isMap } from 'yaml'
import { toMergescopeError } from '../errors.ts'
import { hasErrors, makeFinding } from '../findings/make.ts'
import { isBreaking } from './consequences.ts'
import { dtypeNames, withoutTorch } from './dtype-names.ts'
import { rootKeys } from './key-places.ts'
import { openConfig } from './open-config.ts'
import { filled, readEither, readModules } from './read-inputs.ts'
import { readModel } from './read-model.ts'
import { readParameters } from './read-parameters.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { isNull, type Spot } from './spot.ts'
import type { MergeConfig, OutputModule, ParsedConfig } from './types.ts'
import { YamlReader } from './yaml-reader.ts'

/** Keys that give away a config of another program of mergekit. */
const otherTools: ReadonlyMap<string, string> = new Map([
  ['experts', 'mergekit-moe'],
  ['gate_mode', 'mergekit-moe'],
  ['genome', 'mergekit-evolve'],
])

/** Reads mergekit's YAML. Never throws: whatever is wrong stands among the findings, with line and column. */
export function parseMergeConfig(text: string): ParsedConfig {
  try {
    return readText(text)
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    const finding = makeFinding('config-not-yaml', {
      message,
      hint: hint ?? null,
      position: { line: 1, column: 1 },
    })
    return { text, config: null, findings: [finding], positions: new Map() }
  }
}

function readText(text: string): ParsedConfig {
  const { document, problems, at } = openConfig(text)
  if (!document || problems.some(isBreaking)) {
    const findings = problems.map(({ code, at: offset, ...said }) =>
      makeFinding(code, { ...said, position: at(offset) }),
    )
    return { text, config: null, findings, positions: new Map() }
  }
  const reader = new YamlReader(document, at)
  for (const problem of problems) reader.report(problem.code, at(problem.at), problem.message, problem.hint)
  if (problems.length > 0) return result(text, reader, null)
  return result(text, reader, readRoot(reader))
}

function readRoot(reader: YamlReader): MergeConfig | null {
  const root = reader.root()
  if (isNull(root)) {
    reader.report('config-empty', root.position, 'the config is empty')
    return null
  }
  if (isMap(root.node))
    for (const [key, spot] of reader.entries(root) ?? [])
      if (otherTools.has(key)) {
        reader.report(
          'config-other-tool',
          spot.position,
          `“${key}” belongs to a config of ${otherTools.get(key)}`,
        )
        return null
      }
  const keys = reader.mapping(root, rootKeys)
  if (!keys) return null
  const method = keys.get('merge_method')
  const text = (key: string, example: string): string | null => {
    const spot = keys.get(key)
    return spot ? reader.text(spot, example) : null
  }
  if (!method) reader.missing(root, ['merge_method'], 'merge_method is missing', 'add merge_method: linear')
  const base = keys.get('base_model')
  const layout = (['modules', 'slices'] as const).find((key) => filled(keys, key)) ?? 'models'
  return {
    mergeMethod: text('merge_method', 'linear') ?? '',
    baseModel: base ? readModel(reader, base) : null,
    layout,
    modules: readLayout(reader, keys, root),
    parameters: readParameters(reader, keys.get('parameters')),
    tokenizer: readTokenizer(reader, keys.get('tokenizer'), keys.get('tokenizer_source')),
    chatTemplate: text('chat_template', 'auto'),
    dtype: readDtype(reader, keys.get('dtype')),
    outDtype: readDtype(reader, keys.get('out_dtype')),
  }
}

/** mergekit merges `torch.float32` as float32, and writes the text into config.json, where nobody reads it. */
function readDtype(reader: YamlReader, spot: Spot | undefined): string | null {
  const text = spot ? reader.text(spot, 'bfloat16') : null
  const name = text && withoutTorch(text)
  if (!spot || !name || name === text || !dtypeNames.includes(name)) return text
  const message = `${spot.path} is “${text}”, which is taken as ${name}; mergekit alone would write it into config.json unchanged`
  reader.report('dtype-prefixed', spot.position, message, `write ${spot.path}: ${name}`)
  return name
}

function readLayout(
  reader: YamlReader,
  keys: ReadonlyMap<string, Spot>,
  root: Spot,
): readonly OutputModule[] {
  const modules = filled(keys, 'modules')
  const other = filled(keys, 'models') ?? filled(keys, 'slices')
  if (modules && other)
    reader.report('config-exclusive-keys', other.position, 'modules is given together with models or slices')
  if (modules) return readModules(reader, modules)
  const inputs = readEither(reader, keys, root)
  return inputs ? [{ name: '', inputs, parameters: new Map() }] : []
}

function result(text: string, reader: YamlReader, config: MergeConfig | null): ParsedConfig {
  const { findings, positions } = reader
  return { text, config: hasErrors(findings) ? null : config, findings, positions }
}
