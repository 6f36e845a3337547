import { type Document, isMap, LineCounter, parseAllDocuments, type YAMLError } from 'yaml'
import type { Finding } from '../contract/common.ts'
import { toMergescopeError } from '../errors.ts'
import type { FindingCode } from '../findings/codes.ts'
import { hasErrors, makeFinding } from '../findings/make.ts'
import { readEither, readModules } from './read-inputs.ts'
import { readModel } from './read-model.ts'
import { readParameters } from './read-parameters.ts'
import { readTokenizer } from './read-tokenizer.ts'
import type { MergeConfig, OutputModule, ParsedConfig } from './types.ts'
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
const otherTools: Readonly<Record<string, string>> = {
  experts: 'mergekit-moe',
  gate_mode: 'mergekit-moe',
  genome: 'mergekit-evolve',
}

/** YAML 1.1, as PyYAML reads it: `yes` is true, `<<` merges. */
const yamlOptions = { version: '1.1', merge: true, prettyErrors: true, logLevel: 'silent' } as const

/** Reads mergekit's YAML. Never throws: whatever is wrong stands among the findings, with line and column. */
export function parseMergeConfig(text: string): ParsedConfig {
  const counter = new LineCounter()
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { ...yamlOptions, lineCounter: counter })
  const [document] = documents
  if (!Array.isArray(documents) || !document)
    return refuse(
      text,
      makeFinding('config-empty', { message: 'the config is empty', position: { line: 1, column: 1 } }),
    )
  if (documents.length > 1) {
    const [start] = documents[1]!.range ?? [0]
    const { line, col } = counter.linePos(start)
    return refuse(
      text,
      makeFinding('config-multi-document', {
        message: `the file holds ${documents.length} YAML documents (named intermediate merges, as mergekit-multi takes them), which is not supported yet`,
        position: { line, column: col },
      }),
    )
  }
  const reader = new YamlReader(document as Document, counter)
  for (const problem of [...document.errors, ...document.warnings]) reportYaml(reader, problem)
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return result(text, reader, null)
  try {
    return result(text, reader, readRoot(reader))
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    reader.report('config-not-yaml', { line: 1, column: 1 }, message, hint)
    return result(text, reader, null)
  }
}

function readRoot(reader: YamlReader): MergeConfig | null {
  const root = reader.root()
  if (reader.isNull(root)) {
    reader.report('config-empty', root.position, 'the config is empty')
    return null
  }
  if (isMap(root.node))
    for (const [key, spot] of reader.entries(root) ?? [])
      if (otherTools[key]) {
        reader.report(
          'config-other-tool',
          spot.position,
          `“${key}” belongs to a config of ${otherTools[key]}`,
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
  if (!method)
    reader.report('config-missing-key', root.position, 'merge_method is missing', 'add merge_method: linear')
  const base = keys.get('base_model')
  const layout = keys.has('modules') ? 'modules' : keys.has('slices') ? 'slices' : 'models'
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
  const modules = keys.get('modules')
  const other = keys.get('models') ?? keys.get('slices')
  if (modules && other)
    reader.report('config-exclusive-keys', other.position, 'modules stands beside models or slices')
  if (modules) return readModules(reader, modules)
  const inputs = readEither(reader, keys, root)
  return inputs ? [{ name: '', inputs, parameters: new Map() }] : []
}

const yamlCodes: Readonly<Record<string, FindingCode>> = {
  DUPLICATE_KEY: 'config-duplicate-key',
  TAG_RESOLVE_FAILED: 'config-tag',
}

function reportYaml(reader: YamlReader, problem: YAMLError): void {
  const code = yamlCodes[problem.code] ?? 'config-not-yaml'
  const tab = problem.code === 'TAB_AS_INDENT'
  const message = problem.message.split(' at line ')[0] ?? problem.message
  reader.report(
    code,
    reader.at(problem.pos[0]),
    tab ? 'a tab is used as indentation, which YAML forbids' : message,
    tab ? 'indent with spaces' : undefined,
  )
}

function result(text: string, reader: YamlReader, config: MergeConfig | null): ParsedConfig {
  const { findings, positions } = reader
  return { text, config: hasErrors(findings) ? null : config, findings, positions }
}

function refuse(text: string, finding: Finding): ParsedConfig {
  return { text, config: null, findings: [finding], positions: new Map() }
}
