import { type Alias, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { FindingCode } from '../findings/codes.ts'
import { quote } from '../json/quote.ts'
import type { Position } from './types.ts'

/** Keys of a merged mapping, or anchors, that are compared with another; more could take forever. */
export const mostCompared = 100

/** `<<`, which takes in the keys of another mapping; in quotes it is a key like any other. */
export function isMergeKey(key: unknown, sign = '<<'): boolean {
  return isScalar(key) && key.value === sign && key.type === 'PLAIN' && key.tag === undefined
}

export interface KeyProblem {
  readonly code: FindingCode
  readonly node: Node
  readonly message: string
  readonly hint?: string
}

/**
 * What is wrong with the keys of a mapping wherever it stands: keys that no mapping can have, and keys twice.
 * @param isRead whether mergekit reads what stands under a key of this mapping
 */
export function* keyProblems(
  map: YAMLMap,
  targets: ReadonlyMap<Alias, Node>,
  positionOf: (node: Node) => Position,
  isRead: (name: unknown) => boolean,
): Generator<KeyProblem> {
  const resolved = (node: unknown) => (isAlias(node) ? targets.get(node) : node)
  const own = new Map<unknown, Node>()
  const merged = new Map<unknown, Node>()
  const values = new Map<Node, unknown>()
  const isSame = (one: Node, other: Node) => {
    const [a, b] = [one, other].map((key) => resolved(values.get(key)))
    return isScalar(a) && isScalar(b) && a.value === b.value
  }
  function* note(known: Map<unknown, Node>, name: unknown, node: Node, hint?: string) {
    const first = known.get(name)
    if (!first) known.set(name, node)
    else if (first !== node)
      yield {
        code:
          isRead(name) && !isSame(first, node)
            ? ('config-duplicate-key' as const)
            : ('config-key-repeated' as const),
        node,
        message: `the key ${quote(textOf(resolved(node), name))} appears twice: first in line ${positionOf(first).line}, again in line ${positionOf(node).line}`,
        ...(hint && { hint }),
      }
  }
  const items = map.items as unknown as readonly { key: Node; value: unknown }[]
  for (const { key, value } of items) {
    values.set(key, value)
    if (isCollection(resolved(key)))
      yield {
        code: 'config-type',
        node: key,
        message: 'a key must be text, not a list or a mapping',
        hint: 'put it in quotes if it is text',
      }
    else if (!isMergeKey(key)) yield* note(own, identityOf(resolved(key)), key)
  }
  for (const { key, value } of items) {
    if (!isMergeKey(key)) continue
    const source = resolved(value)
    const maps = isSeq(source) ? source.items.map(resolved) : [source]
    if (!maps.every(isMap))
      yield {
        code: 'config-type',
        node: key,
        message: '<< takes a mapping or a list of mappings',
        hint: 'name an anchor of one, such as <<: *shared',
      }
    const names = new Set(
      maps.flatMap((each) =>
        isMap(each) ? each.items.slice(0, mostCompared).map((item) => identityOf(resolved(item.key))) : [],
      ),
    )
    const twice = [...names].find((name) => merged.has(name) && !own.has(name))
    // One is enough to say: a few lines can bring thousands.
    for (const name of twice === undefined ? names : [twice])
      if (!own.has(name))
        yield* note(merged, name, key, 'write one << with a list of both, of which the first wins')
    if (twice !== undefined) return
  }
}

/** Equal for keys that are one key to Python, for which 1, 1.0 and true are the same. */
function identityOf(node: unknown): unknown {
  if (!isScalar(node)) return null
  const { value } = node
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'object' && value !== null ? `\0${JSON.stringify(value)}` : value
}

const textOf = (key: unknown, name: unknown): string =>
  isMergeKey(key) ? String(name) : isScalar(key) ? (key.source ?? String(key.value)) : ''
