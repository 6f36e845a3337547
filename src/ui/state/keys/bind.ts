import type { AppAction } from '../actions.ts'
import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'

export const bind = (
  keys: string,
  label: string,
  action: AppAction,
  why: string | null = null,
  shown?: string,
): Binding => {
  const all = keys.split(' ')
  return { keys: all, shown: shown ?? all[0]!, label, action, why }
}
export const move = (by: number): AppAction => ({ kind: 'move', by })
export const arrows = [bind('up', '', move(-1), null, ''), bind('down', '', move(1), null, '')]
const end = 1_000_000
/** Further, where letters are typed. */
export const pages = [
  bind('pageup', '', move(-10), null, ''),
  bind('pagedown', '', move(10), null, ''),
  bind('home', '', move(-end), null, ''),
  bind('end', '', move(end), null, ''),
]
/** The same by the keys of vi, where no letter is typed. */
const viMoves = [
  bind('k', '', move(-1), null, ''),
  bind('j', '', move(1), null, ''),
  bind('ctrl+b ctrl+u', '', move(-10), null, ''),
  bind('ctrl+f ctrl+d', '', move(10), null, ''),
  bind('g', '', move(-end), null, ''),
  bind('G', '', move(end), null, ''),
]
/** All of it, for a list. */
export const moves = [...arrows, ...pages, ...viMoves]
export const sideways = [
  bind('left shift+tab', '', { kind: 'sideways', by: -1 }, null, ''),
  bind('right tab', '', { kind: 'sideways', by: 1 }, null, ''),
]

export const effect = (wanted: NonNullable<AppState['effect']>): AppAction => ({
  kind: 'effect',
  effect: wanted,
})
