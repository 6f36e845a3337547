import type { Gram } from '../bridge/sums.ts'
import { largestOf } from '../many.ts'

/** With more donors, how alike each two are is not measured: `MOST_COMPARED` of the audit. */
export const mostCompared = 128

/** What is said where the similarity of donors would stand and was not measured for their number; null otherwise. */
export const notCompared = (donors: number): string | null =>
  donors > mostCompared
    ? `How alike each two donors are is measured for up to ${mostCompared} donors; this merge has ${donors}.`
    : null

/** Donors that a tensor lacks add nothing to it. null where no tensor has a matrix. */
export function addGrams(known: readonly Gram[]): Gram | null {
  const [first] = known
  if (!first || known.length === 1) return first ?? null
  const refs = [...new Set(known.flatMap((part) => part.refs))]
  const positionOf = new Map(refs.map((ref, index) => [ref, index]))
  const empty = () => refs.map(() => refs.map((): number => 0))
  const products = empty()
  const variances = empty()
  const sampled = known.some((part) => part.variances)
  for (const part of known) {
    const positions = part.refs.map((ref) => positionOf.get(ref)!)
    positions.forEach((row, a) => {
      positions.forEach((column, b) => {
        products[row]![column]! += part.products[a]?.[b] ?? Number.NaN
        variances[row]![column]! += part.variances?.[a]?.[b] ?? 0
      })
    })
  }
  return { refs, products, variances: sampled ? variances : null }
}

/** cos(τi, τj); null where one of the two is zero or a product is not finite. */
export function similarityOf({ refs, products, variances }: Gram) {
  const length = (index: number) => Math.sqrt(products[index]?.[index] ?? Number.NaN)
  const scaled = (value: number | null | undefined, a: number, b: number) => {
    const cosine = (value ?? Number.NaN) / (length(a) * length(b))
    return Number.isFinite(cosine) ? cosine : null
  }
  const cosines = refs.map((_, a) =>
    refs.map((__, b) => {
      const cosine = scaled(products[a]?.[b], a, b)
      return cosine === null ? null : Math.max(-1, Math.min(1, cosine))
    }),
  )
  const errors = refs.flatMap((_, a) =>
    refs.map((__, b) => (a === b ? 0 : (scaled(Math.sqrt(variances?.[a]?.[b] ?? 0), a, b) ?? 0))),
  )
  return { refs: [...refs], cosines, error: largestOf(errors, 0) }
}
