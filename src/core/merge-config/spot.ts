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

export const isNull = ({ node, endless }: Spot): boolean =>
  !endless && (node === null || (isScalar(node) && node.value === null))

export const isMapping = ({ node }: Spot): boolean => isMap(node)
export const isList = ({ node }: Spot): boolean => isSeq(node)
export const isEmptyMapping = ({ node }: Spot): boolean => isMap(node) && node.items.length === 0
export const isEmptyList = ({ node }: Spot): boolean => isSeq(node) && node.items.length === 0

/** What stands there instead of what should. */
export function kindAt({ node }: Spot): string {
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  if (!isScalar(node) || node.value === null) return 'nothing'
  const { value } = node
  if (typeof value === 'object') return `the ${Object.keys(value as object)[0]} ${node.source}`
  return `${typeof value} ${typeof value === 'string' ? quote(value) : String(value)}`
}

export const join = (parent: string, key: string): string => (parent ? `${parent}.${key}` : key)
