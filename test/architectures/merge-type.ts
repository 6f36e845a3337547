import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { mergeReply, mergeRequest } from '../../src/core/bridge/merge.ts'
import { drain } from '../../src/core/drain.ts'
import { formatModelRef } from '../../src/core/model-ref.ts'
import { type Inspection, inspectStage } from '../../src/steps/inspect/inspect.ts'
import { verifyStage } from '../../src/steps/verify/verify.ts'
import { type Maker, methods, type Outcome, type TypeResult } from './outcome.ts'
import type { Answer, PythonWorker } from './python-worker.ts'

/**
 * Builds a type's donors, and merges them with both methods, by each of the makers.
 * @param asked the type, or `type:class`
 */
export async function mergeType(
  python: PythonWorker,
  asked: string,
  by: readonly Maker[],
): Promise<TypeResult> {
  const [type = '', className] = asked.split(':')
  const folder = await mkdtemp(join(python.scratch, 'type-'))
  const make = () => python.ask({ call: 'make', folder, model_type: type, class_name: className ?? null })
  try {
    const made = await make()
    const name = (made.class as string | undefined) ?? className ?? null
    if (made.error !== undefined) return { type, class: name, unbuilt: made.error, merges: {} }
    const merges: Record<string, Outcome> = {}
    for (const method of methods)
      for (const maker of by) {
        const { outcome, lost } = await (maker === 'stock' ? stock : ours)(python, folder, method)
        merges[`${maker} ${method}`] = outcome
        if (!lost) continue
        // The Python that knew of the donors is gone.
        await rm(folder, { recursive: true })
        await mkdir(folder)
        await make()
      }
    return { type, class: name, unbuilt: null, merges }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Merged {
  readonly outcome: Outcome
  readonly lost: boolean
}

async function stock(python: PythonWorker, _folder: string, method: string): Promise<Merged> {
  const answer = await python.ask({ call: 'merge', by: 'stock', method })
  return { outcome: judged(answer), lost: answer.lost === true }
}

const judged = ({ error, wrong }: Answer): Outcome =>
  error === undefined
    ? { kind: wrong === null ? 'right' : 'wrong', reason: (wrong as string | null) ?? '' }
    : { kind: 'failed', reason: error }

/** What `run` does: inspect, merge, verify. What inspect refuses is merged nevertheless, to see whether it had to. */
async function ours(python: PythonWorker, folder: string, method: string): Promise<Merged> {
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  const target = { kind: 'config', path: join(folder, `${method}.yml`) } as const
  const inspection = await drain(inspectStage({ target, mergekit: '0.1.5', output: folder, env }))
  const output = join(folder, `ours-${method}`)
  const request = requestOf(inspection, output)
  const answer = await python.ask({ call: 'merge', by: 'ours', method, request })
  const merged = judged(answer)
  const verified = merged.kind === 'failed' ? null : await failedChecks(inspection, output, answer)
  const lost = answer.lost === true
  const refusal = refusalOf(inspection)
  if (refusal !== null) return { outcome: refused(merged, refusal), lost }
  const outcome = verified ? accused(merged, verified) : merged
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

/** The first check that the output fails, as `run` makes them; null: none. */
async function failedChecks(inspection: Inspection, output: string, answer: Answer): Promise<string | null> {
  const { tensors, values, architecture } = mergeReply.parse(answer.reply)
  const { checks } = await drain(
    verifyStage({
      folder: output,
      plan: { tensors, chatTemplate: false, ownVocabulary: false },
      donors: inspection.donors.map(({ name, facts }) => ({ ref: name, folder: facts.location })),
      architecture,
      written: values,
    }),
  )
  const failed = checks.filter(({ status }) => status === 'fail')
  return failed.length === 0 ? null : `${failed[0]!.code}: ${failed[0]!.message}`
}
