import type { Architecture } from '../bridge/architecture.ts'
import type { Finding } from '../contract/common.ts'
import type { MergePlan, Rehearsal } from '../contract/merge-plan.ts'
import type { OutputCheck, VerifyResult } from '../contract/verify.ts'
import type { ErrorCode } from '../error-codes.ts'
import type { MergescopeError } from '../errors.ts'
import { makeFinding, verdictOf } from '../findings/make.ts'
import { counted, formatCount } from '../text/units.ts'
import type { PlannedTensor } from '../verify/planned.ts'

/**
 * A rehearsal that came to its end, and what the checks say of the output without its values.
 * @param lead the model whose config.json it has
 */
export function finishedRehearsal(
  plan: MergePlan & { readonly architecture: Architecture },
  { checks }: VerifyResult,
  lead: string | null = null,
): Rehearsal {
  const failed = checks.filter(({ status }) => status === 'fail')
  const findings = [
    ...failed.map(({ code, message }) =>
      // It fails by config.json alone, so by the model that the output has it from.
      makeFinding('rehearsal-output', { donor: code === 'architecture-class' ? lead : null, message }),
    ),
    ...takenOver(checks, plan.architecture).map((message) =>
      makeFinding('donor-inconsistent', { donor: lead, message }),
    ),
    ...plan.warnings.map((message) => makeFinding('rehearsal-warning', { message })),
  ]
  return {
    verdict: verdictOf(findings),
    tensors: plan.tensors.length,
    files: plan.files,
    readBytes: plan.readBytes,
    peakMemoryBytes: plan.peakMemoryBytes,
    findings,
    plan: { tensors: plan.tensors },
  }
}

/** What the model whose config.json the output has lacks itself for the class that it names. */
function takenOver(checks: readonly OutputCheck[], { output }: Architecture): readonly string[] {
  const codes = new Set(['architecture-missing', 'architecture-shape'])
  if (output.refused !== null) codes.add('architecture-class')
  return checks.flatMap(({ code, status, message }) =>
    status === 'warn' && codes.has(code) ? [message] : [],
  )
}

/** A rehearsal that the code that merges ended with an error. */
export const refusedRehearsal = ({ code, message, hint }: MergescopeError): Rehearsal =>
  withoutPlan(
    makeFinding(code === 'config-invalid' ? 'rehearsal-config' : 'rehearsal-refused', {
      message: inWords(message),
      ...(hint && { hint }),
    }),
  )

/** What mergekit or a library raised without a word about it, such as `KeyError: 'x'`, as a sentence. */
function inWords(message: string): string {
  const [, type, text] = /^(\w*(?:Error|Exception|Exit|Interrupt)): (.*)$/s.exec(message) ?? []
  if (type === undefined) return message
  if (type === 'KeyError')
    return `the merge cannot be planned: it looks for ${text}, which is not there (KeyError)`
  const said = text === type ? type : `${text} (${type})`
  return `the merge cannot be planned: ${said}`
}

/** One that could not be held; the merge may go well all the same. */
export const unrehearsed = (message: string): Rehearsal =>
  withoutPlan(makeFinding('rehearsal-warning', { message }))

const withoutPlan = (finding: Finding): Rehearsal => ({
  verdict: verdictOf([finding]),
  tensors: null,
  files: [],
  readBytes: null,
  peakMemoryBytes: null,
  findings: [finding],
})

/** Whether an error of Python is about the merge that it was asked for, and not about the machine or mergescope. */
export const isRefusal = ({ code }: MergescopeError): boolean => aboutTheMerge.includes(code)

const aboutTheMerge: readonly ErrorCode[] = ['config-invalid', 'merge-failed', 'safetensors-invalid']

/** Where a merge wrote other tensors than its rehearsal had planned. */
export function rehearsalFaults(
  plan: Pick<MergePlan, 'tensors'> | null,
  written: readonly PlannedTensor[],
): readonly Finding[] {
  if (plan === null) return []
  const text = ({ name, dtype, shape }: PlannedTensor) => `${name} ${dtype} [${shape.join(', ')}]`
  const planned = new Set(plan.tensors.map(text))
  const merged = new Set(written.map(text))
  const wrong = [...planned].filter((name) => !merged.has(name))
  const more = [...merged].filter((name) => !planned.has(name))
  const [first] = [...wrong, ...more]
  if (first === undefined) return []
  const message = `the rehearsal planned ${counted(planned.size, 'tensor')}, and of ${formatCount(wrong.length)} of them the merge wrote nothing or something else, ${formatCount(more.length)} it had not planned (${first}). This is a fault of mergescope, not of the merge`
  return [makeFinding('rehearsal-differs', { message })]
}
