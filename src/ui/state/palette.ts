import { isHubId } from '../../core/model-ref.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { donorNames, donorsByName } from '../../core/recipe/recipe.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import { wordsIn } from '../../core/view/audit-filter.ts'
import type { AppAction } from './actions.ts'
import { type AppState, isRunning, type Palette } from './app.ts'
import type { Binding } from './binding.ts'
import { lineOf, textOf } from './line.ts'
import { screenNames } from './screen-name.ts'

export const emptyPalette: Palette = { line: lineOf(''), index: 0 }

/** A command that can be chosen by its name. */
export interface Command {
  readonly label: string
  /** The key that does the same; empty where none does. */
  readonly key: string
  readonly action: AppAction
}

/** Commands of the command line that end, whose output is shown on the terminal until Enter. */
const tools = [
  'audit',
  'cache',
  'doctor',
  'download',
  'inspect',
  'patch',
  'report',
  'verify',
  'xray',
] as const

/** Everything that can be done now and fits what is typed: keys of the screen, screens, and the tools. */
export function commandsFor(state: AppState, bindings: readonly Binding[]): readonly Command[] {
  const text = state.palette ? textOf(state.palette.line) : ''
  const words = wordsIn(text)
  // What no key below tells comes first.
  const known = [...ofTools(state), ...ofKeys(bindings), ...ofScreens()]
  const fitting = known.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
  const typed = spokenWords(text)
  const tool = tools.find((each) => typed[0] !== undefined && each.startsWith(typed[0]))
  // One word stands for what is offered with it; a whole command line is itself.
  const isWhole = tool && typed.length > 1 && !isRunning(state)
  if (!isWhole || known.some(({ label }) => label === text.trim())) return fitting
  return [toolCommand([tool, ...typed.slice(1)]), ...fitting]
}

const ofKeys = (bindings: readonly Binding[]): readonly Command[] =>
  bindings
    .filter(({ label, why, keys }) => label !== '' && why === null && !keys.includes(':'))
    .map(({ label, shown, keys, action }) => ({ label, key: shown || keys[0]!, action }))

const ofScreens = (): readonly Command[] =>
  screenNames.map((screen, index) => ({
    label: `go to ${screen}`,
    key: String(index + 1),
    action: { kind: 'go', screen },
  }))

/** The terminal can be given away while nothing runs here. */
function ofTools(state: AppState): readonly Command[] {
  if (isRunning(state)) return []
  const { result, file, known, config, text } = state
  const donors = donorNames(config)
  const recipe =
    known.get(file) === text
      ? [
          ['inspect', file],
          ['inspect', file, '--rehearse'],
        ]
      : donors.length > 0
        ? [['inspect', ...donors]]
        : []
  const paths = donors.map((name) => donorsByName(config).get(name)!.model.path)
  const fetched = donors.filter((_, at) => paths[at]!.includes('/') && isHubId(paths[at]!))
  const folder = result?.run.folder
  const done = folder
    ? [
        ['verify', folder],
        ['verify', folder, '--deep'],
        // transformers loads folders alone.
        ...(isObjectUri(folder) ? [] : [['verify', folder, '--load']]),
        ['report', folder],
        ...xrayOf(state),
      ]
    : []
  const whole = [
    ...recipe,
    ...done,
    ...(fetched.length > 0 ? [['download', ...fetched]] : []),
    ['cache'],
    ['doctor'],
    ['patch', 'status'],
  ]
  const begun = tools.filter((tool) => !whole.some(([first]) => first === tool))
  return [...whole.map(toolCommand), ...begun.map(begunCommand)]
}

function xrayOf({ result }: AppState): readonly (readonly string[])[] {
  const voice = result?.run.result.shareOfVoice
  if (!result || !voice) return []
  const donors = voice.donors.map(({ ref }) => ref)
  const base = result.recipe?.baseModel ? ['--base', voice.reference] : []
  return [['xray', result.run.folder, ...base, '--donors', ...donors]]
}

/** One that needs to be told of what: its name comes into the line. */
const begunCommand = (tool: string): Command => ({
  label: `${tool} …`,
  key: '',
  action: { kind: 'begin-command', text: `${tool} ` },
})

const toolCommand = (words: readonly string[]): Command => ({
  label: shellCommand(words),
  key: '',
  action: { kind: 'effect', effect: { kind: 'tool', words } },
})

/** Words as a shell would take them, without its expansions. */
function spokenWords(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}
