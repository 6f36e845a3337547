import { clip, columnsOf } from '../../core/text/layout.ts'
import type { Binding } from '../state/binding.ts'
import { Text } from './text.tsx'

/** Lines of the footer. */
export const mostKeyLines = 2

/**
 * The keys of the footer, as many lines as they need, two at most. A key in brackets does nothing now: where there is no
 * room for all, those go first, then the last ones before the keys that every screen has.
 */
export function keyLines(bindings: readonly Binding[], columns: number): readonly (readonly Binding[])[] {
  let shown = bindings.filter((binding) => binding.shown !== '')
  while (shown.length > 1) {
    const lines = broken(shown, columns)
    if (lines.length <= mostKeyLines) return lines
    const common = shown.filter(isCommon)
    const dropped =
      shown.findLast(({ why }) => why !== null) ??
      shown.findLast((binding) => !isCommon(binding)) ??
      common[0]
    shown = shown.filter((binding) => binding !== dropped)
  }
  return [shown]
}

/** What leads out of everything, and to all that has no room here. */
const isCommon = ({ shown }: Binding): boolean => [':', '?', 'q', 'esc'].includes(shown)

function broken(bindings: readonly Binding[], columns: number): readonly (readonly Binding[])[] {
  const lines: Binding[][] = [[]]
  let used = 0
  for (const binding of bindings) {
    const width = columnsOf(textOf(binding)) + 3
    if (used + width - 3 > columns && lines.at(-1)!.length > 0) {
      lines.push([])
      used = 0
    }
    lines.at(-1)!.push(binding)
    used += width
  }
  return lines
}

export function KeyLines({ lines }: { readonly lines: readonly (readonly Binding[])[] }) {
  return lines.map((line) => (
    <Text key={line.map(({ shown }) => shown).join()} wrap="truncate">
      {line.map((binding, index) => (
        <Text key={binding.shown} dimColor={binding.why !== null}>
          {index === 0 ? '' : ' · '}
          {textOf(binding)}
        </Text>
      ))}
    </Text>
  ))
}

const textOf = ({ shown, label, why }: Binding): string => {
  const text = clip(`${shown} ${label}`, 60)
  return why === null ? text : `(${text})`
}
