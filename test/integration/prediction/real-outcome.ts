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
  if (!spec.tokenizer) return plainOutcome(spec, run, donors, output)
  const ids = [...output.values()]
  if (Math.max(...ids) >= rows || new Set(ids).size < ids.length) return 'wrong'
  if (output.size < Math.min(...donors.map(([, donor]) => donor.rows)) / 20) return 'wrong'
  const { source } = spec.tokenizer as { source: string }
  const wanted =
    source === 'union' ? donors : source === 'base' ? donors.filter(([name]) => name === run.lead) : []
  const lost = wanted.some(([, donor]) =>
    [...donor.ids].some(([token, id]) => !output.has(token) && (source === 'union' || id < donor.rows)),
  )
  return lost ? 'drops-tokens' : 'succeeds'
}

type Donors = readonly (readonly [
  string,
  { readonly ids: ReadonlyMap<string, number>; readonly rows: number },
])[]

/** Without a tokenizer key a row is what its number says, in every donor of its tensor and in the output's tokenizer. */
function plainOutcome(
  { models, slices, base }: Case,
  { tensors }: RealRun,
  donors: Donors,
  output: ReadonlyMap<string, number>,
): Outcome {
  const written = Object.entries(tensors ?? {}).map(([name, { rows }]) => {
    const slice = /head|output/.test(name) ? slices?.at(-1) : slices?.[0]
    const names = slice ?? [...(models ?? []), ...(base ? [base] : [])]
    return { rows, of: donors.filter(([name]) => names.includes(basename(name))).map(([, donor]) => donor) }
  })
  if (written.some(({ rows, of }) => of.some((donor) => donor.rows > rows))) return 'truncates'
  const rows = Math.min(...written.map((tensor) => tensor.rows))
  const ids = [...output.values()]
  if (Math.max(...ids) >= rows || new Set(ids).size < ids.length) return 'wrong'
  if (written.some((tensor) => tensor.rows !== rows && slices)) return 'wrong'
  const isMixed = written.some(({ of }) => mixes([...of.map((donor) => donor.ids), output], rows))
  return isMixed ? 'wrong' : 'succeeds'
}

/** Whether a token stands elsewhere in another vocabulary, or one id in twenty is another token there. */
function mixes(vocabularies: readonly ReadonlyMap<string, number>[], rows: number): boolean {
  const numbers = new Map<string, number>()
  const named = new Map<number, ReadonlySet<string>>()
  const others = new Set<number>()
  for (const vocabulary of vocabularies)
    for (const [token, id] of vocabulary) {
      if ((numbers.get(token) ?? id) !== id) return true
      numbers.set(token, id)
    }
  for (const vocabulary of vocabularies) {
    const tokens = Map.groupBy(vocabulary, ([, id]) => id)
    for (const [id, entries] of tokens) {
      const own = new Set(entries.map(([token]) => token))
      const before = named.get(id)
      if (before && !entries.some(([token]) => before.has(token))) others.add(id)
      named.set(id, before ?? own)
    }
  }
  return others.size > rows / 20
}
