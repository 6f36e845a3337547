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
  type Scalar,
} from 'yaml'
import type { FindingCode } from '../findings/codes.ts'
import { quote } from '../json/quote.ts'
import { rootKeys } from './key-places.ts'
import { isMergeKey, keyProblems, mostCompared } from './mapping-keys.ts'
import { nearest } from './nearest.ts'
import type { Position } from './types.ts'

/** Why a value cannot be read to its end, and where that shows. */
export interface Endless {
  readonly message: string
  readonly position: Position
}

export interface Survey {
  /** What each alias stands for; nothing for one that is undefined or part of its own value. */
  readonly targets: ReadonlyMap<Alias, Node>
  readonly endless: ReadonlyMap<Node, Endless>
  readonly nodes: number
}

type Say = (code: FindingCode, position: Position, message: string, hint?: string) => void

/**
 * Looks at every node once, before anything is read, for what PyYAML refuses wherever it stands: aliases of
 * nothing, anchors that stand twice, odd keys. What has no end is only noted, since mergekit minds it only where
 * it reads it. Linear, whatever the document.
 */
export function surveyYaml(document: Document, at: (offset: number) => Position, say: Say): Survey {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  const whole = new Set<Node>()
  const endless = new Map<Node, Endless>()
  let nodes = 0
  const positionOf = (node: Node): Position => at(node.range?.[0] ?? 0)

  function lookUp(alias: Alias): void {
    const name = quote(alias.source)
    const target = anchors.get(alias.source)
    if (!target) {
      const meant = anchors.size > mostCompared ? null : nearest(alias.source, [...anchors.keys()])
      const message = `the alias ${name} is undefined: no anchor before it has that name`
      say('config-alias-undefined', positionOf(alias), message, meant ? `did you mean *${meant}?` : undefined)
    } else if (whole.has(target)) targets.set(alias, target)
    else
      endless.set(alias, {
        message: `the alias ${name} is part of its own value`,
        position: positionOf(alias),
      })
  }

  function noteAnchor(node: Node & { readonly anchor?: string }): void {
    if (!node.anchor) return
    const first = anchors.get(node.anchor)
    if (first)
      say(
        'config-anchor-duplicate',
        positionOf(node),
        `the anchor ${quote(node.anchor)} appears twice: first in line ${positionOf(first).line}, again in line ${positionOf(node).line}`,
      )
    anchors.set(node.anchor, node)
  }

  /** @param unread under a key that mergekit ignores, where no alias takes it from */
  function look(node: unknown, isKey = false, unread = false): void {
    if (!isNode(node)) return
    nodes += 1
    if (isAlias(node)) {
      lookUp(node)
      return
    }
    noteAnchor(node)
    if (!isKey && (isMergeKey(node) || isMergeKey(node, '=')))
      say(
        'config-tag',
        positionOf(node),
        `${(node as Scalar).source} has a meaning only as a key`,
        'put it in quotes if it is text',
      )
    const isUnread = unread && !(node as Scalar).anchor
    const isRead = (name: unknown) =>
      !isUnread && (node !== document.contents || rootKeys.some((key) => key === name))
    for (const item of isCollection(node) ? node.items : [])
      if (isPair(item)) {
        look(item.key, true)
        look(item.value, false, isScalar(item.key) && !isMergeKey(item.key) && !isRead(item.key.value))
      } else look(item, false, isUnread)
    whole.add(node)
    if (!isMap(node)) return
    for (const { code, node: key, message, hint } of keyProblems(node, targets, positionOf, isRead))
      say(code, positionOf(key), message, hint)
  }

  look(document.contents)
  return { targets, endless, nodes }
}
