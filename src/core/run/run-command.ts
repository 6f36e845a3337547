import { type Settings, settingArguments } from './settings.ts'

interface RunAsked {
  /** The file. */
  readonly recipe: string
  readonly output: string
  readonly settings: Settings
  /** What becomes of what lies there. */
  readonly flags?: readonly ('--resume' | '--discard' | '--overwrite')[]
}

/** The words of the command line that does what the screens do with a recipe, `mergescope` first. */
export const runCommand = ({ recipe, output, settings, flags = [] }: RunAsked): readonly string[] => [
  ...['mergescope', 'run', recipe],
  ...settingArguments(settings),
  ...['-o', output, ...flags],
]
