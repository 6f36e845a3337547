import type { Document, YAMLError } from 'yaml'
import type { FindingCode } from '../findings/codes.ts'
import { wordsOf } from './syntax-words.ts'

/** Something for which PyYAML refuses a text: where it stands, and how to say it. */
export interface Problem {
  readonly code: FindingCode
  readonly at: number
  readonly message: string
  readonly hint?: string
}

/**
 * What the parser found, but for what PyYAML does not mind: odd indentation, unknown directives, `]#`,
 * and long keys, which it measures in other units: `refusedByPyYaml` does so in PyYAML's.
 */
export function problemsOf({ errors, warnings }: Document, text: string): readonly Problem[] {
  return [
    ...errors.filter(
      ({ code, message }) =>
        code !== 'KEY_OVER_1024_CHARS' && !message.startsWith('Comments must be separated'),
    ),
    ...warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE'),
  ].map((error) => problemOf(error, text))
}

function problemOf(error: YAMLError, text: string): Problem {
  const at = error.pos[0]
  const message = error.message.split(' at line ')[0] ?? error.message
  if (error.code === 'TAB_AS_INDENT')
    return { code: 'config-tab', at, message: 'a tab is used as indentation, which YAML forbids' }
  if (error.code !== 'TAG_RESOLVE_FAILED')
    return { code: 'config-not-yaml', at, ...(wordsOf(error, text) ?? { message }) }
  return { code: message.startsWith('Unresolved tag') ? 'config-tag' : 'config-scalar', at, message }
}
