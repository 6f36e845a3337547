import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml'
import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import { quote } from '../json/quote.ts'
import { nearest } from './nearest.ts'
import { booleanOf } from './pydantic-values.ts'
import { isMergeKey, type Survey, surveyYaml } from './survey-yaml.ts'
import type { Position } from './types.ts'

/** One place of the document: its path in words a user knows, its node, and where it stands. */
export interface Spot {
  readonly path: string
  readonly node: Node | null
  readonly position: Position
}

/** A key, what stands there, and whether the key is text; mergekit takes no other in a mapping of names. */
type Entry = readonly [name: string, child: Spot, isText: boolean]

/**
 * Walks a YAML document and takes typed values out of it. What does not fit becomes a finding with line and
 * column, and the walk goes on, so that one reading tells everything that is wrong.
 */
export class YamlReader {
  readonly findings: Finding[] = []
  readonly positions = new Map<string, Position>()
  /** The place of an offset in the text. */
  readonly at: (offset: number) => Position
  readonly #document: Document
  readonly #survey: Survey

  constructor(document: Document, at: (offset: number) => Position) {
    this.at = at
    this.#document = document
    this.#survey = surveyYaml(document, at, this.report.bind(this))
  }

  /** Whether the walk ends: aliases can make a small file expand without end. */
  get hasEnd(): boolean {
    return this.#survey.hasEnd
  }

  root(): Spot {
    return this.#spot('', this.#document.contents as Node | null, { line: 1, column: 1 })
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
    const message = `mergekit does not know the key ${quote(key)}${where} and ignores it`
    if (meant) this.report('config-unknown-key', child.position, message, `did you mean “${meant}”?`)
    else this.report('config-ignored-key', child.position, message, `known here: ${known.join(', ')}`)
  }

  /** Reports a key that mergekit needs; a key that looks like it is taken for a slip of the pen. */
  missing(spot: Spot, keys: readonly string[], message: string, hint: string): void {
    const written = isMap(spot.node) ? spot.node.items.map(({ key }) => this.#keyText(key as Node) ?? '') : []
    const slip = written.find((name) => !keys.includes(name) && nearest(name, keys))
    this.report(
      'config-missing-key',
      spot.position,
      message,
      slip ? `did you mean “${nearest(slip, keys)}” by ${quote(slip)}?` : hint,
    )
  }

  /** All entries of a mapping with any keys; `<<` is followed. The position is that of the key. */
  entries(spot: Spot): readonly Entry[] | null {
    const { node } = spot
    if (!isMap(node)) {
      this.#wrongType(spot, 'a mapping of keys and values')
      return null
    }
    const own = new Map<string, Entry>()
    let merged = new Map<string, Entry>()
    for (const { key, value } of node.items) {
      const position = isNode(key) ? this.#positionOf(key) : spot.position
      if (isMergeKey(key)) {
        merged = new Map([...merged, ...this.#inherited(spot, value as Node | null, position)])
        continue
      }
      const name = this.#keyText(key as Node | null)
      if (name === null)
        this.report('config-type', position, 'a key must be text, not a list or a mapping', null)
      else
        own.set(name, [
          name,
          this.#spot(join(spot.path, name), value as Node | null, position),
          this.#isText(key),
        ])
    }
    return [...new Map([...merged, ...own]).values()]
  }

  /** What `<<` takes in from one mapping, or from several, of which the first wins. */
  #inherited(spot: Spot, value: Node | null, position: Position): ReadonlyMap<string, Entry> {
    const source = this.#spot(join(spot.path, '<<'), value, position)
    const found = new Map<string, Entry>()
    for (const each of isSeq(source.node) ? this.#children(source) : [source])
      for (const [name, inner, isText] of this.entries(each) ?? [])
        if (!found.has(name)) found.set(name, [name, { ...inner, path: join(spot.path, name) }, isText])
    return found
  }

  /** The entries of a mapping whose keys are the user's own names, such as tokens. */
  dictionary(spot: Spot): readonly (readonly [string, Spot])[] | null {
    return (
      this.entries(spot)?.map(([name, child, isText]) => {
        if (!isText)
          this.report(
            'config-type',
            child.position,
            `the key ${name} of ${spot.path} must be text`,
            `put it in quotes: "${name}"`,
          )
        return [name, child] as const
      }) ?? null
    )
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

  isEmptyList({ node }: Spot): boolean {
    return isSeq(node) && node.items.length === 0
  }

  isEmptyMapping({ node }: Spot): boolean {
    return isMap(node) && node.items.length === 0
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
    const number = typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number
    this.#wrongType(spot, `a whole number, such as ${example}`)
    return null
  }

  boolean(spot: Spot): boolean | null {
    const value = booleanOf(this.scalar(spot))
    if (value !== null) return value
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
    return typeof value === 'object'
      ? `the date ${node.source}`
      : `${typeof value} ${typeof value === 'string' ? quote(value) : String(value)}`
  }

  #isText(key: unknown): boolean {
    const resolved = this.#resolved(key as Node | null)
    return isScalar(resolved) && typeof resolved.value === 'string'
  }

  #keyText(key: Node | null): string | null {
    const resolved = this.#resolved(key)
    return isScalar(resolved) ? (resolved.source ?? String(resolved.value)) : resolved === null ? '' : null
  }

  #positionOf(node: Node): Position {
    return this.at(node.range?.[0] ?? 0)
  }

  #spot(path: string, raw: Node | null, position: Position): Spot {
    const node = this.#resolved(raw)
    this.positions.set(path, position)
    return { path, node, position }
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.#survey.targets.get(node) ?? null) : node
  }
}

/** Whole numbers in quotes are numbers to mergekit. */
const wholeNumber = /^\s*[-+]?\d+(?:\.0*)?\s*$/

const join = (parent: string, key: string): string => (parent ? `${parent}.${key}` : key)
