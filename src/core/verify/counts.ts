import type { OutputCheck } from '../contract/verify.ts'
import { counted, formatCount } from '../text/units.ts'

type Status = OutputCheck['status']

const told: readonly (readonly [Status, (count: number) => string])[] = [
  ['pass', (count) => `${formatCount(count)} passed`],
  ['warn', (count) => counted(count, 'warning')],
  ['fail', (count) => `${formatCount(count)} failed`],
  ['skip', (count) => `${formatCount(count)} skipped`],
]

/** How a status is marked where there is a column for it. */
export const checkMarks: Readonly<Record<Status, string>> = { pass: '✓', warn: '!', fail: '✗', skip: '–' }

/** How many checks ended how, for people; what did not happen is left out, but for the passed. */
export function checkCounts(
  checks: readonly OutputCheck[],
): readonly { readonly status: Status; readonly text: string }[] {
  return told.flatMap(([status, text]) => {
    const count = checks.filter((check) => check.status === status).length
    return count > 0 || status === 'pass' ? [{ status, text: text(count) }] : []
  })
}

/** `17 passed, 2 skipped`: the same words wherever checks are counted. */
export const checksSentence = (checks: readonly OutputCheck[]): string =>
  checkCounts(checks)
    .map(({ text }) => text)
    .join(', ')

/** Names that are listed at most. */
const mostNames = 5

/**
 * What was left out by name, where there is room and nothing else tells it: ` (index-valid, chat-template)`; empty where
 * nothing was.
 */
export const skippedNames = (checks: readonly OutputCheck[]): string =>
  someCodes(checks.filter(({ status }) => status === 'skip'))

/** ` (index-valid, chat-template)`: the codes of some, each once; empty of none. */
export function someCodes(coded: readonly { readonly code: string }[]): string {
  const codes = [...new Set(coded.map(({ code }) => code))]
  if (codes.length === 0) return ''
  const shown = codes.slice(0, mostNames)
  return ` (${[...shown, ...(codes.length > mostNames ? ['…'] : [])].join(', ')})`
}

/** `17 passed, 2 skipped (index-valid, chat-template)`. */
export const checksByName = (checks: readonly OutputCheck[]): string =>
  `${checksSentence(checks)}${skippedNames(checks)}`
