import { mirrorModel } from '../../adapters/object-storage/mirror-model.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import type { VerifyResult } from '../../core/contract/verify.ts'
import { drain } from '../../core/drain.ts'
import { MergescopeError } from '../../core/errors.ts'
import { isObjectUri, withoutFileScheme } from '../../core/object-uri.ts'
import { installedTransformers } from '../environment/installed-mergekit.ts'
import { type MadeFrom, verifyStage } from './verify.ts'
import { planOf } from './verify-against.ts'
import type { DonorFolder } from './verify-python.ts'

export interface VerifyFolderOptions {
  /** Or an address in object storage. */
  readonly folder: string
  /** A merge config: what the folder should hold. */
  readonly against?: string | undefined
  readonly deep: boolean
  readonly load: boolean
  readonly python?: string | undefined
  readonly hub: {
    readonly cache?: string | undefined
    readonly offline?: boolean | undefined
    readonly allowPickle?: boolean | undefined
  }
  readonly trustRemoteCode: boolean
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** `mergescope verify`: any model folder, ours or anyone's. Python is started for `deep` and `load` only. */
export async function verifyFolder(options: VerifyFolderOptions): Promise<VerifyResult> {
  const { against, deep, load, env, signal, trustRemoteCode } = options
  const folder = await folderOf(options)
  const transformers = await installedTransformers(options)
  const shared = { env, signal, trustRemoteCode, transformers, python: options.python }
  const plan = against ? await drain(planOf(against, { ...options.hub, ...shared })) : null
  return drain(
    verifyStage({
      folder,
      signal,
      transformers,
      record: true,
      plan: plan?.plan,
      donors: plan?.donors ?? [],
      ...(deep && {
        deep: {
          donors: plan?.donors.filter(isHere) ?? [],
          plannedZeroRows: plan?.plannedZeroRows ?? null,
        },
      }),
      ...(load && { load: { trustRemoteCode } }),
      ...((deep || load) && { python: resolvePython(options.python, env).path }),
    }),
  )
}

/** Of a model in object storage the headers and small files; its values are read where they are. */
async function folderOf({ folder, load, python, env, signal }: VerifyFolderOptions): Promise<string> {
  if (!isObjectUri(folder)) return withoutFileScheme(folder)
  if (load)
    throw new MergescopeError('usage', 'transformers loads no model from object storage', {
      hint: 'copy the model to a folder and verify that with --load; --deep reads the values where they are',
    })
  return mirrorModel(folder, { python, env, signal })
}

const isHere = (donor: MadeFrom): donor is DonorFolder => donor.folder !== null
