import { isMap, LineCounter, type YAMLError } from 'yaml'
import { toMergescopeError } from '../errors.ts'
import type { FindingCode } from '../findings/codes.ts'
import { hasErrors, makeFinding } from '../findings/make.ts'
import { composeYaml, deepest } from './compose-yaml.ts'
import { filled, readEither, readModules } from './read-inputs.ts'
import { readModel } from './read-model.ts'
import { readParameters } from './read-parameters.ts'
import { readTokenizer } from './read-tokenizer.ts'
import type { MergeConfig, OutputModule, ParsedConfig, Position } from './types.ts'
import { type Spot, YamlReader } from './yaml-reader.ts'

const rootKeys = [
  'merge_method',
  'base_model',
  'models',
  'slices',
  'modules',
  'parameters',
  'tokenizer',
  'tokenizer_source',
  'chat_template',
  'dtype',
  'out_dtype',
] as const

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
    return refuse(text, 'config-not-yaml', { line: 1, column: 1 }, message, hint)
  }
}

function readText(text: string): ParsedConfig {
  const counter = new LineCounter()
  const { documents, tooDeepAt } = composeYaml(text.replace(/^\uFEFF/, ''), counter)
  const [document, second] = documents
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  if (tooDeepAt !== null)
    return refuse(
      text,
      'config-too-deep',
      at(tooDeepAt),
      `the config nests more than ${deepest} levels deep here`,
    )
  if (!document) return refuse(text, 'config-empty', { line: 1, column: 1 }, 'the config is empty')
  if (second)
    return refuse(
      text,
      'config-multi-document',
      at(second.range?.[0] ?? 0),
      `the file holds ${documents.length} YAML documents (named intermediate merges, as mergekit-multi takes them), which is not supported yet`,
    )
  const reader = new YamlReader(document, at)
  for (const problem of [...document.errors, ...document.warnings]) reportYaml(reader, problem)
  if (document.errors.length > 0 || !reader.hasEnd) return result(text, reader, null)
  return result(text, reader, readRoot(reader))
}

function readRoot(reader: YamlReader): MergeConfig | null {
  const root = reader.root()
  if (reader.isNull(root)) {
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
  const layout = (['modules', 'slices'] as const).find((key) => filled(reader, keys, key)) ?? 'models'
  return {
    mergeMethod: text('merge_method', 'linear') ?? '',
    baseModel: base ? readModel(reader, base) : null,
    layout,
    modules: readLayout(reader, keys, root),
    parameters: readParameters(reader, keys.get('parameters')),
    tokenizer: readTokenizer(reader, keys.get('tokenizer'), keys.get('tokenizer_source')),
    chatTemplate: text('chat_template', 'auto'),
    dtype: text('dtype', 'bfloat16'),
    outDtype: text('out_dtype', 'bfloat16'),
  }
}

function readLayout(
  reader: YamlReader,
  keys: ReadonlyMap<string, Spot>,
  root: Spot,
): readonly OutputModule[] {
  const modules = filled(reader, keys, 'modules')
  const other = filled(reader, keys, 'models') ?? filled(reader, keys, 'slices')
  if (modules && other)
    reader.report('config-exclusive-keys', other.position, 'modules stands beside models or slices')
  if (modules) return readModules(reader, modules)
  const inputs = readEither(reader, keys, root)
  return inputs ? [{ name: '', inputs, parameters: new Map() }] : []
}

function reportYaml(reader: YamlReader, problem: YAMLError): void {
  const tab = problem.code === 'TAB_AS_INDENT'
  const message = problem.message.split(' at line ')[0] ?? problem.message
  reader.report(
    problem.code === 'TAG_RESOLVE_FAILED' ? 'config-tag' : 'config-not-yaml',
    reader.at(problem.pos[0]),
    tab ? 'a tab is used as indentation, which YAML forbids' : message,
    tab ? 'indent with spaces' : undefined,
  )
}

function result(text: string, reader: YamlReader, config: MergeConfig | null): ParsedConfig {
  const { findings, positions } = reader
  return { text, config: hasErrors(findings) ? null : config, findings, positions }
}

function refuse(
  text: string,
  code: FindingCode,
  position: Position,
  message: string,
  hint?: string | null,
): ParsedConfig {
  const finding = makeFinding(code, { message, position, ...(hint && { hint }) })
  return { text, config: null, findings: [finding], positions: new Map() }
}
