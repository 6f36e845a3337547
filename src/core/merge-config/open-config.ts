import { type Document, LineCounter } from 'yaml'
import { composeYaml } from './compose-yaml.ts'
import type { Position } from './types.ts'
import { type Problem, problemsOf } from './yaml-problem.ts'

export interface OpenConfig {
  /** Null where the text holds no document, or more than one can be told of it. */
  readonly document: Document | null
  readonly problems: readonly Problem[]
  /** The line and the column of an offset. */
  readonly at: (offset: number) => Position
}

/** A config to be edited, with every value as PyYAML takes it. Throws where that reads none. */
export const editableConfig = (text: string): Document => sound(composed(text))

/** The same to be read only. */
export const readConfig = (text: string): Document => sound(openConfig(text))

function sound({ document, problems }: OpenConfig): Document {
  if (!document || problems.length > 0) throw new Error(problems[0]?.message ?? 'the config is empty')
  return document
}

/** The one YAML document of a text, as PyYAML would take it; what PyYAML refuses stands among the problems. To be read only. */
export function openConfig(text: string): OpenConfig {
  const open = known.get(text) ?? composed(text)
  known.delete(text)
  known.set(text, open)
  for (const [oldest] of known) if (known.size > mostKnown) known.delete(oldest)
  return open
}

/** A text that is edited is looked at several times before and after each edit. */
const known = new Map<string, OpenConfig>()
const mostKnown = 4

function composed(text: string): OpenConfig {
  const counter = new LineCounter()
  const { documents, problem } = composeYaml(text.replace(/^\uFEFF/, ''), counter)
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  const [document, second] = documents
  const refused = (problem: Problem): OpenConfig => ({ document: null, problems: [problem], at })
  if (problem?.code === 'config-too-deep') return refused(problem)
  if (!document) return refused(problem ?? { code: 'config-empty', at: 0, message: 'the config is empty' })
  if (second)
    return refused({
      code: 'config-multi-document',
      at: second.range?.[0] ?? 0,
      message: `the file holds ${documents.length} YAML documents (named intermediate merges, as mergekit-multi takes them), which is not supported yet`,
    })
  const others = problemsOf(document).filter((each) => each.at !== problem?.at)
  return { document, problems: problem ? [problem, ...others] : others, at }
}
