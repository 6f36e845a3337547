import { emptyRecipe, recipeText } from '../../core/recipe/recipe.ts'
import { noTransformers, type Transformers } from '../../core/transformers.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { UnfinishedRun } from '../../steps/results/started-runs.ts'
import type { Draft } from '../../steps/session/drafts.ts'
import type { Adding } from './adding.ts'
import type { DonorState } from './donor-state.ts'
import type { Effect } from './effect.ts'
import type { Line } from './line.ts'
import type { LiveRun } from './live-run.ts'
import type { Made, Slip } from './made.ts'
import type { RecipeScreenState } from './recipe-screen-state.ts'
import type { ResultState } from './result-state.ts'
import type { ScreenName } from './screen-name.ts'

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
  readonly slip: Slip | null
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
