import { z } from 'zod'
import { auditResult } from './audit.ts'
import { cacheResult } from './cache.ts'
import { failure, schemaVersion } from './common.ts'
import { comparisonResult } from './comparison.ts'
import { doctorResult } from './doctor.ts'
import { downloadResult } from './download.ts'
import { eventLine } from './event.ts'
import { inspectResult } from './inspect.ts'
import { patchResult } from './patch.ts'
import { runResult } from './run.ts'
import { xrayResult } from './share-of-voice.ts'
import { verifyResult } from './verify.ts'

/** Every JSON document that a command prints with `--json`, by the name of its schema file. */
/** What there is when it is not known which command was meant; every failed document has these fields. */
const errorResult = z.object({ schema: schemaVersion, error: failure })

export const documents = {
  audit: auditResult,
  cache: cacheResult,
  comparison: comparisonResult,
  doctor: doctorResult,
  download: downloadResult,
  error: errorResult,
  event: eventLine,
  inspect: inspectResult,
  patch: patchResult,
  run: runResult,
  verify: verifyResult,
  xray: xrayResult,
} as const

/** JSON Schema (draft 2020-12) of each document. Fields that a later version adds are allowed. */
export function jsonSchemas(): ReadonlyMap<string, object> {
  return new Map(
    Object.entries(documents).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, {
        override: ({ jsonSchema }) => {
          delete jsonSchema.additionalProperties
        },
      }),
    ]),
  )
}
