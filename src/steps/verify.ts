import { readDonor } from '../adapters/donor/read-donor.ts'
import { openLocalModel } from '../adapters/files/local-model-files.ts'
import type { VerifyResult } from '../core/contract/verify.ts'
import type { Stage } from '../core/events.ts'
import { maxIndexBytes } from '../core/safetensors/parse-index.ts'
import type { OutputPlan } from '../core/verify/planned.ts'
import { indexFile, readShardIndex } from '../core/verify/read-index.ts'
import { verifyModel } from '../core/verify/verify.ts'

export interface VerifyOptions {
  /** The model folder to judge. */
  readonly folder: string
  /** What it should hold; without one only the folder itself is judged. */
  readonly plan?: OutputPlan
}

/**
 * Checks a model folder from its headers, configs and tokenizer. Errors: `model-not-found`,
 * `file-unreadable`; what is wrong with the model is a failed check and no error.
 */
export async function* verifyStage(options: VerifyOptions): Stage<VerifyResult> {
  const { folder, plan = { tensors: null, chatTemplate: false } } = options
  const files = await openLocalModel(folder, folder)
  const hasIndex = (await files.list()).some(({ path, refused }) => path === indexFile && !refused)
  const index = hasIndex ? readShardIndex(await files.readAll(indexFile, maxIndexBytes)) : null
  const facts = await readDonor(files, { trustRemoteCode: true })
  const result = verifyModel({ facts, index }, plan)
  for (const check of result.checks)
    if (check.status === 'fail')
      yield { event: 'log', level: 'error', source: 'verify', message: check.message }
  return result
}
