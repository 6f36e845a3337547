import { clip } from '../../core/text/layout.ts'
import { formatCount } from '../../core/text/units.ts'
import type { Adding, Suggestion } from '../state/app.ts'
import { suggested } from '../state/reduce-donors.ts'
import { Line, placeText, visible } from './lines.tsx'

interface SuggestionListProps {
  readonly adding: Adding
  readonly columns: number
  readonly lines: number
}

/** Paths and models of the Hub that fit what is typed. */
export function SuggestionList({ adding, columns, lines }: SuggestionListProps) {
  const { suggestions, chosen, marked, problem } = adding
  const told = problem ? 1 : 0
  const isLong = suggestions.length > lines - told
  const { from, items } = visible(suggestions, Math.max(0, chosen), lines - told - (isLong ? 1 : 0))
  return (
    <>
      {problem && (
        <Line columns={columns} tone="warning">
          {problem}
        </Line>
      )}
      {isLong && (
        <Line columns={columns} tone="dim">
          {placeText(from, items.length, suggestions.length)}
        </Line>
      )}
      {items.map((suggestion, index) => (
        <Line
          key={`${suggestion.from} ${suggested(suggestion)}`}
          columns={columns}
          here={from + index === chosen}
        >
          {`${marked.includes(suggested(suggestion)) ? '◆' : ' '} ${lineOf(suggestion, columns - 2)}`}
        </Line>
      ))}
    </>
  )
}

function lineOf(suggestion: Suggestion, columns: number): string {
  if (suggestion.from === 'path')
    return `${clip(suggestion.path, columns - 10, 'both')}  ${suggestion.kind === 'folder' ? '' : suggestion.kind}`
  const { id, likes, downloads, parameters, licence, gated } = suggestion.model
  const facts = [
    parameters === null ? '' : `${Number((parameters / 1e9).toPrecision(3))}B`,
    `${formatCount(downloads)}↓`,
    `${formatCount(likes)}♥`,
    licence ?? '',
    gated ? 'gated' : '',
  ].filter(Boolean)
  return `${clip(id, Math.floor(columns * 0.55), 'both')}  ${facts.join(' ')}`
}
