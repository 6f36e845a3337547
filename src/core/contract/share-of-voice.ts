import { z } from 'zod'

export const band = z.enum(['anchor', 'middle class', 'subtle', 'silent', 'poisoned'])
export type Band = z.infer<typeof band>

/** Per donor and tensor, formulas in docs/share-of-voice.md; null where a figure was not measured. */
export const donorVoice = z.object({
  ref: z.string(),
  norm: z.number().nullable(),
  share: z.number().nullable(),
  projection: z.number().nullable(),
  cosine: z.number().nullable(),
  keptDensity: z.number().nullable(),
})
export type DonorVoice = z.infer<typeof donorVoice>

export const tensorVoice = z.object({ tensor: z.string(), donors: z.array(donorVoice) })
export type TensorVoice = z.infer<typeof tensorVoice>

export const shareOfVoice = z.object({
  /** The model that deltas are measured from, or `mean of the donors`. */
  reference: z.string(),
  /** exact: contributions measured inside the method; fitted: least squares from the files. */
  method: z.enum(['exact', 'fitted']),
  donors: z.array(
    z.object({
      ref: z.string(),
      weight: z.number().nullable(),
      norm: z.number(),
      share: z.number(),
      band,
    }),
  ),
  modules: z.array(z.object({ module: z.string(), donors: z.array(donorVoice) })),
  layers: z.array(z.object({ layer: z.string(), donors: z.array(donorVoice) })),
  tensors: z.array(tensorVoice),
  /** cos(τi, τj) of the whole model, in the order of `refs`; absent where it was not measured. */
  similarity: z
    .object({ refs: z.array(z.string()), cosines: z.array(z.array(z.number().nullable())) })
    .optional(),
})
export type ShareOfVoice = z.infer<typeof shareOfVoice>
