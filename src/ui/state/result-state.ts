import type { MergeConfig } from '../../core/merge-config/types.ts'
import { recipeOf } from '../../core/view/what-if.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { Before } from './before.ts'
import type { Line } from './line.ts'

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
  /** The weight of the donor under the cursor, while it is typed. */
  readonly edit: Line | null
  /** What the run was made by; null where its record holds no recipe. */
  readonly recipe: MergeConfig | null
  /** The run that this one began with, where that is known. */
  readonly before: Before | null
  /** The run that it is compared with first, by its folder; null: `before`, else the one most alike. */
  readonly against: string | null
  /** How many runs further that comparison has gone. */
  readonly other: number
}

/** A result as it is opened: with its recipe, at the shares. */
export const newResult = (
  run: ResultState['run'],
  config: string | null,
  before: Before | null = null,
): ResultState => ({
  run,
  config,
  before,
  against: null,
  recipe: recipeOf(run.result),
  view: 'shares',
  row: 0,
  quieter: 0,
  into: [],
  edit: null,
  other: 0,
})
