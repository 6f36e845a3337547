import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { PatchTarget } from '../../src/adapters/patch/install.ts'
import type { PatchResult } from '../../src/core/contract/patch.ts'
import {
  type ChangeOptions,
  changePatch,
  type PatchOperation,
} from '../../src/steps/environment/patch-install.ts'

/** Runs a change to its end. */
export async function change(operation: PatchOperation, options: ChangeOptions): Promise<PatchResult> {
  const steps = changePatch(operation, options)
  let next = await steps.next()
  while (!next.done) next = await steps.next()
  return next.value
}

/** The code of the error that a change ends with, or null. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  return work.then(
    () => null,
    (error: { code?: string }) => error.code ?? String(error),
  )
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a change in a process of its own; `killAt` ends it by SIGKILL at its n-th step. */
export async function changeApart(
  operation: PatchOperation,
  options: PatchTarget & { replace?: boolean },
  more: { killAt?: number; uid?: number } = {},
): Promise<Ended> {
  const { env, ...target } = options
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('patch-process.ts', import.meta.url)), operation, JSON.stringify(target)],
    {
      env: { ...env, ...(more.killAt && { MERGESCOPE_FAULT_AT: String(more.killAt) }) },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(more.uid && { uid: more.uid, gid: more.uid }),
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => {
    stdout += data
  })
  child.stderr.on('data', (data: Buffer) => {
    stderr += data
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}
