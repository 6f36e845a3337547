import type { ConfigFacts } from '../model/facts.ts'
import table from './tables/inferred.json' with { type: 'json' }

/**
 * What a mergekit that infers an architecture from transformers makes of a class, where that is not what the donors
 * hold. test/architectures/inferred.py writes the table: real mergekit plans each class of transformers, built small.
 */
export interface Inferred {
  /** The error that its planning ends with. */
  readonly raises?: string
  /** What names begin with, `*` for the numbers of layers, of tensors that it leaves out. */
  readonly loses?: readonly string[]
  /** The same of those that it writes under the names that they have once they are loaded. */
  readonly renames?: readonly string[]
  /** Modules by its names for them, which are those of the loaded model: what stands before the layers' numbers in the donors. */
  readonly modules?: Readonly<Record<string, string>>
}

const classes = new Map<string, Inferred>(Object.entries(table))

/** Nothing is known of a class that is none of transformers, and nothing said of one that comes out as it is. */
export const inferredOf = (config: Pick<ConfigFacts, 'architecture' | 'modelType'> | null): Inferred =>
  classes.get(`${config?.modelType}:${config?.architecture}`) ?? classes.get(config?.architecture ?? '') ?? {}

/** Whether a kind of tensor, `*` for the number of its layer, is one of those that begin so. */
export const beginsWithOneOf = (kind: string, beginnings: readonly string[] = []): boolean =>
  beginnings.some((beginning) => kind === beginning || kind.startsWith(`${beginning}.`))
