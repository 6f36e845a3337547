import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { readConfig } from '../merge-config/open-config.ts'
import { pyYamlText } from '../merge-config/pyyaml-text.ts'
import type { Change, Path } from './changes.ts'

/** A part of a text that becomes another one. */
interface Splice {
  readonly from: number
  readonly to: number
  readonly put: string
}

/** A text with some changes, in which every other character is as it was. Throws where that cannot be. */
export function spliced(text: string, changes: readonly Change[]): string {
  const [first, ...rest] = changes
  if (!first) return text
  const at = openNodes(text)
  if (changes.every(({ kind }) => kind === 'set')) {
    const splices = changes.map((change) => spliceOf(text, at, change)).sort((a, b) => b.from - a.from)
    const isApart = splices.every(({ from }, index) => index === 0 || splices[index - 1]!.from > from)
    if (isApart && splices.every(({ to }, index) => index === 0 || to <= splices[index - 1]!.from))
      return splices.reduce(cut, text)
  }
  // Where one follows from another, each is of the text that is there by then.
  return spliced(cut(text, spliceOf(text, at, first)), rest)
}

type NodeAt = (path: Path) => Node | null

function openNodes(text: string): NodeAt {
  const document = readConfig(text)
  return (path) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    return isNode(node) ? node : null
  }
}

function spliceOf(text: string, at: NodeAt, change: Change): Splice {
  const { path } = change
  const above = path.slice(0, -1)
  const key = path.at(-1)!
  const parent = at(above)
  if (change.kind === 'delete') return without(text, parent, key)
  const node = at(path)
  if (change.kind === 'set' && node) return replaced(text, node, change.value)
  if (isSeq(parent) && typeof key === 'number') return withItem(text, parent, key, change.value)
  if (isMap(parent)) return withPair(text, parent, String(key), change.value)
  // The map that it belongs to is not there either.
  return spliceOf(text, at, { kind: 'set', path: above, value: { [key]: change.value } })
}

const startOf = (node: Node): number => node.range![0]

/** Where a node's own text ends; that of a block collection has line ends and comments behind it. */
function endOf(text: string, node: Node): number {
  const [start, end] = node.range!
  return isCollection(node) && !node.flow ? start + text.slice(start, end).trimEnd().length : end
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
const cut = (text: string, { from, to, put }: Splice): string => text.slice(0, from) + put + text.slice(to)
const splice = (from: number, to: number, put = ''): Splice => ({ from, to, put })

function replaced(text: string, node: Node, value: unknown): Splice {
  const [start] = node.range!
  // A key without a value: nothing stands behind its colon.
  const gap = isScalar(node) && node.range![1] === start && text[start - 1] === ':' ? ' ' : ''
  return splice(start, endOf(text, node), gap + inline(value))
}

function withPair(text: string, map: YAMLMap, key: string, value: unknown): Splice {
  const last = map.items.at(-1)
  if (map.flow || !last) {
    const [start, end] = map.range!
    if (text[end - 1] !== '}') throw new Error('no map to add to')
    const inside = start + 1 + text.slice(start + 1, end - 1).trimEnd().length
    return splice(inside, inside, `${last ? ', ' : ''}${key}: ${inline(value)}`)
  }
  const indent = column(text, startOf(map.items[0]!.key as Node))
  const end = lineEnd(text, endOfPair(text, last))
  return splice(end, end, `\n${block({ [key]: value }, indent)}`)
}

function endOfPair(text: string, { key, value }: Pair): number {
  return isNode(value) ? endOf(text, value) : endOf(text, key as Node)
}

function withItem(text: string, list: YAMLSeq, index: number, value: unknown): Splice {
  const [start, end] = list.range!
  if (list.items.length === 0) {
    const first = text.slice(lineStart(text, start), start)
    return first.trim() === ''
      ? splice(start - first.length, end, block([value], first.length))
      : splice(
          text.slice(0, start).trimEnd().length,
          end,
          `\n${block([value], 2 + (first.length - first.trimStart().length))}`,
        )
  }
  const next = list.items[index] as Node | undefined
  if (list.flow) {
    if (next) return splice(startOf(next), startOf(next), `${inline(value)}, `)
    const last = endOf(text, list.items.at(-1) as Node)
    return splice(last, last, `, ${inline(value)}`)
  }
  const indent = column(text, start)
  if (next) {
    const before = lineStart(text, dashOf(text, next))
    return splice(before, before, `${block([value], indent)}\n`)
  }
  const behind = lineEnd(text, endOf(text, list))
  return splice(behind, behind, `\n${block([value], indent)}`)
}

const dashOf = (text: string, item: Node): number => text.lastIndexOf('-', startOf(item) - 1)

function without(text: string, parent: Node | null, key: string | number): Splice {
  if (isSeq(parent) && typeof key === 'number') {
    if (parent.items.length === 1) return replaced(text, parent, [])
    const item = parent.items[key] as Node
    if (parent.flow) return withoutOne(parent.items as Node[], key, startOf, (each) => endOf(text, each))
    return withoutLines(text, dashOf(text, item), endOf(text, item))
  }
  if (!isMap(parent)) throw new Error('nothing to take it out of')
  const at = parent.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key)
  const pair = parent.items[at]
  if (!pair) throw new Error('it is not there')
  const start = ({ key: name }: Pair) => startOf(name as Node)
  return parent.flow
    ? withoutOne(parent.items, at, start, (each) => endOfPair(text, each))
    : withoutLines(text, start(pair), endOfPair(text, pair))
}

/** Takes one thing out of a row of things with commas between. */
function withoutOne<Item>(
  items: readonly Item[],
  at: number,
  start: (item: Item) => number,
  end: (item: Item) => number,
): Splice {
  const [before, item, next] = [items[at - 1], items[at]!, items[at + 1]]
  return before === undefined
    ? splice(start(item), next === undefined ? end(item) : start(next))
    : splice(end(before), end(item))
}

function withoutLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start)
  if (text.slice(from, start).trim() !== '') throw new Error('something stands before it')
  return splice(from, lineEnd(text, end) + 1)
}

const column = (text: string, at: number): number => at - lineStart(text, at)

/** A map or a list in lines of its own, without the last line's end. */
function block(value: unknown, indent: number): string {
  return pyYamlText(value).trimEnd().replaceAll(/^/gm, ' '.repeat(indent))
}

/** A value in one line. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  const entries =
    value instanceof Map
      ? [...value]
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
        : null
  if (entries) return `{${entries.map(([key, each]) => `${inline(key)}: ${inline(each)}`).join(', ')}}`
  return pyYamlText(value).trimEnd()
}
