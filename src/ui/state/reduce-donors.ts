import { toMergescopeError } from '../../core/errors.ts'
import { formatModelRef, literalRef, parseModelRef } from '../../core/model-ref.ts'
import { bareName, pastedModels } from '../../core/recipe/pasted.ts'
import { donorNames, listedModels, withBase, withDonors, withoutDonor } from '../../core/recipe/recipe.ts'
import { counted } from '../../core/text/units.ts'
import type { AppAction } from './actions.ts'
import type { Adding, Suggestion } from './adding.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import { lineOf, textOf } from './line.ts'
import { refused } from './refused.ts'
import { withRoles } from './roles.ts'

const emptyLine: Adding = {
  line: lineOf(''),
  suggestions: [],
  chosen: -1,
  marked: [],
  searching: false,
  problem: null,
}

/** The text that a suggestion puts into the line. */
export const suggested = (suggestion: Suggestion): string =>
  suggestion.from === 'path' ? suggestion.path : suggestion.model.id

export function reduceDonors(state: AppState, action: AppAction): AppState {
  const { adding, donorRow } = state
  const names = donorNames(state.config)
  const current = names[donorRow]
  switch (action.kind) {
    case 'add':
      return { ...state, screen: 'donors', adding: adding ?? emptyLine, notice: null }
    case 'leave':
      return { ...state, adding: null }
    case 'move':
      if (!adding) return { ...state, donorRow: clamp(donorRow + action.by, names.length) }
      return {
        ...state,
        adding: {
          ...adding,
          chosen: Math.max(-1, Math.min(adding.chosen + action.by, adding.suggestions.length - 1)),
        },
      }
    case 'complete': {
      const choice = adding?.suggestions[Math.max(0, adding.chosen)]
      return choice ? { ...state, adding: { ...adding, line: lineOf(suggested(choice)), chosen: -1 } } : state
    }
    case 'mark-suggestion':
      return adding ? { ...state, adding: withMark(adding) } : state
    case 'open-row':
      return adding ? entered(state, adding) : state
    case 'paste': {
      const { names, leftOut } = pastedModels(action.text)
      if (names.length === 0) return refused(state, `no model in what was pasted${toldLine(leftOut)}`)
      const done = added({ ...state, screen: 'donors' }, names)
      if (leftOut.length === 0 || done.notice === null) return done
      const text = `${done.notice.text}; ${counted(leftOut.length, 'line')} left out${toldLine(leftOut)}`
      return { ...done, notice: { ...done.notice, text } }
    }
    case 'suggest':
      return adding && textOf(adding.line) === action.text
        ? { ...state, adding: withSuggestions(adding, notListed(action.suggestions, names), action.problem) }
        : state
    case 'remove-donor': {
      if (!current) return state
      const donors = new Map(state.donors)
      donors.delete(current)
      const config = withoutDonor(state.config, current)
      const notice = { tone: 'info', text: `${current} removed: u brings it back` } as const
      return { ...state, config, donors, donorRow: clamp(donorRow, names.length - 1), notice }
    }
    case 'read-again': {
      const donors = new Map(state.donors)
      if (current) donors.delete(current)
      return { ...state, donors }
    }
    case 'base-donor': {
      if (!current) return state
      const base = state.config.baseModel && formatModelRef(state.config.baseModel)
      const config = withBase(state.config, base === current ? null : current)
      return { ...withRoles(state, config), donorRow: donorNames(config).indexOf(current) }
    }
    case 'donor':
      return { ...state, donors: new Map(state.donors).set(action.name, action.state) }
    default:
      return state
  }
}

/** What was not taken for a model, and how it becomes one: a folder may have any name. */
const toldLine = ([first, ...more]: readonly string[]): string =>
  first === undefined
    ? ''
    : `: ${first}${more.length > 0 ? ', …' : ''}${/\s/.test(first) ? ' (a path with spaces: put it in quotes)' : ''}`

/** Those that can still be added: a donor counts once, with or without the `./` of its folder. */
function notListed(suggestions: readonly Suggestion[], names: readonly string[]): readonly Suggestion[] {
  const bare = (name: string) => name.replace(/^(\.\/)+|\/+$/g, '')
  const listed = new Set(names.map(bare))
  const isModel = (suggestion: Suggestion) => suggestion.from === 'hub' || suggestion.kind === 'model'
  return suggestions.filter((each) => !isModel(each) || !listed.has(bare(suggested(each))))
}

/** The cursor stays on what it stands on: the Hub answers later than the disk. */
function withSuggestions(adding: Adding, suggestions: readonly Suggestion[], problem: string | null): Adding {
  const here = adding.suggestions[adding.chosen]
  const chosen = here ? suggestions.findIndex((each) => suggested(each) === suggested(here)) : -1
  return { ...adding, suggestions, problem, chosen }
}

/** Whether the suggestion under the cursor is a model, which can be added with others. */
export const canMark = ({ suggestions, chosen }: Adding): boolean => {
  const choice = suggestions[chosen]
  return choice !== undefined && (choice.from === 'hub' || choice.kind === 'model')
}

/** The model under the cursor with the other mark, and the cursor on the next one. */
function withMark(adding: Adding): Adding {
  const { suggestions, chosen, marked } = adding
  const text = suggested(suggestions[chosen]!)
  return {
    ...adding,
    marked: marked.includes(text) ? marked.filter((each) => each !== text) : [...marked, text],
    chosen: Math.min(chosen + 1, suggestions.length - 1),
  }
}

/** All that is marked; else what stands in the line, or is chosen below it: a YAML is loaded, a folder gone into, a model added. */
function entered(state: AppState, adding: Adding): AppState {
  if (adding.marked.length > 0) return added(state, adding.marked, literalRef)
  const choice = adding.suggestions[adding.chosen]
  const text = choice ? suggested(choice) : bareName(textOf(adding.line))
  if (choice?.from === 'path' && choice.kind === 'folder')
    return { ...state, adding: { ...adding, line: lineOf(text), chosen: -1 } }
  if (/\.ya?ml$/i.test(text)) return { ...state, effect: { kind: 'load', path: text }, notice: null }
  if (choice) return added(state, [text], literalRef)
  return added(state, [text.length > 1 ? text.replace(/\/+$/, '') : text])
}

function added(state: AppState, names: readonly string[], refOf = parseModelRef): AppState {
  if (listedModels(state.config) === null) return refused(state, 'slices and modules are edited as YAML')
  try {
    const config = withDonors(state.config, names, refOf)
    const count = donorNames(config).length - donorNames(state.config).length
    const text = count > 0 ? `${counted(count, 'donor')} added` : 'already in the list'
    const donorRow = count > 0 ? donorNames(config).length - 1 : state.donorRow
    return { ...state, config, donorRow, adding: state.adding && emptyLine, notice: { tone: 'info', text } }
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    return refused(state, hint ? `${message}: ${hint}` : message)
  }
}
