import { z } from 'zod'
import type { Frozen } from '../frozen.ts'

const brokenOrigin = z.object({
  cause: z.enum(['donor', 'overflow', 'method', 'alike']),
  /** Donors that hold such values, and how many. */
  donors: z.array(z.object({ ref: z.string(), nan: z.int(), inf: z.int() })),
  /** The dtype that finite values did not fit into. */
  narrow: z.string().nullable(),
  /** The largest magnitude of what is finite in the donors. */
  largest: z.number(),
})

/** What was seen of a tensor while it was written; there is one only where something has to be told. */
export const writtenValues = z.object({
  tensor: z.string(),
  rows: z.int(),
  nan: z.int(),
  inf: z.int(),
  /** The first rows that hold such values. */
  brokenRows: z.array(z.int()),
  /** null where nothing is broken. */
  broken: brokenOrigin.nullable(),
  zeroRows: z.int(),
  /**
   * planned: rows that nobody has a row for, or that no token has the id of; lost: that every donor has a value for;
   * unclear: that only some have one for.
   */
  zeros: z.object({ planned: z.int(), lost: z.int(), unclear: z.int(), ids: z.array(z.int()) }).nullable(),
  /**
   * rows: zero rows that donors have values for, all too small for `narrow`, a dtype; whole: that is all of the tensor;
   * largest: magnitude of the values. null where there are none.
   */
  flushed: z
    .object({
      rows: z.int(),
      whole: z.boolean(),
      donors: z.array(z.string()),
      narrow: z.string(),
      largest: z.number(),
    })
    .nullable(),
  /** All values are the same, and in no donor they are. */
  constant: z.boolean(),
  /**
   * rows: that are one and the same, by the thousand; filled: rows that the plan fills in; donors: how many of theirs
   * are alike. null where there are none.
   */
  identical: z.object({ rows: z.int(), filled: z.int(), donors: z.int() }).nullable(),
  /** How many times as large as in any donor the values are; null where that is nothing to tell. */
  timesLarger: z.number().nullable(),
})

/** What `verify --deep` reads of one tensor. */
const tensorValues = z.object({
  tensor: z.string(),
  rows: z.int(),
  dtype: z.string(),
  nan: z.int(),
  inf: z.int(),
  nonfinite_rows: z.array(z.int()),
  zero_rows: z.int(),
  zero_row_ids: z.array(z.int()),
  constant: z.boolean(),
  norm: z.number().nullable(),
  /** Magnitude, of what is finite. */
  largest: z.number(),
  identical_rows: z.int(),
})

/** A donor's tensor; `donor` counts from 0. */
const donorValues = z.object({
  donor: z.int(),
  nan: z.int(),
  inf: z.int(),
  largest: z.number(),
  rows: z.int(),
  zeroRows: z.int(),
  constant: z.boolean(),
  identicalRows: z.int(),
})

export const deepValues = z.object({
  tensors: z.array(tensorValues),
  /** Norm of each donor that has the tensor. */
  donorNorms: z.record(z.string(), z.array(z.number())),
  /** What the donors hold of tensors with NaN, infinite values, zero rows, one value everywhere, or identical rows. */
  donorValues: z.record(z.string(), z.array(donorValues)),
})

/** Where values that are NaN or infinite come from, as python/mergescope/merge/origins.py has found out. */
export type BrokenOrigin = Frozen<z.infer<typeof brokenOrigin>>
export type WrittenValues = Frozen<z.infer<typeof writtenValues>>
export type TensorValues = Frozen<z.infer<typeof tensorValues>>
export type DonorValues = Frozen<z.infer<typeof donorValues>>
export type DeepValues = Frozen<z.infer<typeof deepValues>>
