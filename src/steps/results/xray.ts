import { hubAccess } from '../../adapters/hub/access.ts'
import { type HubClient, openHubClient } from '../../adapters/hub/client.ts'
import { locateModel } from '../../adapters/hub/open-model.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { TensorSums } from '../../core/bridge/sums.ts'
import type { ShareOfVoice, XrayResult } from '../../core/contract/share-of-voice.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { formatModelPath } from '../../core/model-ref.ts'
import { notCompared } from '../../core/share-of-voice/gram.ts'
import { shareOfVoice } from '../../core/share-of-voice/roll-up.ts'
import { withVerdicts } from '../../core/share-of-voice/verdict.ts'
import { modelArgument } from '../common/model-argument.ts'
import { callPython } from '../common/python-call.ts'

export interface XrayOptions {
  /** Folders, Hub ids or addresses in object storage. */
  readonly output: string
  readonly base: string | undefined
  readonly donors: readonly string[]
  readonly hub: { readonly cache?: string | undefined; readonly offline?: boolean | undefined }
  readonly python?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/**
 * The share of voice of a finished merge, fitted from the files of the merge and its donors, which are
 * folders or whole in the Hub cache. Errors: `usage`, `model-not-found`, `hub-offline`, `model-not-cached`,
 * `safetensors-invalid`, those of the environment.
 */
export async function* xrayStage(options: XrayOptions): Stage<XrayResult> {
  const { output, base, donors, env, signal } = options
  checkDonors(base, donors)
  const python = resolvePython(options.python, env).path
  const client = openHubClient(await hubAccess({ ...options.hub, python: options.python, env, signal }))
  const request = {
    output: await folderOf(client, output),
    base: base === undefined ? null : { name: base, folder: await folderOf(client, base) },
    donors: await Promise.all(donors.map(async (name) => ({ name, folder: await folderOf(client, name) }))),
  }
  const sums: TensorSums[] = []
  const { notes } = yield* callPython({
    python,
    call: pythonCalls.xray,
    request,
    stage: 'report',
    signal,
    onEvent: (event) => {
      if (event.event === 'voice') sums.push(event.sums)
    },
  })
  const voice = shareOfVoice(sums)
  if (voice === null)
    throw new MergescopeError('safetensors-invalid', `${output} and its donors have no tensor in common`)
  const reference = base === undefined ? ['no base: changes are measured from the mean of the donors'] : []
  return {
    schema: 1,
    output,
    ...withVerdicts(voice),
    notes: [...reference, ...looseFit(voice), ...compared(voice), ...notes],
  }
}

function compared({ donors }: ShareOfVoice): readonly string[] {
  const missing = notCompared(donors.length)
  return missing === null ? [] : [missing]
}

/** From here on the shares are an order of magnitude: the merge is no sum of its donors. */
const looseResidual = 0.5

function looseFit({ residual }: ShareOfVoice): readonly string[] {
  if ((residual ?? 0) < looseResidual) return []
  return [
    'the fit leaves most of the change open: dropping entries and electing signs is not a sum of the donors, so take the shares as rough',
  ]
}

function checkDonors(base: string | undefined, donors: readonly string[]): void {
  const twice = donors.find((donor, index) => donors.indexOf(donor) !== index)
  if (twice !== undefined)
    throw new MergescopeError('usage', `${twice} is named twice`, { hint: 'name each donor once' })
  if (base === undefined && donors.length === 1)
    throw new MergescopeError('usage', 'one donor and no base: there are no shares to tell', {
      hint: 'name the model that the merge started from with --base',
    })
}

/** Where the files of a model lie on this machine; of one in object storage the small ones, and the headers. */
async function folderOf(client: HubClient, name: string): Promise<string> {
  const { model, lora } = await modelArgument(name)
  if (lora !== null)
    throw new MergescopeError(
      'usage',
      `${name} is a model with an adapter, which has no weights of its own`,
      {
        hint: 'merge the adapter into its model first, and name that folder',
      },
    )
  const located = await locateModel(client, model).catch(notThere)
  if (located.kind === 'folder' || located.kind === 'mirror') return located.folder
  if (located.kind === 'cached') return located.snapshot.folder
  const id = formatModelPath(model)
  throw new MergescopeError('model-not-cached', `${id} is on the Hub, not whole in the cache`, {
    hint: `fetch it first: mergescope download ${id}`,
    context: { model: id },
  })
}

/** Nothing is fetched here, so that a Hub which cannot be reached is no matter: the model has to be there. */
function notThere(thrown: unknown): never {
  const error = toMergescopeError(thrown)
  if (error.code !== 'hub-unreachable') throw thrown
  const { message, hint, context } = error
  throw new MergescopeError('model-not-cached', message, { ...(hint && { hint }), context, cause: thrown })
}
