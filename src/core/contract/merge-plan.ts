import { z } from 'zod'
import { finding } from './common.ts'

/** One tensor as the merge planned it. dtype in safetensors' words: `BF16`. */
export const mergedTensor = z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.int()) })

/** Where a donor holds a tensor; `file` and `offset` are null where it is not read as it lies in a safetensors file. */
const plannedSource = z.object({
  donor: z.string(),
  tensor: z.string(),
  file: z.string().nullable(),
  offset: z.int().nullable(),
  bytes: z.int(),
})

const plannedOutput = mergedTensor.extend({
  /** The file of the output that it will lie in. */
  file: z.string(),
  sources: z.array(plannedSource),
})

/** What a merge will write, read and hold, as its own code has planned it. */
export const mergePlan = z.object({
  tensors: z.array(plannedOutput),
  /** The weight files of the output. */
  files: z.array(z.object({ name: z.string(), bytes: z.int() })),
  /** Of all sources. */
  readBytes: z.int(),
  peakMemoryBytes: z.int(),
  warnings: z.array(z.string()),
})
export type MergePlan = z.infer<typeof mergePlan>

/** A merge that was done without its values. A number is null where the rehearsal did not get so far. */
export const rehearsal = z.object({
  verdict: z.enum(['ok', 'warnings', 'blocked']),
  /** How many the output will have. */
  tensors: z.int().nullable(),
  files: mergePlan.shape.files,
  readBytes: z.int().nullable(),
  peakMemoryBytes: z.int().nullable(),
  findings: z.array(finding),
  /** Of `inspect --rehearse`. */
  plan: mergePlan.pick({ tensors: true }).optional(),
})
export type Rehearsal = z.infer<typeof rehearsal>
