import { pyYamlText } from '../merge-config/pyyaml-text.ts'

/** A key of a map, or a place in a list. */
export type Path = readonly (string | number)[]

/** One step from a document to another: a value set, a key or an item taken out, an item put before another. */
export type Change =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'delete'; readonly path: Path }
  | { readonly kind: 'insert'; readonly path: Path; readonly value: unknown }

type Entries = Readonly<Record<string, unknown>>

/** The steps that lead from one document to the other, as small as they can be: what is alike is not touched. */
export function changesBetween(before: unknown, after: unknown, path: Path = []): readonly Change[] {
  if (isSame(before, after)) return []
  if (isEntries(before) && isEntries(after)) return changesOfMap(before, after, path)
  if (Array.isArray(before) && Array.isArray(after)) {
    const changes = changesOfList(before, after, path)
    if (changes) return changes
  }
  return [{ kind: 'set', path, value: after }]
}

/** Whether two documents hold the same, in the same order. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [mine, its] = [partsOf(a), partsOf(b)]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    mine.length === its.length &&
    mine.every(([key, value], at) => key === its[at]![0] && isSame(value, its[at]![1]))
  )
}

/** Of a map that keeps the order of its keys as well. */
const partsOf = (value: object): readonly (readonly [unknown, unknown])[] =>
  value instanceof Map ? [...value] : Object.entries(value)

const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)

function changesOfMap(before: Entries, after: Entries, path: Path): readonly Change[] {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key))
  return [
    ...gone.map((key) => ({ kind: 'delete', path: [...path, key] }) as const),
    ...Object.entries(after).flatMap(([key, value]) =>
      Object.hasOwn(before, key)
        ? changesBetween(before[key], value, [...path, key])
        : [{ kind: 'set', path: [...path, key], value } as const],
    ),
  ]
}

/** Of a list of models: those that are in both stay in their order; null where it is no such list. */
function changesOfList(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
): readonly Change[] | null {
  const names = (list: readonly unknown[]) =>
    list.map((item) => (isEntries(item) && item.model ? pyYamlText(item.model) : null))
  const [old, now] = [names(before), names(after)]
  if (old.includes(null) || now.includes(null) || new Set(old).size < old.length) return null
  const kept = old.filter((name) => now.includes(name))
  if (kept.join('\n') !== now.filter((name) => old.includes(name)).join('\n')) return null
  const gone = old.flatMap((name, index) => (now.includes(name) ? [] : [index])).reverse()
  return [
    ...gone.map((index) => ({ kind: 'delete', path: [...path, index] }) as const),
    ...now.flatMap((name, index) =>
      old.includes(name)
        ? changesBetween(before[old.indexOf(name)], after[index], [...path, index])
        : [{ kind: 'insert', path: [...path, index], value: after[index] } as const],
    ),
  ]
}

/** The document after a change; a change of what is not there throws. */
export function withChange(document: unknown, change: Change, at = 0): unknown {
  const { path } = change
  const key = path[at]
  if (key === undefined) return change.kind === 'delete' ? null : change.value
  const isLast = at === path.length - 1
  if (typeof key === 'number') {
    const list = [...(document as readonly unknown[])]
    if (!isLast) list[key] = withChange(list[key], change, at + 1)
    else if (change.kind === 'delete') list.splice(key, 1)
    else list.splice(key, change.kind === 'insert' ? 0 : 1, change.value)
    return list
  }
  const { [key]: old, ...rest } = (document ?? {}) as Entries
  if (isLast && change.kind === 'delete') return rest
  const value = isLast && change.kind !== 'delete' ? change.value : withChange(old, change, at + 1)
  return { ...(document as Entries), [key]: value }
}
