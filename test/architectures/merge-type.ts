import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mergeReply, mergeRequest } from '../../src/core/bridge/merge.ts'
import { planReply } from '../../src/core/bridge/plan.ts'
import type { MergePlan } from '../../src/core/contract/merge-plan.ts'
import { drain } from '../../src/core/drain.ts'
import { newestMergekit } from '../../src/core/mergekit/known.ts'
import { formatModelRef } from '../../src/core/model-ref.ts'
import { finishedRehearsal, rehearsalFaults } from '../../src/core/run/rehearsed.ts'
import type { PlannedTensor } from '../../src/core/verify/planned.ts'
import { type Inspection, inspectStage } from '../../src/steps/inspect/inspect.ts'
import { type VerifyOptions, verifyStage } from '../../src/steps/verify/verify.ts'
import { type Maker, methods, type Outcome, type TypeResult } from './outcome.ts'
import type { Answer, PythonWorker } from './python-worker.ts'

/** A merge of the table; layouts: of each donor, `0` that of its checkpoint, `1` that of the loaded model; empty: not mixed. */
export interface Planned {
  readonly method: string
  readonly layouts: string
}

const plain: readonly Planned[] = methods.map((method) => ({ method, layouts: '' }))

/**
 * Builds a type's donors, and makes merges of them, by each of the makers; none where layouts are to be mixed, and there is
 * only one.
 * @param asked the type, or `type:class`
 */
