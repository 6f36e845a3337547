import { readDonor } from '../adapters/donor/read-donor.ts'
import { openLocalModel } from '../adapters/files/local-model-files.ts'
import type { OutputCheck, VerifyResult } from '../core/contract/verify.ts'
import type { Stage } from '../core/events.ts'
import { maxIndexBytes } from '../core/safetensors/parse-index.ts'
import type { OutputPlan } from '../core/verify/planned.ts'
import { indexFile, readShardIndex } from '../core/verify/read-index.ts'
import { verdictOfChecks, verifyModel } from '../core/verify/verify.ts'
import { deepChecks, loadChecks } from './verify-python.ts'

export interface VerifyOptions {
  /** The model folder to judge. */
  readonly folder: string
  /** What it should hold; without one only the folder itself is judged. */
  readonly plan?: OutputPlan | undefined
  /** Read the values too; donors are folders to compare norms with. */
  readonly deep?: {
    readonly donors: readonly string[]
    readonly plannedZeroRows: ReadonlyMap<string, number> | null
  }
  /** Let transformers load it. */
  readonly load?: { readonly trustRemoteCode: boolean }
  /** The interpreter for `deep` and `load`. */
  readonly python?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Checks a model folder from its headers, configs and tokenizer, and on request from its values and in
 * transformers. Errors: `model-not-found`, `file-unreadable`, those of the environment; what is wrong with
 * the model is a failed check and no error.
 */
export async function* verifyStage(options: VerifyOptions): Stage<VerifyResult> {
  const { folder, signal, python, deep, load, plan = { tensors: null, chatTemplate: false } } = options
  const files = await openLocalModel(folder, folder)
  const hasIndex = (await files.list()).some(({ path, refused }) => path === indexFile && !refused)
  const index = hasIndex ? readShardIndex(await files.readAll(indexFile, maxIndexBytes)) : null
  const facts = await readDonor(files, { trustRemoteCode: true })
  const checks: OutputCheck[] = [...verifyModel({ facts, index }, plan)]
  // Files that cannot be read as they stand would only fail again, in other words.
  const readable = facts.weights !== null
  if (deep && python && readable) checks.push(...(yield* deepChecks({ folder, python, signal, ...deep })))
  if (load && python && readable) checks.push(...(yield* loadChecks({ folder, python, signal, ...load })))
  for (const check of checks)
    if (check.status === 'fail')
      yield { event: 'log', level: 'error', source: 'verify', message: check.message }
  return { schema: 1, checks, verdict: verdictOfChecks(checks) }
}
