import { z } from 'zod'
import { auditRecord } from './audit.ts'
import { failure, finding, schemaVersion } from './common.ts'
import { downloadResult } from './download.ts'
import { runResult, stageName } from './run.ts'
import { tensorVoice } from './share-of-voice.ts'

/** How far a stage is: `done` of `total` in its own unit; `item` is what it works on now. */
export const progress = z.object({
  item: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['bytes', 'tensors', 'files', 'donors']),
  bytesPerSecond: z.number().optional(),
  remainingSeconds: z.number().optional(),
  memoryBytes: z.number().optional(),
  /** The stream that this is about: one of several files that a stage works on at once, say. */
  lane: z.string().optional(),
  /** The machine of a cluster, or the device, that works on the stream. */
  node: z.string().optional(),
  /** Bytes that this run has read of each donor so far, in the order of the config. */
  read: z.array(z.object({ model: z.string(), bytes: z.number() })).optional(),
})

const stageStarted = z.object({ event: z.literal('stage-started'), stage: stageName, title: z.string() })
const stageProgress = z.object({ event: z.literal('stage-progress'), stage: stageName, progress })
const stageFinished = z.object({
  event: z.literal('stage-finished'),
  stage: stageName,
  outcome: z.enum(['done', 'skipped', 'failed', 'cancelled']),
  summary: z.string(),
  seconds: z.number(),
})
export const log = z.object({
  event: z.literal('log'),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  source: z.string(),
  message: z.string(),
})
/** Something real that was done to the machine: a command run, a file written, a package patched. */
const action = z.object({ event: z.literal('action'), action: z.string(), detail: z.string() })

export const runEvent = z.discriminatedUnion('event', [
  stageStarted,
  stageProgress,
  stageFinished,
  z.object({ event: z.literal('finding'), finding }),
  z.object({ event: z.literal('vocabulary-audit'), record: auditRecord }),
  z.object({ event: z.literal('share-of-voice'), tensor: tensorVoice }),
  log,
  action,
])

const resultOf = <Result extends z.ZodType>(result: Result) =>
  z.object({
    event: z.literal('result'),
    verdict: runResult.shape.verdict,
    result: result.nullable(),
    error: failure.nullable(),
  })
/** The last line of a job's event stream. */
export const resultEvent = resultOf(runResult)

const stamp = { schema: schemaVersion, at: z.iso.datetime() }
/** One line that `run` or `download` prints with `--json`. */
export const eventLine = z.union([
  ...runEvent.options.map((option) => option.extend(stamp)),
  resultEvent.extend(stamp),
  resultOf(downloadResult).extend(stamp),
])
