import type { ConfigFacts } from '../model/facts.ts'
import type { Inferred, Mergekit } from './table.ts'

/** Nothing is known of a class that is none of transformers, and nothing said of one that comes out as it is. */
export const inferredOf = (
  config: Pick<ConfigFacts, 'architecture' | 'modelType'> | null,
  { inferred }: Mergekit,
): Inferred =>
  inferred.get(`${config?.modelType}:${config?.architecture}`) ??
  inferred.get(config?.architecture ?? '') ??
  {}

/** Whether a kind of tensor, `*` for the number of its layer, is one of those that begin so. */
export const beginsWithOneOf = (kind: string, beginnings: readonly string[] = []): boolean =>
  beginnings.some((beginning) => kind === beginning || kind.startsWith(`${beginning}.`))
