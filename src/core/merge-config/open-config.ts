import { type Document, isScalar, LineCounter } from 'yaml'
import { composeYaml } from './compose-yaml.ts'
import { withoutConsequences } from './consequences.ts'
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

/** A document in which nothing but white space and comments stands. */
const isEmpty = ({ contents }: Document): boolean =>
  contents === null || (isScalar(contents) && contents.source === '')

/** A text that is edited is looked at several times before and after each edit. */
const known = new Map<string, OpenConfig>()
const mostKnown = 4

function composed(text: string): OpenConfig {
  const counter = new LineCounter()
  const yaml = text.replace(/^\uFEFF/, '')
  const { documents, problem } = composeYaml(yaml, counter)
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  const [document, second] = documents
  const refused = (problem: Problem): OpenConfig => ({ document: null, problems: [problem], at })
  if (problem?.code === 'config-too-deep') return refused(problem)
  if (!document) return refused(problem ?? { code: 'config-empty', at: 0, message: 'the config is empty' })
  const begins = second?.range?.[0] ?? 0
  if (second && documents.length === 2 && isEmpty(second))
    return refused({
      code: 'config-multi-document',
      at: begins,
      message: 'a second YAML document begins here, and it is empty',
      hint: 'remove the line ---',
    })
  if (second)
    return refused({
      code: 'config-multi-document',
      at: begins,
      message: `the file holds ${documents.length} YAML documents (named intermediate merges, as mergekit-multi takes them), which is not supported yet`,
    })
  const problems = withoutConsequences([...problemsOf(document, yaml), ...(problem ? [problem] : [])])
  return { document, problems, at }
}
