import type { Architecture } from '../../core/bridge/architecture.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { OutputCheck } from '../../core/contract/verify.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { fail } from '../../core/verify/check.ts'
import { checkLoad } from '../../core/verify/load.ts'
import { checkValues, type IntendedZeroRows } from '../../core/verify/values.ts'
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
  readonly zeroRows: IntendedZeroRows
}

/** Reads every value of the model and judges it. Errors: those of the environment, `file-unreadable`. */
export async function* deepChecks(options: DeepOptions): Stage<OutputCheck[]> {
  const { folder, python, donors, signal, zeroRows } = options
  const request = { folder, donors: donors.map((donor) => donor.folder) }
  const values = yield* callPython({ python, call: pythonCalls.deep, request, stage: 'verify', signal })
  return checkValues(
    values,
    zeroRows,
    donors.map(({ ref }) => ref),
  )
}

export interface LoadOptions extends PythonVerify {
  readonly trustRemoteCode: boolean
  /** The model whose config.json it has, where that lies on this machine. */
  readonly lead: string | null
}

/** What transformers makes of a folder: of its class, null where it was not asked, and of loading it. */
export interface LoadOutcome {
  readonly architecture: Architecture | null
  readonly checks: readonly OutputCheck[]
}

/** Lets transformers load the model and use it. A model that cannot be loaded is a failed check. */
export async function* loadOutcome(options: LoadOptions): Stage<LoadOutcome> {
  const { folder, python, signal, lead, trustRemoteCode } = options
  try {
    const request = { folder, lead, trust_remote_code: trustRemoteCode }
    const report = yield* callPython({ python, call: pythonCalls.load, request, stage: 'verify', signal })
    return { architecture: report.architecture, checks: checkLoad(report) }
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    if (error.code !== 'merge-failed') throw error
    const checks = [fail('load-model', `transformers cannot load it: ${error.message}`)]
    return { architecture: null, checks }
  }
}
