import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'

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
  /** ‖s(τ)‖² / ‖τ‖² of what sparsification left; absent where there is none. */
  keptEnergy: z.number().nullable().optional(),
  /** ⟨D, τ⟩ / ‖τ‖²: how much of the donor's own change arrived. */
  scale: z.number().nullable().optional(),
  /** Share of the entries of τ whose sign the result went against, and of ‖τ‖₁ that they hold. */
  signConflict: z.number().nullable().optional(),
  lost: z.number().nullable().optional(),
})
export type DonorVoice = z.infer<typeof donorVoice>

/** 1 − ‖Σc‖ / Σ‖c‖ and ‖D − Σc‖ / ‖D‖. */
const together = {
  cancellation: z.number().nullable().optional(),
  residual: z.number().nullable().optional(),
}

export const tensorVoice = z.object({
  tensor: z.string(),
  donors: z.array(donorVoice),
  ...together,
  /** slerp: what the base and the donor were multiplied with. The base's own part is no donor's voice. */
  coefficients: z.array(z.object({ ref: z.string(), value: z.number() })).optional(),
})
export type TensorVoice = z.infer<typeof tensorVoice>

/** Rows of the vocabulary tensors of one kind for one donor, and its share of voice in them. */
const vocabularyRows = z.object({ rows: z.number().int(), share: z.number().nullable() })

/** What a figure looks like that deserves a second look, whatever the band. */
export const voiceFlag = z.enum([
  'copy-of-the-base',
  'large-norm',
  'no-impact',
  'ghosts',
  'many-ghosts',
  'not-finite',
  'beyond-measure',
  'against-the-others',
  'implausible-fit',
])
export type VoiceFlag = z.infer<typeof voiceFlag>

export const voiceVerdict = z.object({
  /** What is said of the donor after its name: share, norm, ghosts, and what leaving it out would change. */
  sentence: z.string(),
  reason: z.string(),
  advice: z.string(),
  flags: z.array(voiceFlag),
})
export type VoiceVerdict = z.infer<typeof voiceVerdict>

export const donorSummary = z.object({
  ref: z.string(),
  weight: z.number().nullable(),
  norm: z.number(),
  share: z.number(),
  band,
  relativeNorm: z.number().nullable().optional(),
  projection: z.number().nullable().optional(),
  /** cos(τ, D) */
  alignment: z.number().nullable().optional(),
  scale: z.number().nullable().optional(),
  keptDensity: z.number().nullable().optional(),
  keptEnergy: z.number().nullable().optional(),
  signConflict: z.number().nullable().optional(),
  lost: z.number().nullable().optional(),
  /** Values that are NaN or infinite. */
  nonFinite: z.number().int().optional(),
  /** Its values are finite, and too large for their squares to be added up: norm and share are 0 for want of a figure. */
  beyondMeasure: z.boolean().optional(),
  /** Standard error of `share`, where only a sample of tiles was measured. */
  shareError: z.number().nullable().optional(),
  /** ‖c‖ / ‖D‖: what leaving the donor out changes, the other contributions unchanged. */
  changeWithout: z.number().nullable().optional(),
  /** What a merge without the donor would change, in the same measure; null where that is not known. */
  changeRemerged: z.number().nullable().optional(),
  /** The vocabulary tensors by the rows that the donor holds, lists without holding, and does not know. */
  vocabulary: z.object({ held: vocabularyRows, ghost: vocabularyRows, absent: vocabularyRows }).optional(),
  verdict: voiceVerdict.optional(),
})
export type DonorSummary = z.infer<typeof donorSummary>

export const shareOfVoice = z.object({
  /** The model that deltas are measured from, or `mean of the donors`. */
  reference: z.string(),
  /** exact: contributions measured inside the method; fitted: least squares from the files. */
  method: z.enum(['exact', 'fitted']),
  donors: z.array(donorSummary),
  ...together,
  modules: z.array(z.object({ module: z.string(), donors: z.array(donorVoice) })),
  layers: z.array(z.object({ layer: z.string(), donors: z.array(donorVoice) })),
  tensors: z.array(tensorVoice),
  /** cos(τi, τj) of the whole model, in the order of `refs`; absent where it was not measured. */
  similarity: z
    .object({
      refs: z.array(z.string()),
      cosines: z.array(z.array(z.number().nullable())),
      /** Largest standard error of a cosine; 0 where every tile was measured. */
      error: z.number().nullable().optional(),
    })
    .optional(),
})
export type ShareOfVoice = z.infer<typeof shareOfVoice>

/** `mergescope xray`: the share of voice of a finished merge, from its files. */
export const xrayResult = z.object({
  schema: schemaVersion,
  output: z.string(),
  ...shareOfVoice.shape,
  /** What was not measured, or measured in another way than usual. */
  notes: z.array(z.string()),
  ...failed,
})
export type XrayResult = z.infer<typeof xrayResult>
