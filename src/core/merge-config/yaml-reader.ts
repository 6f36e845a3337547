import { type Document, isMap } from 'yaml'
import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import { quote } from '../json/quote.ts'
import { decimalComma } from './decimal-comma.ts'
import { placeOf } from './key-places.ts'
import { nearest } from './nearest.ts'
import { booleanOf, floatOf, integerOf } from './pydantic-values.ts'
import { type Entry, isForeign, isNull, kindAt, type Spot, scalarAt } from './spot.ts'
import type { Endless } from './survey-yaml.ts'
import type { Position } from './types.ts'
import { YamlTree } from './yaml-tree.ts'

/**
 * Walks a YAML document and takes typed values out of it. What does not fit becomes a finding with line and
 * column, and the walk goes on, so that one reading tells everything that is wrong.
 */
export class YamlReader {
  readonly findings: Finding[] = []
  /** The place of an offset in the text. */
  readonly at: (offset: number) => Position
  readonly #tree: YamlTree
  readonly #told = new Set<Endless>()

  constructor(document: Document, at: (offset: number) => Position) {
    this.at = at
    this.#tree = new YamlTree(document, at, this.report.bind(this))
  }

  get positions(): Map<string, Position> {
    return this.#tree.positions
  }

  root(): Spot {
    return this.#tree.root()
  }

  report(code: FindingCode, position: Position, message: string, hint?: string | null): void {
    this.findings.push(makeFinding(code, { message, position, ...(hint !== undefined && { hint }) }))
  }

  /** A mapping of known keys. Keys without a value count as absent, as in mergekit, but for those of `filled`. */
  mapping(
    spot: Spot,
    known: readonly string[],
    filled: readonly string[] = [],
  ): ReadonlyMap<string, Spot> | null {
    const entries = this.entries(spot)
    if (!entries) return null
    const spots = new Map<string, Spot>()
    for (const [index, entry] of entries.entries()) {
      const [key, child] = entry
      const comma = decimalComma(spot, entries[index - 1], entry)
      if (known.includes(key)) {
        if (!isNull(child) || filled.includes(key)) spots.set(key, child)
      } else this.#unknownKey(key, known, spot, child, comma)
    }
    return spots
  }

  #unknownKey(key: string, known: readonly string[], parent: Spot, child: Spot, comma: string | null): void {
    const meant = nearest(key, known)
    const where = parent.path ? ` in ${parent.path}` : ''
    const message = `mergekit does not know the key ${quote(key)}${where} and ignores it`
    if (meant) this.report('config-unknown-key', child.position, message, `did you mean “${meant}”?`)
    else {
      const hint = comma ?? placeOf(key, 'keys') ?? `known here: ${known.join(', ')}`
      this.report('config-ignored-key', child.position, message, hint)
    }
  }

  /** Reports a key that mergekit needs; a key that looks like it is taken for a slip of the pen. */
  missing(spot: Spot, keys: readonly string[], message: string, hint: string): void {
    const written = isMap(spot.node) ? spot.node.items.map(({ key }) => this.#tree.keyText(key) ?? '') : []
    const slip = written.find((name) => !keys.includes(name) && nearest(name, keys))
    this.report(
      'config-missing-key',
      spot.position,
      message,
      slip ? `did you mean “${nearest(slip, keys)}” instead of ${quote(slip)}?` : hint,
    )
  }

  entries(spot: Spot): readonly Entry[] | null {
    const entries = isForeign(spot) ? null : this.#tree.entries(spot)
    return entries ?? this.wrongType(spot, 'a mapping of keys and values')
  }

  /** The entries of a mapping whose keys are the user's own names, such as tokens. */
  dictionary(spot: Spot): readonly (readonly [string, Spot])[] | null {
    return (
      this.entries(spot)?.flatMap((entry, index, entries) => {
        const [name, child, isText] = entry
        const comma = decimalComma(spot, entries[index - 1], entry)
        if (!isText)
          this.report(
            'config-type',
            child.position,
            `the key ${name} of ${spot.path} must be text`,
            comma ?? `put it in quotes: "${name}"`,
          )
        // Of half a number there is no more to say.
        return comma === null ? [[name, child] as const] : []
      }) ?? null
    )
  }

  list(spot: Spot): readonly Spot[] | null {
    return (isForeign(spot) ? null : this.#tree.items(spot)) ?? this.wrongType(spot, 'a list')
  }

  text(spot: Spot, example: string): string | null {
    const value = scalarAt(spot)
    return typeof value === 'string' ? value : this.wrongType(spot, `text, such as ${example}`)
  }

  integer(spot: Spot, example: string): number | null {
    return integerOf(scalarAt(spot)) ?? this.wrongType(spot, `a whole number, such as ${example}`)
  }

  number(spot: Spot, example: string): number | null {
    return floatOf(scalarAt(spot)) ?? this.wrongType(spot, `a number, such as ${example}`)
  }

  boolean(spot: Spot): boolean | null {
    return booleanOf(scalarAt(spot)) ?? this.wrongType(spot, 'true or false')
  }

  wrongType(spot: Spot, expected: string): null {
    const { endless, position, path } = spot
    if (endless) this.#tell(endless)
    else
      this.report(
        'config-type',
        position,
        `${path || 'the config'} must be ${expected}, not ${kindAt(spot)}`,
        null,
      )
    return null
  }

  #tell(endless: Endless): void {
    if (!this.#told.has(endless)) this.report('config-alias-endless', endless.position, endless.message)
    this.#told.add(endless)
  }
}
