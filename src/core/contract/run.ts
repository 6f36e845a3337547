import { z } from 'zod'
import { auditResult } from './audit.ts'
import { failed, finding, schemaVersion } from './common.ts'
import { inspectResult } from './inspect.ts'
import { nodeShare } from './node-share.ts'
import { shareOfVoice } from './share-of-voice.ts'
import { verifyResult } from './verify.ts'

export const stageName = z.enum(['inspect', 'download', 'patch', 'merge', 'verify', 'report'])
export type StageName = z.infer<typeof stageName>

export const runResult = z.object({
  schema: schemaVersion,
  output: z.string(),
  verdict: z.enum(['ok', 'warnings', 'blocked', 'failed', 'cancelled']),
  config: z.string(),
  /** The folder that relative paths in the config start from, as seen from the output. */
  madeFrom: z.string().optional(),
  /** Options that decide on the bytes and the measures and stand in no recipe, as far as they were given. */
  settings: z
    .object({
      device: z.string(),
      seed: z.number().int(),
      shardSize: z.number().int(),
      audit: z.enum(['on', 'full', 'off']),
    })
    .partial()
    .optional(),
  versions: z.record(z.string(), z.string()),
  /** Commit of each donor that came from the Hub, by its name. */
  commits: z.record(z.string(), z.string()).optional(),
  /** sha256 of each weight file, and with `--audit full` of the bytes of each tensor. */
  sha256: z
    .object({
      files: z.record(z.string(), z.string()),
      tensors: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** Of a merge with `--ray`: what each machine has merged. */
  nodes: z.array(nodeShare).optional(),
  inspect: inspectResult.nullable(),
  vocabularyAudit: auditResult.nullable(),
  shareOfVoice: shareOfVoice.nullable(),
  verify: verifyResult.nullable(),
  /** Where mergescope itself was wrong, as its own checks of a run found; the verdict does not depend on it. */
  faults: z.array(finding).optional(),
  /** Of a run that did not come to its end: the work that the next one can go on with. */
  kept: z
    .object({
      folder: z.string(),
      bytes: z.number(),
      /** The command line that goes on with it; null where that has to be another one. */
      resume: z.string().nullable(),
    })
    .optional(),
  timings: z.array(z.object({ stage: stageName, seconds: z.number() })),
  ...failed,
})
export type RunResult = z.infer<typeof runResult>
