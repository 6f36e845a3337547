import { z } from 'zod'
import { failed, schemaVersion } from './common.ts'
import { runResult } from './run.ts'
import { band } from './share-of-voice.ts'
import { outputCheck } from './verify.ts'

/** What a thing was in the first run and in the second; null where that run does not have it. */
const pair = <Value extends z.ZodType>(value: Value) =>
  z.object({ first: value.nullable(), second: value.nullable() })

/** `mergescope report A B`: two runs side by side. */
export const comparisonResult = z.object({
  schema: schemaVersion,
  outputs: z.object({ first: z.string(), second: z.string() }),
  verdict: pair(runResult.shape.verdict),
  sameConfig: z.boolean(),
  /**
   * Settings that the recipes give differently: `method`, `org/a`, `org/a weight`; as they are written in YAML. Absent
   * where a recipe cannot be read. `donor` and `setting` are there where it is one of a donor.
   */
  recipe: z
    .array(
      z.object({
        what: z.string(),
        first: z.string().nullable(),
        second: z.string().nullable(),
        donor: z.string().optional(),
        setting: z.string().optional(),
      }),
    )
    .optional(),
  /** How many layers the outputs have, as far as their shares of voice tell. */
  layers: pair(z.number().int()).optional(),
  donors: z.array(
    z.object({
      ref: z.string(),
      share: pair(z.number()),
      norm: pair(z.number()),
      weight: pair(z.number()),
      band: pair(band),
      /** Distinct tokens that the merge found without a row. */
      ghosts: pair(z.number().int()),
    }),
  ),
  /** Checks whose status differs, the worse one of each code. */
  checks: z.array(z.object({ code: z.string(), status: pair(outputCheck.shape.status) })),
  versions: z.array(z.object({ name: z.string(), version: pair(z.string()) })),
  ...failed,
})
export type ComparisonResult = z.infer<typeof comparisonResult>
