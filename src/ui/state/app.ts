import type { InspectResult } from '../../core/contract/inspect.ts'
import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { MergescopeError } from '../../core/errors.ts'
import type { FoundModel } from '../../core/hub/found-model.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { emptyRecipe, recipeText } from '../../core/recipe/recipe.ts'
import type { Settings } from '../../core/run/settings.ts'
import { noTransformers, type Transformers } from '../../core/transformers.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { UnfinishedRun } from '../../steps/results/started-runs.ts'
import type { PathSuggestion } from '../../steps/session/complete-path.ts'
import type { Draft } from '../../steps/session/drafts.ts'
import type { TakenOutput } from '../../steps/session/output-place.ts'
import type { Line } from './line.ts'
import type { RunState } from './run-state.ts'

export type ScreenName = 'home' | 'donors' | 'recipe' | 'run' | 'result'
export const screenNames: readonly ScreenName[] = ['home', 'donors', 'recipe', 'run', 'result']

/** What is known of one donor. */
export type DonorState =
  | { readonly status: 'reading' }
  | { readonly status: 'read'; readonly donor: InspectedDonor; readonly report: InspectResult }
  | { readonly status: 'failed'; readonly message: string; readonly hint: string | null }

/** What can be added for the text that stands in the input line. */
export type Suggestion =
  | ({ readonly from: 'path' } & PathSuggestion)
  | { readonly from: 'hub'; readonly model: FoundModel }

/** The input line of the Donors screen. `chosen` is −1 while the text itself is meant. */
export interface Adding {
  readonly line: Line
  readonly suggestions: readonly Suggestion[]
  readonly chosen: number
  /** Those that are added together, by their text, whatever is typed meanwhile. */
  readonly marked: readonly string[]
  readonly searching: boolean
  readonly problem: string | null
}

export interface Choice {
  readonly value: string | null
  readonly label: string
  readonly about: string
}

/** A list to choose one value of a recipe from. */
export interface Picker {
  readonly title: string
  readonly field: 'method' | 'base' | 'tokenizer' | 'dtype' | 'outDtype'
  readonly choices: readonly Choice[]
  readonly index: number
}

export interface RecipeScreenState {
  readonly row: number
  /** Column in a donor's row. */
  readonly cell: number
  readonly edit: Line | null
  /** Whether the value that is typed is meant for all donors. */
  readonly isForAll: boolean
  readonly picker: Picker | null
  readonly prediction: Prediction | null
  readonly predicting: boolean
  /** What the code that merges makes of it; null where it was not asked. */
  readonly rehearsal: Rehearsal | 'going on' | null
  /** What lies where the output would go, when it was last looked. */
  readonly taken: TakenOutput | null
}

export const logFilters = ['everything', 'actions', 'warnings'] as const
export type LogFilter = (typeof logFilters)[number]

/** A run that was started from here. */
export interface LiveRun {
  readonly id: number
  readonly state: RunState
  readonly config: string
  readonly output: string
  /** What would do the same from a shell. */
  readonly command: readonly string[]
  readonly shown: LogFilter
  readonly ended: { readonly result: RunResult | null; readonly error: MergescopeError | null } | null
}

export const resultViews = ['shares', 'heatmap', 'ghosts', 'checks', 'compare', 'commands'] as const
export type ResultView = (typeof resultViews)[number]

export interface ResultState {
  readonly run: RecentRun
  /** The recipe's file; null where only the record of the run holds it. */
  readonly config: string | null
  readonly view: ResultView
  readonly row: number
  /** Of the heat map: by how many places its donors are quieter than the loudest. */
  readonly quieter: number
  /** The layer or module that is looked into, then the tensor. */
  readonly into: readonly string[]
  /** What the run was made by; null where its record holds no recipe. */
  readonly recipe: MergeConfig | null
  /** The earlier run that this one is compared with, by its place among the recent ones. */
  readonly other: number
}

/** What is looked for on the present screen: runs and rows of a result are filtered, elsewhere the cursor goes there. */
export interface Find {
  readonly text: string
  /** While it is typed. */
  readonly typing: Line | null
}

/** The line behind `:` and the command that is chosen below it. */
export interface Palette {
  readonly line: Line
  readonly index: number
}

/** `unsaved`: whether to leave a recipe that is in no file; `slip`: whether to go back to the editor. */
export type Question = 'quit' | 'cancel' | 'unsaved' | 'slip'

/** The run whose recipe was taken up, and that recipe as it stands in its record. */
export interface Origin {
  readonly folder: string
  readonly text: string
  /** Where it went: the next run goes into a folder beside it. */
  readonly output: string
}

