import type { PatchResult } from '../../core/contract/patch.ts'
import { largestOf } from '../../core/many.ts'
import { printable } from '../../core/text/printable.ts'

/** An install and its files, for people: the state first, what follows from it last. */
export function patchText(result: PatchResult): string {
  const { mergekit, state, files, notes, problem } = result
  const where = mergekit
    ? `mergekit ${mergekit.version}${mergekit.editable ? ' (editable)' : ''} in ${mergekit.location}`
    : `no mergekit in ${result.python}`
  const width = largestOf(
    files.map((file) => file.path.length),
    0,
  )
  return [
    `${state}: ${where}`,
    ...files.map(
      (file) =>
        `  ${file.path.padEnd(width)}  ${file.sha256 === null && file.state === 'clean' ? 'not there' : file.state}`,
    ),
    ...notes.map((note) => `note: ${note}`),
    ...(problem ? [`problem: ${problem.message}`] : []),
    ...(problem?.hint ? [`hint: ${problem.hint}`] : []),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('')
}
