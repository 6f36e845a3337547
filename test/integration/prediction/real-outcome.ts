import { basename } from 'node:path'
import type { Outcome } from '../../../src/core/preflight/stock-types.ts'
import type { Case } from './cases.ts'
import type { RealRun } from './lab.ts'

type Vocabularies = ReadonlyMap<string, { readonly ids: ReadonlyMap<string, number>; readonly rows: number }>

/** Judges what a real mergekit wrote, without looking at any prediction. */
export function realOutcome(spec: Case, run: RealRun, vocabularies: Vocabularies): Outcome {
  if (run.error) return 'crashes'
  const inputs = [
    ...new Set([...(spec.models ?? spec.slices?.flat() ?? []), ...(spec.base ? [spec.base] : [])]),
  ]
  const donors = [...vocabularies].filter(([name]) => inputs.includes(basename(name)))
  if ((run.lost ?? []).length > 0) return 'wrong'
  if (Object.values(run.tensors ?? {}).some(({ rows, zero }) => zero > rows / 20)) return 'wrong'
  const rows = Math.min(...Object.values(run.tensors ?? {}).map((tensor) => tensor.rows))
  const output = new Map(Object.entries(run.vocabulary ?? {}))
  if (!spec.tokenizer && donors.some(([, donor]) => donor.rows > rows)) return 'truncates'
  const ids = [...output.values()]
  if (Math.max(...ids) >= rows || new Set(ids).size < ids.length) return 'wrong'
  if (!spec.tokenizer) return numberedDifferently(donors.map(([, donor]) => donor.ids)) ? 'wrong' : 'succeeds'
  const { source } = spec.tokenizer as { source: string }
  const wanted =
    source === 'union' ? donors : source === 'base' ? donors.filter(([name]) => name === run.lead) : []
  const lost = wanted.some(([, donor]) =>
    [...donor.ids].some(([token, id]) => !output.has(token) && (source === 'union' || id < donor.rows)),
  )
  return lost ? 'drops-tokens' : 'succeeds'
}

function numberedDifferently(donors: readonly ReadonlyMap<string, number>[]): boolean {
  const [first, ...rest] = donors
  return rest.some((ids) => [...ids].some(([token, id]) => first?.has(token) && first.get(token) !== id))
}
