import { z } from 'zod'
import { failed, finding, schemaVersion } from './common.ts'
import { rehearsal } from './merge-plan.ts'

export const ghost = z.object({
  token: z.string(),
  id: z.number().int(),
  tensor: z.string(),
  rows: z.number().int(),
})
export type Ghost = z.infer<typeof ghost>

export const donorReport = z.object({
  ref: z.string(),
  role: z.enum(['base', 'donor']),
  architecture: z.string().nullable(),
  dtype: z.string().nullable(),
  parameters: z.number().nullable(),
  bytes: z.number().nullable(),
  layers: z.number().int().nullable(),
  hiddenSize: z.number().int().nullable(),
  configVocabSize: z.number().int().nullable(),
  tokenizer: z.object({ tokens: z.number().int(), maxId: z.number().int() }).nullable(),
  vocabularyTensors: z.array(z.object({ name: z.string(), rows: z.number().int() })),
  ghosts: z.array(ghost),
  /** Tokens of the output whose row this donor alone holds; absent without a tokenizer key. */
  soleTokens: z.number().int().optional(),
  /** Whether it lies on this machine, and what is still to be downloaded. */
  local: z.boolean().optional(),
  downloadBytes: z.number().optional(),
})
export type DonorReport = z.infer<typeof donorReport>

/** Where the rows of one vocabulary tensor come from that some donor lacks. */
export const plannedRows = z.object({
  tensor: z.string(),
  /** Rows of the output, holes and padding counted. */
  rows: z.number().int(),
  /** Tokens whose default row is that of one donor, the mean of several, zero, or the mean of all rows. */
  donor: z.number().int(),
  mean: z.number().int(),
  zero: z.number().int(),
  fill: z.number().int(),
})
export type PlannedRows = z.infer<typeof plannedRows>

export const outcome = z.enum(['succeeds', 'crashes', 'drops-tokens', 'truncates', 'wrong', 'by-chance'])
export const prediction = z.object({
  mergekit: z.string(),
  outcome,
  error: z.object({ type: z.string(), message: z.string() }).nullable(),
  /** At most 1000, the gravest first; `tokenCount` says how many there are. */
  tokens: z.array(z.unknown()),
  tokenCount: z.number().int().optional(),
  /** Rows of the output that nobody holds, by tensor. */
  zeroRows: z.array(z.object({ tensor: z.string(), count: z.number().int() })).optional(),
  /** What `mergescope run` compares with the rows that the merge plans; absent without a tokenizer key. */
  plannedRows: z.array(plannedRows).optional(),
})

export const scenario = z.enum(['different-vocabularies', 'truncated-tensor', 'extra-tokens', 'match'])
export type Scenario = z.infer<typeof scenario>

export const inspectResult = z.object({
  schema: schemaVersion,
  donors: z.array(donorReport),
  findings: z.array(finding),
  vocabulary: z
    .object({
      outputTokens: z.number().int().nullable(),
      scenario,
      scenarios: z.array(scenario),
      stock: prediction,
      patched: prediction,
    })
    .nullable(),
  estimate: z
    .object({
      downloadBytes: z.number().nullable(),
      outputBytes: z.number().nullable(),
      peakMemoryBytes: z.number().nullable(),
      diskFreeBytes: z.number().nullable(),
      seconds: z.number().nullable(),
      /** Downloads and output together. */
      diskNeededBytes: z.number().nullable().optional(),
    })
    .nullable(),
  verdict: z.enum(['ok', 'warnings', 'blocked']),
  /** Of `run` and `inspect --rehearse`: what the merge did without its values. */
  rehearsal: rehearsal.optional(),
  /** The version that was asked for, or is installed (null: none is), and the known one whose behaviour is predicted. */
  mergekit: z.object({ found: z.string().nullable(), predicted: z.string() }).optional(),
  ...failed,
})
export type InspectResult = z.infer<typeof inspectResult>
