import type { TensorVoice } from '../../core/contract/share-of-voice.ts'
import { matchesWords, wordsIn } from '../../core/view/audit-filter.ts'
import { type AuditEntry, auditEntries } from '../../core/view/audit-lines.ts'
import { editLine, insertText, type Line, lineOf, textOf } from './line.ts'

/** What the lower part of the run's screen shows. */
export const paneViews = ['both', 'tensors', 'log'] as const
export type PaneView = (typeof paneViews)[number]

/** The live audit: what each donor contributed, tensor by tensor as they are merged. */
export interface AuditPane {
  readonly view: PaneView
  /** Tensors that were heard when it was paused; null while it follows. */
  readonly paused: number | null
  /** Lines back from the newest. */
  readonly back: number
  readonly filter: string
  /** The filter while it is typed. */
  readonly typing: Line | null
}

export const startOfPane: AuditPane = { view: 'both', paused: null, back: 0, filter: '', typing: null }

export type PaneAction =
  | { readonly kind: 'pane-view' }
  | { readonly kind: 'pane-pause' }
  | { readonly kind: 'pane-move'; readonly by: number }
  | { readonly kind: 'pane-filter' }
  | { readonly kind: 'pane-typed'; readonly line: Line }
  | { readonly kind: 'pane-filtered'; readonly keep: boolean }

export const isPaneAction = (action: { readonly kind: string }): action is PaneAction =>
  action.kind.startsWith('pane-')

/** @param heard tensors until now */
export function reducePane(pane: AuditPane, action: PaneAction, heard: number): AuditPane {
  switch (action.kind) {
    case 'pane-view':
      return { ...pane, view: paneViews[(paneViews.indexOf(pane.view) + 1) % paneViews.length]! }
    case 'pane-pause':
      return pane.paused === null ? { ...pane, paused: heard } : { ...pane, paused: null, back: 0 }
    case 'pane-move': {
      const back = Math.max(0, pane.back - action.by)
      // Who looks back does not want it to move away.
      return { ...pane, back, paused: pane.paused ?? (back > 0 ? heard : null) }
    }
    case 'pane-filter':
      return { ...pane, typing: lineOf(pane.filter) }
    case 'pane-typed':
      return { ...pane, typing: action.line, filter: textOf(action.line), back: 0 }
    case 'pane-filtered':
      return { ...pane, typing: null, filter: action.keep ? pane.filter : '', back: 0 }
  }
}

/** What a key does to the pane; null for any other. While the filter is typed, letters are text. */
export function paneActionOf({ typing, paused }: AuditPane, key: string): PaneAction | null {
  if (typing) {
    if (key === 'enter') return { kind: 'pane-filtered', keep: true }
    if (key === 'esc') return { kind: 'pane-filtered', keep: false }
    return {
      kind: 'pane-typed',
      line: [...key].length === 1 ? insertText(typing, key) : editLine(typing, key),
    }
  }
  const moves: Readonly<Record<string, number>> = { up: -1, k: -1, down: 1, j: 1, pageup: -10, pagedown: 10 }
  const by = moves[key]
  if (by !== undefined) return { kind: 'pane-move', by }
  if (key === 'end' || key === 'G') return paused === null ? null : { kind: 'pane-pause' }
  const kinds: Readonly<Record<string, PaneAction>> = {
    v: { kind: 'pane-view' },
    p: { kind: 'pane-pause' },
    '/': { kind: 'pane-filter' },
  }
  return kinds[key] ?? null
}

/** Lines of a log that pass, at most so many, as far back as was looked. */
export function shownLog<Line extends { readonly text: string }>(
  { back, filter }: AuditPane,
  log: readonly Line[],
  lines: number,
): readonly Line[] {
  const words = wordsIn(filter)
  const found = log.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
  const end = Math.max(Math.min(lines, found.length), found.length - back)
  return found.slice(Math.max(0, end - lines), end)
}

/** The newest lines that pass, newest last, at most so many. */
export function shownEntries(
  { paused, back, filter }: AuditPane,
  heard: readonly TensorVoice[],
  dropped: number,
  lines: number,
): readonly AuditEntry[] {
  const words = wordsIn(filter)
  const found: AuditEntry[] = []
  let at = paused === null ? heard.length : Math.max(0, Math.min(heard.length, paused - dropped))
  while (at > 0 && found.length < lines + back) {
    at -= 1
    const entries = auditEntries(heard[at]!).filter((entry) => matchesWords(entry, words))
    for (const entry of entries.toReversed()) found.push(entry)
  }
  const from = Math.max(0, Math.min(back, found.length - lines))
  return found.slice(from, from + lines).reverse()
}
