import { clip, columnsOf } from '../../core/text/layout.ts'
import type { Binding } from '../state/keys.ts'
import { Text } from './text.tsx'

const mostLines = 2

/** The keys of the footer, as many lines as they need, two at most. A key in brackets does nothing now. */
export function keyLines(bindings: readonly Binding[], columns: number): readonly (readonly Binding[])[] {
  const lines: Binding[][] = [[]]
  let used = 0
  for (const binding of bindings.filter(({ shown }) => shown !== '')) {
    const width = columnsOf(textOf(binding)) + 3
    if (used + width - 3 > columns && lines.at(-1)!.length > 0) {
      lines.push([])
      used = 0
    }
    lines.at(-1)!.push(binding)
    used += width
  }
  return lines.slice(0, mostLines)
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
