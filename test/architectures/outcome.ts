import type { InspectResult } from '../../src/core/contract/inspect.ts'

/** How one merge of one type ended. */
export interface Outcome {
  /**
   * `right`: names, values, config and loading are right, and everybody said so; `failed`: the merge gave an error;
   * `wrong`: its result is not right; `refused`: inspect or the rehearsal says no, though the merge would be right; `accused`: the
   * result is right, and the checks of the output fail it.
   */
  readonly kind: 'right' | 'failed' | 'wrong' | 'refused' | 'accused'
  /** Why, in a line; empty where it is right. */
  readonly reason: string
  /** Whether inspect let it pass, and the run did not end well. */
  readonly unforeseen?: true
  /** Of a wrong one: its tensors have other names, and transformers makes of them what the formula gives all the same. */
  readonly loads?: true
  /** Of mergekit's merges: what inspect says that it would do; null where it says nothing. */
  readonly forecast?: Forecast | null
}

export type Forecast = NonNullable<InspectResult['vocabulary']>['stock']['outcome']

/** Whether mergekit did what inspect said. What depends on chance may end in any way. */
export function cameTrue({ kind, loads, forecast }: Outcome): boolean {
  if (forecast === 'by-chance') return true
  if (kind === 'failed') return forecast === 'crashes'
  // inspect says of names that they will be others, and not that a model is wrong which transformers loads.
  if (kind === 'right' || loads) return forecast === 'succeeds'
  return forecast === 'wrong' || forecast === 'truncates' || forecast === 'drops-tokens'
}

/** A type in the table: as it was built, and its merges; or why it was not built. */
export interface TypeResult {
  /** As config.json names it. */
  readonly type: string
  /** The class that stands for it; null where there is none. */
  readonly class: string | null
  /** Why transformers does not build it small; null where it does. */
  readonly unbuilt: string | null
  /** By `stock linear`, `ours ties` … */
  readonly merges: Readonly<Record<string, Outcome>>
}

/** The merges of the table, and who makes them: mergekit as it was released, and mergescope. */
export const methods = ['linear', 'ties'] as const
export const makers = ['stock', 'ours'] as const
export type Maker = (typeof makers)[number]
