import { z } from 'zod'
import type { Frozen } from '../frozen.ts'

/** The tensors of a folder against those that the class of its config.json has. */
const report = z.object({
  /** The class that was built; null where none was. */
  name: z.string().nullable(),
  /** Why none was built. */
  skipped: z.string().nullable(),
  /** None was, because transformers does not have it. */
  unknown: z.boolean(),
  /** Why transformers cannot build it. */
  refused: z.string().nullable(),
  missing: z.array(z.string()),
  unexpected: z.array(z.string()),
  misshapen: z.array(z.object({ name: z.string(), shape: z.array(z.int()), wanted: z.array(z.int()) })),
  /** Stored though the config ties them to others. */
  tied: z.array(z.string()),
  /** Of the embeddings that the class has with this config. */
  rows: z.int().nullable(),
})

/** What Python found by building the model on no device. */
export const architecture = z.object({
  output: report,
  /** The model whose config.json the output has; null where the output has no faults, or nobody asked. */
  lead: report.nullable(),
})

export type ArchitectureReport = Frozen<z.infer<typeof report>>
export type Architecture = Frozen<z.infer<typeof architecture>>
