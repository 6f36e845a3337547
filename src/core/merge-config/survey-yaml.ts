import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
} from 'yaml'
import type { FindingCode } from '../findings/codes.ts'
import { quote } from '../json/quote.ts'
import { deepest } from './compose-yaml.ts'
import { nearest } from './nearest.ts'
import type { Position } from './types.ts'

/** A small file can name itself again and again; written out, no honest config comes near. */
const mostNodes = 200_000

/** How many nodes a value has, and how many levels, with its aliases written out. */
interface Extent {
  readonly nodes: number
  readonly levels: number
}

export interface Survey {
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>
  /** Whether the document can be walked to its end. */
  readonly hasEnd: boolean
}

type Say = (code: FindingCode, position: Position, message: string, hint?: string) => void

/**
 * Looks at every node once, before anything is read: keys and anchors that stand twice, aliases of nothing,
 * and aliases that expand without end. Linear, whatever the document.
 */
export function surveyYaml(document: Document, at: (offset: number) => Position, say: Say): Survey {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  const extents = new Map<Node, Extent>()
  let hasEnd = true
  let seen = 0
  const positionOf = (node: Node): Position => at(node.range?.[0] ?? 0)
  const endless = (node: Node, message: string) => {
    if (hasEnd) say('config-alias-endless', positionOf(node), message)
    hasEnd = false
  }

  function aliasExtent(alias: Alias): Extent {
    const name = quote(alias.source)
    const target = anchors.get(alias.source)
    const extent = target && extents.get(target)
    if (!target) {
      const meant = nearest(alias.source, [...anchors.keys()])
      const hint = meant ? `did you mean *${meant}?` : undefined
      say(
        'config-alias-undefined',
        positionOf(alias),
        `the alias ${name} is undefined: no anchor before it has that name`,
        hint,
      )
    } else if (!extent) endless(alias, `the alias ${name} is part of its own value`)
    else targets.set(alias, target)
    return extent ?? { nodes: 1, levels: 1 }
  }

  function extentOf(node: unknown): Extent {
    if (!isNode(node)) return { nodes: 1, levels: 1 }
    seen += 1
    if (isAlias(node)) return aliasExtent(node)
    if (node.anchor) {
      const first = anchors.get(node.anchor)
      if (first)
        say(
          'config-anchor-duplicate',
          positionOf(node),
          `the anchor ${quote(node.anchor)} appears twice: first in line ${positionOf(first).line}, again in line ${positionOf(node).line}`,
        )
      anchors.set(node.anchor, node)
    }
    if (isMap(node)) duplicateKeys(node.items.map(({ key }) => key))
    let [nodes, levels] = [1, 0]
    for (const item of isCollection(node) ? node.items : [])
      for (const child of isPair(item) ? [item.key, item.value] : [item]) {
        const extent = extentOf(child)
        nodes += extent.nodes
        levels = Math.max(levels, extent.levels)
      }
    const extent = { nodes, levels: levels + 1 }
    extents.set(node, extent)
    if (nodes - seen > mostNodes)
      endless(
        node,
        `the aliases in this value write it out to more than ${mostNodes.toLocaleString('en')} values`,
      )
    else if (levels >= deepest)
      endless(node, `the aliases in this value nest it more than ${deepest} levels deep`)
    return extent
  }

  function duplicateKeys(keys: readonly unknown[]): void {
    const known = new Map<unknown, Node>()
    for (const key of keys) {
      if (!isScalar(key) || isMergeKey(key)) continue
      const first = known.get(key.value)
      if (first)
        say(
          'config-duplicate-key',
          positionOf(key),
          `the key ${quote(String(key.value))} appears twice: first in line ${positionOf(first).line}, again in line ${positionOf(key).line}`,
        )
      else known.set(key.value, key)
    }
  }

  extentOf(document.contents)
  return { targets, hasEnd }
}

/** `<<`, which takes in the keys of another mapping; in quotes it is a key like any other. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}