export async function mergeType(
  python: PythonWorker,
  asked: string,
  by: readonly Maker[],
  planned: readonly Planned[] = plain,
): Promise<TypeResult> {
  const [type = '', className] = asked.split(':')
  const folder = await mkdtemp(join(python.scratch, 'type-'))
  const mixed = [...new Set(planned.map(({ layouts }) => layouts).filter((layouts) => layouts !== ''))]
  const make = async () => {
    const made = await python.ask({ call: 'make', folder, model_type: type, class_name: className ?? null })
    if (made.error !== undefined || mixed.length === 0) return made
    const laid = await python.ask({ call: 'lay_out', mixed })
    return laid.error === undefined ? { ...made, differs: laid.differs } : { ...made, error: laid.error }
  }
  try {
    const made = await make()
    const name = (made.class as string | undefined) ?? className ?? null
    if (made.error !== undefined) return { type, class: name, unbuilt: made.error, merges: {} }
    const merges: Record<string, Outcome> = {}
    for (const { method, layouts } of made.differs === false ? [] : planned) {
      const merge = {
        python,
        method,
        layouts,
        output: join(folder, `ours-${method}${layouts}`),
        inspection: await inspect(join(folder, layouts), method),
      }
      for (const maker of by) {
        const { outcome, lost } = await (maker === 'stock' ? stock : ours)(merge)
        merges[[maker, method, layouts].join(' ').trim()] = outcome
        if (!lost) continue
        // The Python that knew of the donors is gone.
        await rm(folder, { recursive: true })
        await mkdir(folder)
        await make()
      }
    }
    return { type, class: name, unbuilt: null, merges }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Merge {
  readonly python: PythonWorker
  readonly method: string
  readonly layouts: string
  readonly inspection: Inspection
  /** Where mergescope's result lies afterwards. */
  readonly output: string
}

interface Merged {
  readonly outcome: Outcome
  readonly lost: boolean
}

async function inspect(folder: string, method: string): Promise<Inspection> {
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  const target = { kind: 'config', path: join(folder, `${method}.yml`) } as const
  return drain(inspectStage({ target, mergekit: newestMergekit.version, output: folder, env }))
}

async function stock({ python, method, layouts, inspection }: Merge): Promise<Merged> {
  const answer = await python.ask({ call: 'merge', by: 'stock', method, layouts })
  const forecast = inspection.result.vocabulary?.stock.outcome ?? null
  const loads = answer.loads === true && ({ loads: true } as const)
  return { outcome: { ...judged(answer), ...loads, forecast }, lost: answer.lost === true }
}

const judged = ({ error, wrong }: Answer): Outcome =>
  error === undefined
    ? { kind: wrong === null ? 'right' : 'wrong', reason: (wrong as string | null) ?? '' }
    : { kind: 'failed', reason: error }

/**
 * What `run` does: inspect, rehearse, merge, verify. What inspect or the rehearsal refuse is merged nevertheless, to
 * see whether they had to.
 */
async function ours({ python, method, layouts, inspection, output }: Merge): Promise<Merged> {
  const rehearsal = await rehearse(python, inspection, `${output}-rehearsed`)
  const answer = await python.ask({
    call: 'merge',
    by: 'ours',
    method,
    layouts,
    request: requestOf(inspection, output),
  })
  const merged = judged(answer)
  const verified =
    merged.kind === 'failed' ? null : await failedChecks(inspection, output, answer, rehearsal.plan)
  const lost = answer.lost === true
  const refusal = refusalOf(inspection) ?? rehearsal.refusal
  if (refusal !== null) return { outcome: refused(merged, refusal), lost }
  // What is recorded is read elsewhere, where donors have no folder.
  const outcome = verified ? accused(merged, verified.replaceAll(`${dirname(output)}/`, '')) : merged
  return { outcome: outcome.kind === 'right' ? outcome : { ...outcome, unforeseen: true }, lost }
}

const requestOf = ({ parsed, donors }: Inspection, output: string) =>
  mergeRequest.parse({
    config_text: parsed?.text ?? '',
    output,
    names: Object.fromEntries(donors.map(({ ref, name }) => [formatModelRef(ref), name])),
  })

function refusalOf({ exitCode, result }: Inspection): string | null {
  if (exitCode === 0) return null
  const first = result.findings.find(({ severity }) => severity === 'error')
  return first ? `${first.code}: ${first.donor ?? ''} ${first.message}` : `exit code ${exitCode}`
}

/** A refusal is as good as a merge that would fail; it is told apart where the merge would be right. */
const refused = (merged: Outcome, reason: string): Outcome =>
  merged.kind === 'right' ? { kind: 'refused', reason } : { kind: 'failed', reason }

const accused = (merged: Outcome, reason: string): Outcome =>
  merged.kind === 'right' ? { kind: 'accused', reason } : merged

interface Rehearsed {
  readonly plan: MergePlan | null
  /** null where it lets the merge pass. */
  readonly refusal: string | null
}

async function rehearse(python: PythonWorker, inspection: Inspection, output: string): Promise<Rehearsed> {
  // As in a run, the merge goes on from this plan.
  const request = { ...requestOf(inspection, output), keep_plan: true }
  const answer = await python.ask({ call: 'rehearse', request })
  if (answer.error !== undefined) return { plan: null, refusal: `rehearsal: ${answer.error}` }
  const plan = planReply.parse(answer.reply)
  const checks = await checksOf(inspection, output, plan)
  const { verdict, findings } = finishedRehearsal(plan, checks)
  const refusal = verdict === 'blocked' ? `rehearsal: ${findings[0]?.message}` : null
  return { plan, refusal }
}

/** The first check that the output fails, as `run` makes them, its rehearsal among them; null: none. */
async function failedChecks(
  inspection: Inspection,
  output: string,
  answer: Answer,
  plan: MergePlan | null,
): Promise<string | null> {
  const reply = mergeReply.parse(answer.reply)
  const [otherwise] = rehearsalFaults(plan, reply.tensors)
  if (otherwise) return otherwise.message
  const { checks } = await checksOf(inspection, output, reply)
  const failed = checks.filter(({ status }) => status === 'fail')
  return failed.length === 0 ? null : `${failed[0]!.code}: ${failed[0]!.message}`
}

interface Written {
  readonly tensors: readonly PlannedTensor[]
  readonly architecture: NonNullable<VerifyOptions['architecture']>
  readonly values?: VerifyOptions['written']
}

const checksOf = ({ donors }: Inspection, folder: string, { tensors, architecture, values }: Written) =>
  drain(
    verifyStage({
      folder,
      plan: { tensors, chatTemplate: null, ownVocabulary: false },
      donors: donors.map(({ name, facts }) => ({ ref: name, folder: facts.location })),
      architecture,
      ...(values && { written: values }),
    }),
  )
