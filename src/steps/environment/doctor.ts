import process from 'node:process'
import { greetHub } from '../../adapters/hub/greet.ts'
import { describeMachine } from '../../adapters/machine/describe.ts'
import { askEnvironment } from '../../adapters/python/environment.ts'
import { nvidiaGpus } from '../../adapters/python/gpu.ts'
import { type Interpreter, resolvePython } from '../../adapters/python/interpreter.ts'
import type { DoctorResult } from '../../core/contract/doctor.ts'
import type { Answer, DoctorFacts } from '../../core/doctor/facts.ts'
import { judge } from '../../core/doctor/judge.ts'
import { toMergescopeError } from '../../core/errors.ts'
import { hubSettings } from '../../core/hub/settings.ts'
import { patchStatus } from './patch-install.ts'
import { isWhole } from './setup.ts'

export interface DoctorOptions {
  readonly python?: string | undefined
  readonly cache?: string | undefined
  readonly offline?: boolean | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly version: string
  readonly terminal: DoctorFacts['terminal']
}

/** Looks at everything that a merge needs and judges it. Changes nothing; a part that cannot be asked is a finding. */
export async function doctor(options: DoctorOptions): Promise<DoctorResult> {
  return judge(await lookAround(options))
}

/** What there is, before it is judged. */
export async function lookAround(options: DoctorOptions): Promise<DoctorFacts> {
  const { env, signal, version, terminal } = options
  const folder = process.cwd()
  const [python, gpus, { cache, ...hub }] = await Promise.all([
    pythonFacts(options),
    nvidiaGpus(env),
    hubFacts(options),
  ])
  const machine = await describeMachine(folder, cache)
  signal.throwIfAborted()
  return {
    mergescope: version,
    node: process.versions.node,
    ...python,
    gpus,
    hub,
    machine: {
      folder,
      freeBytes: machine.outputFreeBytes,
      cache,
      cacheFreeBytes: machine.cacheFreeBytes,
      memoryBytes: machine.memoryBytes,
      cores: machine.cores,
    },
    terminal,
  }
}

async function pythonFacts({ python, env, signal }: DoctorOptions) {
  const nothing = { managed: !python && !env.MERGESCOPE_PYTHON, whole: true, patch: null }
  const interpreter = await answerOf(async () => resolvePython(python, env))
  if ('error' in interpreter)
    return { ...nothing, environment: nothing.managed ? { ...interpreter, fix: null } : interpreter }
  const { path, managed } = interpreter.value satisfies Interpreter
  const environment = await answerOf(() => askEnvironment(path, { env, signal, torch: true }))
  const whole = !managed || (await isWhole(env, signal))
  if ('error' in environment || !environment.value.mergekit)
    return { managed, whole, environment, patch: null }
  const patch = await answerOf(() => patchStatus({ python: path, env, signal }))
  return { managed, whole, environment, patch }
}

async function hubFacts(options: DoctorOptions): Promise<DoctorFacts['hub'] & { readonly cache: string }> {
  const { env, cache, offline, signal } = options
  const greeting = await answerOf(() => greetHub({ env, cache, offline, signal }))
  if ('error' in greeting) {
    // The settings themselves are wrong; what is right of them is still worth showing.
    const { HF_ENDPOINT: endpoint = '', ...rest } = env
    return {
      endpoint,
      token: Boolean(env.HF_TOKEN),
      answer: greeting,
      cache: hubSettings(rest, env.HOME ?? '', { cache }).cache,
    }
  }
  const { access, answer } = greeting.value
  const facts = { endpoint: access.endpoint, token: access.token !== null, cache: access.cache }
  if (answer === null) return { ...facts, answer }
  return {
    ...facts,
    answer: 'error' in answer ? { error: answer.error, fix: answer.hint } : { value: answer },
  }
}

async function answerOf<Value>(ask: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await ask() }
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    return { error: message, fix: hint ?? null }
  }
}
