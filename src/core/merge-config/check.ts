import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { type MethodSpec, mergeMethods } from '../methods.ts'
import { codePoints } from '../text/code-points.ts'
import { checkGroups } from './check-groups.ts'
import { checkParameters } from './check-parameters.ts'
import { checkTokenizer } from './check-tokenizer.ts'
import { dtypeNames, withoutTorch } from './dtype-names.ts'
import { jinjaProblem } from './jinja-problem.ts'
import { nearest } from './nearest.ts'
import type { Report } from './report.ts'
import type { MergeConfig, ParsedConfig, Position } from './types.ts'

const shortNames = new Map([
  ['bf16', 'bfloat16'],
  ['fp16', 'float16'],
  ['half', 'float16'],
  ['fp32', 'float32'],
])
const templates = ['auto', 'alpaca', 'chatml', 'exaone', 'llama3', 'mistral']

/**
 * What makes no sense about a config although its YAML and types are right: the method, its inputs and
 * parameters, dtypes, the chat template, the tokenizer's sources. Nothing of the donors is needed.
 */
export function checkMergeConfig(parsed: ParsedConfig, mergekit: Mergekit): readonly Finding[] {
  const { config, positions } = parsed
  if (!config) return []
  // What holds for each input of a merge is told once.
  const findings = new Map<string, Finding>()
  const report: Report = (code, path, message, hint) => {
    const position = positionOf(path, positions)
    const finding = makeFinding(code, { message, position, ...(hint !== undefined && { hint }) })
    findings.set(JSON.stringify(finding), finding)
  }
  const method = checkMethod(config, mergekit, report)
  if (method) {
    checkGroups(config, method, report)
    checkParameters(config, method, report)
  }
  for (const [key, dtype] of [
    ['dtype', config.dtype],
    ['out_dtype', config.outDtype],
  ] as const)
    if (dtype) checkDtype(key, dtype, report)
  checkChatTemplate(config, report)
  checkTokenizer(config, report)
  return [...findings.values()]
}

/** Where the path stands in the text, else the longest part of it that does. */
export function positionOf(path: string, positions: ReadonlyMap<string, Position>): Position | undefined {
  for (
    let end = path.length;
    end > 0;
    end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))
  )
    if (positions.has(path.slice(0, end))) return positions.get(path.slice(0, end))
  return positions.get('')
}

function checkMethod(config: MergeConfig, mergekit: Mergekit, report: Report): MethodSpec | null {
  const name = config.mergeMethod
  const method = mergeMethods.get(name)
  if (!method) {
    const meant = nearest(name, [...mergeMethods.keys()])
    const known = `known: ${[...mergeMethods.keys()].join(', ')}`
    report(
      'method-unknown',
      'merge_method',
      `there is no merge method “${name}”`,
      meant ? `did you mean “${meant}”?` : known,
    )
    return null
  }
  if (!mergekit.methods.has(name))
    report('method-unavailable', 'merge_method', `mergekit ${mergekit.version} does not have ${name}`)
  return method
}

function checkDtype(key: string, dtype: string, report: Report): void {
  const name = withoutTorch(dtype)
  if (!dtypeNames.includes(name)) {
    const meant = nearest(name, dtypeNames) ?? shortNames.get(name)
    report(
      'dtype-unknown',
      key,
      `${key}: mergekit does not know “${dtype}”`,
      meant ? `did you mean “${meant}”?` : undefined,
    )
  } else if (name === 'int64') report('dtype-not-float', key, `${key} is int64`)
}

/** Code points of the shortest text that mergekit takes for a template, and not for a wrong name. */
const shortestTemplate = 20

/** mergekit finds out only after the weights are written. */
function checkChatTemplate({ chatTemplate }: MergeConfig, report: Report): void {
  if (!chatTemplate || templates.includes(chatTemplate)) return
  if (codePoints(chatTemplate) >= shortestTemplate && chatTemplate.includes('{')) {
    const problem = jinjaProblem(chatTemplate)
    if (problem) {
      const message = `chat_template: line ${problem.line}, column ${problem.column} of the template: ${problem.message}`
      report('chat-template-invalid', 'chat_template', message, problem.hint ?? 'correct the template')
    }
    return
  }
  if (chatTemplate.includes('{')) {
    const message = `chat_template: mergekit takes no template of fewer than ${shortestTemplate} characters`
    report(
      'chat-template-invalid',
      'chat_template',
      message,
      'make it longer, with a comment such as {# … #}',
    )
    return
  }
  const meant = nearest(chatTemplate, templates)
  report(
    'chat-template-invalid',
    'chat_template',
    `chat_template: ${JSON.stringify([...chatTemplate.slice(0, 80)].slice(0, 40).join(''))} is neither a known name nor a Jinja template`,
    meant ? `did you mean “${meant}”?` : undefined,
  )
}
