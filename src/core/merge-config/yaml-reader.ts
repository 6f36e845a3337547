import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import type { Finding } from '../contract/common.ts'
import { MergescopeError } from '../errors.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import { nearest } from './nearest.ts'
import type { Position } from './types.ts'

/** One place of the document: its path in words a user knows, its node, and where it stands. */
export interface Spot {
  readonly path: string
  readonly node: Node | null
  readonly position: Position
}

/** Aliases can make a small file expand without end; no honest config comes near. */
const maximumNodes = 200_000
const maximumDepth = 64

/**
 * Walks a YAML document and takes typed values out of it. What does not fit becomes a finding with line and
 * column, and the walk goes on, so that one reading tells everything that is wrong.
 */
export class YamlReader {
  readonly findings: Finding[] = []
  readonly positions = new Map<string, Position>()
  readonly #document: Document
  readonly #counter: LineCounter
  #visited = 0

  constructor(document: Document, counter: LineCounter) {
    this.#document = document
    this.#counter = counter
  }

  root(): Spot {
    return this.#spot('', this.#document.contents as Node | null, { line: 1, column: 1 })
  }

  at(offset: number): Position {
    const { line, col } = this.#counter.linePos(offset)
    return { line, column: col }
  }

  report(code: FindingCode, position: Position, message: string, hint?: string | null): void {
    this.findings.push(makeFinding(code, { message, position, ...(hint !== undefined && { hint }) }))
  }

  /** A mapping of known keys. Keys without a value count as absent, as in mergekit. */
  mapping(spot: Spot, known: readonly string[]): ReadonlyMap<string, Spot> | null {
    const entries = this.entries(spot)
    if (!entries) return null
    const found = new Map<string, Spot>()
    for (const [key, child] of entries) {
      if (known.includes(key)) {
        if (!this.isNull(child)) found.set(key, child)
      } else this.#unknownKey(key, known, spot, child)
    }
    return found
  }

  #unknownKey(key: string, known: readonly string[], parent: Spot, child: Spot): void {
    const meant = nearest(key, known)
    const where = parent.path ? ` in ${parent.path}` : ''
    if (meant) {
      this.report(
        'config-unknown-key',
        child.position,
        `unknown key “${key}”${where}`,
        `did you mean “${meant}”?`,
      )
    } else {
      const message = `mergekit does not know the key “${key}”${where} and ignores it`
      this.report('config-ignored-key', child.position, message, `known here: ${known.join(', ')}`)
    }
  }

  /** All entries of a mapping with any keys; `<<` is followed. The position is that of the key. */
  entries(spot: Spot): readonly (readonly [string, Spot])[] | null {
    const { node } = spot
    if (!isMap(node)) {
      this.#wrongType(spot, 'a mapping of keys and values')
      return null
    }
    const own = new Map<string, Spot>()
    const merged = new Map<string, Spot>()
    for (const { key, value } of node.items) {
      const name = this.#keyText(key as Node)
      const position = isNode(key) ? this.#positionOf(key) : spot.position
      const child = this.#spot(join(spot.path, name), value as Node | null, position)
      if (name !== '<<') own.set(name, child)
      else
        for (const source of isSeq(child.node) ? this.#children(child) : [child])
          for (const [inherited, inner] of this.entries(source) ?? [])
            if (!merged.has(inherited)) merged.set(inherited, { ...inner, path: join(spot.path, inherited) })
    }
    return [...new Map([...merged, ...own])]
  }

  list(spot: Spot): readonly Spot[] | null {
    if (isSeq(spot.node)) return this.#children(spot)
    this.#wrongType(spot, 'a list')
    return null
  }

  #children(spot: Spot): readonly Spot[] {
    if (!isSeq(spot.node)) return []
    return spot.node.items.map((item, index) =>
      this.#spot(
        `${spot.path}[${index}]`,
        item as Node,
        isNode(item) ? this.#positionOf(item) : spot.position,
      ),
    )
  }

  scalar(spot: Spot): unknown {
    return isScalar(spot.node) ? spot.node.value : undefined
  }

  isNull(spot: Spot): boolean {
    return spot.node === null || (isScalar(spot.node) && spot.node.value === null)
  }

  isMapping(spot: Spot): boolean {
    return isMap(spot.node)
  }

  isList(spot: Spot): boolean {
    return isSeq(spot.node)
  }

  text(spot: Spot, example: string): string | null {
    const value = this.scalar(spot)
    if (typeof value === 'string') return value
    this.#wrongType(spot, `text, such as ${example}`)
    return null
  }

  integer(spot: Spot, example: string): number | null {
    const value = this.scalar(spot)
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    this.#wrongType(spot, `a whole number, such as ${example}`)
    return null
  }

  boolean(spot: Spot): boolean | null {
    const value = this.scalar(spot)
    if (typeof value === 'boolean') return value
    this.#wrongType(spot, 'true or false')
    return null
  }

  wrongType(spot: Spot, expected: string): null {
    this.#wrongType(spot, expected)
    return null
  }

  #wrongType(spot: Spot, expected: string): void {
    this.report(
      'config-type',
      spot.position,
      `${spot.path || 'the config'} must be ${expected}, not ${this.#kind(spot)}`,
      null,
    )
  }

  #kind({ node }: Spot): string {
    if (isMap(node)) return 'a mapping'
    if (isSeq(node)) return 'a list'
    if (!isScalar(node) || node.value === null) return 'nothing'
    const value = node.value
    return value instanceof Date
      ? `the date ${node.source}`
      : `${typeof value} ${JSON.stringify(value)?.slice(0, 60)}`
  }

  #keyText(key: Node): string {
    const resolved = isAlias(key) ? key.resolve(this.#document) : key
    return isScalar(resolved) ? (resolved.source ?? String(resolved.value)) : String(resolved)
  }

  #positionOf(node: Node): Position {
    return this.at(node.range?.[0] ?? 0)
  }

  #spot(path: string, raw: Node | null, position: Position): Spot {
    this.#visited += 1
    if (this.#visited > maximumNodes || path.split(/[.[]/).length > maximumDepth)
      throw new MergescopeError('config-invalid', 'the aliases of the config expand without end', {
        hint: 'write the values out instead of using anchors',
      })
    const node = isAlias(raw) ? (raw.resolve(this.#document) ?? null) : raw
    this.positions.set(path, position)
    return { path, node, position }
  }
}

const join = (parent: string, key: string): string => (parent ? `${parent}.${key}` : key)
