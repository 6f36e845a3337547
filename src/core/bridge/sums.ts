import { z } from 'zod'
import type { Frozen } from '../frozen.ts'

/** A sum over weights; null where it is not finite (NaN or infinity in the weights). */
const sum = z.number().nullable()

const donorSums = z.object({
  donor: z.string(),
  /** ‖τ‖² */
  tau2: sum,
  /** ⟨τ, D⟩ */
  tauD: sum,
  /** ‖c‖² */
  c2: sum,
  /** ⟨c, D⟩ */
  cD: sum,
  /** Entries that sparsification left; null where the method does not sparsify. */
  kept: sum,
  /** Σ of their squares, before any rescaling. */
  kept2: sum.optional(),
  /** Variance of c2 where it was measured on a sample. */
  c2Variance: sum.optional(),
  /** Entries of τ that are not zero and of the other sign than D; Σ|τ| over them; Σ|τ| over all. */
  against: sum.optional(),
  lost: sum.optional(),
  mass: sum.optional(),
  /** Elements that are NaN or infinite. */
  nonFinite: z.int().optional(),
})

const gram = z.object({
  refs: z.array(z.string()),
  products: z.array(z.array(sum)),
  /** Variances of the products where a sample of tiles was measured. */
  variances: z.array(z.array(sum)).nullable(),
})

/** Kinds of rows for one donor: held, ghosts (listed, not held), absent (not known). */
export const rowKinds = ['held', 'ghost', 'absent'] as const

const vocabularySums = z.object({
  refs: z.array(z.string()),
  /** For one donor: how many output rows are of each kind, and ‖c‖² of every donor over these rows. */
  donors: z.array(
    z.object({
      ref: z.string(),
      rows: z.object({ held: z.int(), ghost: z.int(), absent: z.int() }),
      /** By kind; the order is that of `refs`. */
      c2: z.object({ held: z.array(sum), ghost: z.array(sum), absent: z.array(sum) }),
    }),
  ),
})

/** Everything that is summed up over one tensor of a merge. */
export const tensorSums = z.object({
  tensor: z.string(),
  numel: z.int(),
  /** Contributions were measured inside the method; otherwise fitted by least squares. */
  exact: z.boolean(),
  /** The model that τ is measured from; null: the mean of the donors. */
  reference: z.string().nullable(),
  /** ‖D‖² */
  d2: sum,
  /** ‖D − Σc‖² */
  residual2: sum,
  donors: z.array(donorSums),
  /** ‖r‖² */
  reference2: sum.optional(),
  gram: gram.optional(),
  vocabulary: vocabularySums.optional(),
  /** slerp: what the base and the donor were multiplied with. */
  coefficients: z.array(z.object({ ref: z.string(), value: sum })).optional(),
})

/**
 * Sums of one donor in one or more tensors. Reference r is the base model, else the mean of the donors;
 * τ = donor − r; D = merged − r; c = what the donor adds to D. All of them add up over tensors.
 */
export type DonorSums = Frozen<z.infer<typeof donorSums>>
/** ⟨τi, τj⟩ of donors in one or more tensors; row and column i belong to `refs[i]`. Adds up over tensors. */
export type Gram = Frozen<z.infer<typeof gram>>
export type VocabularySums = Frozen<z.infer<typeof vocabularySums>>
export type TensorSums = Frozen<z.infer<typeof tensorSums>>
