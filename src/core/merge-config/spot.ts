import { isMap, isScalar, isSeq, type Node } from 'yaml'
import { quote } from '../json/quote.ts'
import type { Endless } from './survey-yaml.ts'
import type { Position } from './types.ts'

/** One place of the document: its path in words a user knows, its node, and where it stands. */
export interface Spot {
  readonly path: string
  readonly node: Node | null
  readonly position: Position
  /** Why nothing can be read here. */
  readonly endless: Endless | null
}

/** A key, what stands there, and whether the key is text; mergekit takes no other in a mapping of names. */
export type Entry = readonly [name: string, child: Spot, isText: boolean]

export const scalarAt = ({ node }: Spot): unknown => (isScalar(node) ? node.value : undefined)

/** A collection of Python (a set, pairs) that is neither the mapping nor the list that a config has. */
const foreign = ({ node }: Spot): string | null =>
  (isMap(node) || isSeq(node) ? /:(set|omap|pairs)$/.exec(node.tag ?? '')?.[1] : null) ?? null
export const isForeign = (spot: Spot): boolean => foreign(spot) !== null

export const isNull = ({ node, endless }: Spot): boolean =>
  !endless && (node === null || (isScalar(node) && node.value === null))

export const isMapping = ({ node }: Spot): boolean => isMap(node)
export const isList = ({ node }: Spot): boolean => isSeq(node)
export const isEmptyMapping = (spot: Spot): boolean =>
  isMap(spot.node) && spot.node.items.length === 0 && !isForeign(spot)
export const isEmptyList = (spot: Spot): boolean =>
  isSeq(spot.node) && spot.node.items.length === 0 && !isForeign(spot)

/** What stands there instead of what should. */
export function kindAt(spot: Spot): string {
  const { node } = spot
  const tag = foreign(spot)
  if (tag) return tag === 'set' ? 'a set' : `what !!${tag} makes`
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (!isScalar(node) || node.value === null) return 'nothing'
  const { value } = node
  if (typeof value === 'object') return `the ${Object.keys(value as object)[0]} ${node.source}`
  return `${typeof value} ${typeof value === 'string' ? quote(value) : String(value)}`
}

export const join = (parent: string, key: string): string => (parent ? `${parent}.${key}` : key)
