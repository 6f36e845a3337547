import { shortNames } from '../../core/text/short-names.ts'
import { formatCount, shortCount } from '../../core/text/units.ts'
import type { Adding, Suggestion } from '../state/adding.ts'
import { suggested } from '../state/reduce-donors.ts'
import { Line } from './lines.tsx'
import { List, markColumns, partOf } from './list.tsx'

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
  const names = namesOf(suggestions, columns - 3 - (isLong ? markColumns : 0))
  const part = partOf(suggestions, chosen, lines - told - (isLong ? 1 : 0))
  return (
    <>
      {problem && (
        <Line columns={columns} tone="warning">
          {problem}
        </Line>
      )}
      {isLong && (
        <Line columns={columns} tone="dim">
          {part.place}
        </Line>
      )}
      <List part={part} columns={columns} keyOf={(each) => `${each.from} ${suggested(each)}`}>
        {(suggestion, line) => (
          <Line columns={line.columns} here={line.here}>
            {`${marked.includes(suggested(suggestion)) ? '◆' : ' '} ${lineOf(suggestion, names.get(suggested(suggestion)) ?? '')}`}
          </Line>
        )}
      </List>
    </>
  )
}

/** What they are called in so many columns, beside what else is told of them. */
function namesOf(suggestions: readonly Suggestion[], columns: number): ReadonlyMap<string, string> {
  const [paths, models] = (['path', 'hub'] as const).map((from) =>
    suggestions.filter((suggestion) => suggestion.from === from).map(suggested),
  )
  const inModels = shortNames(models!, Math.floor(columns * 0.55))
  return new Map([...shortNames(paths!, columns - 10), ...inModels])
}

function lineOf(suggestion: Suggestion, name: string): string {
  if (suggestion.from === 'path') return `${name}  ${suggestion.kind === 'folder' ? '' : suggestion.kind}`
  const { likes, downloads, parameters, licence, gated } = suggestion.model
  const facts = [
    parameters === null ? '' : shortCount(parameters),
    `${formatCount(downloads)}↓`,
    `${formatCount(likes)}♥`,
    licence ?? '',
    gated ? 'gated' : '',
  ].filter(Boolean)
  return `${name}  ${facts.join(' ')}`
}