/** What the user makes, as one value: each edit gives a new one. */
export interface Made {
  readonly config: MergeConfig
  /** The recipe as it stands in its file, or would: with the comments of the one who wrote it. */
  readonly text: string
  readonly output: string
  readonly file: string
  /** Options of the run. */
  readonly settings: Settings
  /** Where it began, if not from nothing or from a file. */
  readonly origin: Origin | null
}

/** Something that has to be done outside; done once, when it appears. */
export type Effect =
  /** `sure`: the user was asked what becomes of an unsaved recipe. */
  | { readonly kind: 'quit'; readonly sure?: true }
  | { readonly kind: 'load'; readonly path: string; readonly into?: ScreenName; readonly sure?: true }
  | {
      readonly kind: 'save'
      readonly path: string
      readonly text: string
      /** What the file may hold to be replaced; null: it must not be there. */
      readonly expected: string | null
      /** What to do once it is saved. */
      readonly next?: Effect
    }
  | { readonly kind: 'take-up'; readonly draft: Draft; readonly sure?: true }
  | { readonly kind: 'edit'; readonly text: string }
  | {
      readonly kind: 'run'
      readonly leftover: 'refuse' | 'continue' | 'discard' | 'overwrite'
      /** Into a folder and from a recipe file that are not there yet: their names are counted up. */
      readonly anew?: true
    }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'answer'; readonly yes: boolean }
  | { readonly kind: 'open-report'; readonly folder: string }
  | { readonly kind: 'copy'; readonly text: string }
  /** A command of the command line, with the terminal to itself. */
  | {
      readonly kind: 'tool'
      readonly words: readonly string[]
      /** Where it is run, if not in the current folder. */
      readonly folder?: string
    }

export interface AppState extends Made {
  readonly screen: ScreenName
  readonly help: boolean
  /** The first line of the help that is shown. */
  readonly helpRow: number
  readonly find: Find | null
  readonly palette: Palette | null
  readonly question: Question | null
  readonly notice: { readonly tone: 'info' | 'error'; readonly text: string } | null
  readonly environment: { readonly text: string; readonly fix: string | null } | null
  /** The version of the installed mergekit, whose behaviour is predicted; null until it is known, or where none is. */
  readonly mergekit: string | null
  /** The transformers beside it. */
  readonly transformers: Transformers
  readonly recent: readonly RecentRun[] | null
  /** What runs have left that were ended in the middle, the newest first. */
  readonly unfinished: readonly UnfinishedRun[]
  readonly homeRow: number
  /** The run that another one is to be compared with, by its folder. */
  readonly marked: string | null
  /** What was before each edit, and after each that was undone: the next step is the last. */
  readonly past: readonly Made[]
  readonly future: readonly Made[]
  /** The text of each file as it was last read or written here. */
  readonly known: ReadonlyMap<string, string>
  /** The file that was made here, which a run may write over. */
  readonly saved: string | null
  /** What waits for the answer about an unsaved recipe. */
  readonly leaving: Effect | null
  /** A text from the editor that is no recipe yet, and why. */
  readonly slip: { readonly text: string; readonly problem: string } | null
  /** An unsaved recipe of a session that ended without a question. */
  readonly draft: Draft | null
  readonly donors: ReadonlyMap<string, DonorState>
  readonly donorRow: number
  readonly adding: Adding | null
  readonly recipe: RecipeScreenState
  readonly run: LiveRun | null
  readonly result: ResultState | null
  readonly effect: Effect | null
}

export const startOfApp: AppState = {
  screen: 'home',
  help: false,
  helpRow: 0,
  find: null,
  palette: null,
  question: null,
  notice: null,
  environment: null,
  mergekit: null,
  transformers: noTransformers,
  recent: null,
  unfinished: [],
  homeRow: 0,
  marked: null,
  config: emptyRecipe,
  text: recipeText(emptyRecipe),
  file: 'merge.yml',
  past: [],
  future: [],
  known: new Map(),
  saved: null,
  leaving: null,
  slip: null,
  draft: null,
  output: 'merged',
  settings: new Map(),
  origin: null,
  donors: new Map(),
  donorRow: 0,
  adding: null,
  recipe: {
    row: 0,
    cell: 0,
    edit: null,
    isForAll: false,
    picker: null,
    prediction: null,
    predicting: false,
    rehearsal: null,
    taken: null,
  },
  run: null,
  result: null,
  effect: null,
}

export const isRunning = ({ run }: AppState): boolean => run !== null && run.ended === null
