import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml'
import { formatCount } from '../text/units.ts'
import { deepest } from './compose-yaml.ts'
import { isMergeKey } from './mapping-keys.ts'
import { type Entry, join, type Spot } from './spot.ts'
import { type Endless, type Survey, surveyYaml } from './survey-yaml.ts'
import type { Position } from './types.ts'

/** A small file can name itself again and again; no honest config is read in so many places. */
const mostSpots = 50_000
/** How often one node is looked at, at most, where no alias names it. */
const looks = 4

/** A YAML document as mergekit would see it, with aliases followed and `<<` taken in. */
export class YamlTree {
  /** Where each part stands, by its path. */
  readonly positions = new Map<string, Position>()
  readonly #document: Document
  readonly #at: (offset: number) => Position
  readonly #survey: Survey
  #spots = 0
  #mergesOpen = 0
  #tooLarge: Endless | null = null

  constructor(document: Document, at: (offset: number) => Position, say: Parameters<typeof surveyYaml>[2]) {
    this.#document = document
    this.#at = at
    this.#survey = surveyYaml(document, at, say)
  }

  root(): Spot {
    return this.#spot('', this.#document.contents as Node | null, { line: 1, column: 1 })
  }

  items(spot: Spot): readonly Spot[] | null {
    if (!isSeq(spot.node)) return null
    return spot.node.items.map((item, index) =>
      this.#spot(`${spot.path}[${index}]`, item as Node, this.#positionOf(item, spot)),
    )
  }

  /** All entries of a mapping with any keys; `<<` is followed. The position is that of the key. */
  entries(spot: Spot): readonly Entry[] | null {
    if (!isMap(spot.node)) return null
    const own = new Map<string, Entry>()
    let merged = new Map<string, Entry>()
    for (const { key, value } of spot.node.items) {
      const position = this.#positionOf(key, spot)
      const name = this.keyText(key)
      if (isMergeKey(key))
        merged = new Map([...merged, ...this.#inherited(spot, value as Node | null, position)])
      else if (name !== null) {
        const child = this.#spot(join(spot.path, name), value as Node | null, position)
        own.set(name, [name, child, this.#isText(key)])
      }
    }
    return [...new Map([...merged, ...own]).values()]
  }

  /** What `<<` takes in from one mapping, or from several, of which the first wins. */
  #inherited(spot: Spot, value: Node | null, position: Position): ReadonlyMap<string, Entry> {
    const source = this.#spot(join(spot.path, '<<'), value, position)
    const entries = new Map<string, Entry>()
    this.#mergesOpen += 1
    if (this.#mergesOpen > deepest)
      this.#tooLarge ??= { message: `<< takes in mappings more than ${deepest} levels deep`, position }
    else
      for (const each of this.items(source)?.toReversed() ?? [source])
        for (const [name, inner, isText] of this.entries(each) ?? [])
          entries.set(name, [name, { ...inner, path: join(spot.path, name) }, isText])
    this.#mergesOpen -= 1
    return entries
  }

  /** A key as it is written, without its quotes; null where it is no single value. */
  keyText(key: unknown): string | null {
    const resolved = this.#resolved(key as Node | null)
    return isScalar(resolved) ? (resolved.source ?? String(resolved.value)) : resolved === null ? '' : null
  }

  #isText(key: unknown): boolean {
    const resolved = this.#resolved(key as Node | null)
    return isScalar(resolved) && typeof resolved.value === 'string'
  }

  #positionOf(node: unknown, parent: Spot): Position {
    return isNode(node) ? this.#at(node.range?.[0] ?? 0) : parent.position
  }

  #spot(path: string, raw: Node | null, position: Position): Spot {
    if (this.#tooLarge) return { path, node: null, position, endless: this.#tooLarge }
    this.positions.set(path, position)
    const node = this.#resolved(raw)
    const { endless, nodes } = this.#survey
    this.#spots += 1
    if (this.#spots > mostSpots + looks * nodes)
      this.#tooLarge ??= {
        message: `the aliases of the config expand to more than ${formatCount(mostSpots)} values`,
        position,
      }
    const why = this.#tooLarge ?? (raw && endless.get(raw)) ?? (node && endless.get(node)) ?? null
    return { path, node: why ? null : node, position, endless: why }
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.#survey.targets.get(node) ?? null) : node
  }
}
