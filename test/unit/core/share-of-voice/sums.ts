import type { DonorSums, TensorSums } from '../../../../src/core/bridge/sums.ts'

/** Sums as the engine measures them, from plain vectors: reference zero, D = Σ c. */
export function sumsOf(
  vectors: Readonly<Record<string, readonly number[]>>,
  weights: Readonly<Record<string, number>>,
  tensor = 'model.layers.0.mlp.up_proj.weight',
): TensorSums {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * b[index]!, 0)
  const refs = Object.keys(vectors)
  const parts = refs.map((ref) => vectors[ref]!.map((value) => value * (weights[ref] ?? 1)))
  const change = parts[0]!.map((_, index) => parts.reduce((sum, part) => sum + part[index]!, 0))
  const donors = refs.map((donor, index): DonorSums => {
    const tau = vectors[donor]!
    const c = parts[index]!
    return {
      donor,
      tau2: dot(tau, tau),
      tauD: dot(tau, change),
      c2: dot(c, c),
      cD: dot(c, change),
      kept: null,
    }
  })
  const products = refs.map((a) => refs.map((b) => dot(vectors[a]!, vectors[b]!)))
  return {
    tensor,
    numel: change.length,
    exact: true,
    reference: 'base',
    d2: dot(change, change),
    residual2: 0,
    donors,
    gram: { refs, products, variances: null },
  }
}
