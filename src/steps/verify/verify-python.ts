import { pythonCalls } from '../../core/bridge/calls.ts'
import type { OutputCheck } from '../../core/contract/verify.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { fail } from '../../core/verify/check.ts'
import { checkLoad } from '../../core/verify/load.ts'
import { checkValues } from '../../core/verify/values.ts'
import { callPython } from '../common/python-call.ts'

interface PythonVerify {
  readonly folder: string
  readonly python: string
  readonly signal?: AbortSignal | undefined
}

export interface DonorFolder {
  readonly ref: string
  readonly folder: string
}

export interface DeepOptions extends PythonVerify {
  /** Donors whose values the tensors are compared with. */
  readonly donors: readonly DonorFolder[]
  /** Rows by tensor that the plan writes as zero; null without a plan. */
  readonly plannedZeroRows: ReadonlyMap<string, number> | null
}

/** Reads every value of the model and judges it. Errors: those of the environment, `file-unreadable`. */
export async function* deepChecks(options: DeepOptions): Stage<OutputCheck[]> {
  const { folder, python, donors, signal, plannedZeroRows } = options
  const request = { folder, donors: donors.map((donor) => donor.folder) }
  const values = yield* callPython({ python, call: pythonCalls.deep, request, stage: 'verify', signal })
  return checkValues(
    values,
    plannedZeroRows,
    donors.map(({ ref }) => ref),
  )
}

/** Lets transformers load the model and use it. A model that cannot be loaded is a failed check. */
export async function* loadChecks(
  options: PythonVerify & { trustRemoteCode: boolean },
): Stage<OutputCheck[]> {
  const { folder, python, signal, trustRemoteCode } = options
  try {
    const request = { folder, trust_remote_code: trustRemoteCode }
    const report = yield* callPython({ python, call: pythonCalls.load, request, stage: 'verify', signal })
    return checkLoad(report)
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    if (error.code !== 'merge-failed') throw error
    return [fail('load-model', `transformers cannot load it: ${error.message}`)]
  }
}
