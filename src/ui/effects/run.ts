import { resolve } from 'node:path'
import { drain } from '../../core/drain.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent } from '../../core/events.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { runCommand } from '../../core/run/run-command.ts'
import { settingValues } from '../../core/run/settings.ts'
import { watchDisk } from '../../steps/hub/watch-disk.ts'
import { runPipeline } from '../../steps/run/pipeline.ts'
import { freeFolder } from '../../steps/session/output-place.ts'
import { freeName, saveRecipe } from '../../steps/session/recipe-file.ts'
import type { Effect } from '../state/effect.ts'
import type { EffectContext } from './context.ts'

/** The one run that the app has going on at a time. */
export interface Runner {
  /** `anew`: into a folder that is not there yet. */
  readonly start: (leftover: Extract<Effect, { kind: 'run' }>['leftover'], anew: boolean) => Promise<void>
  readonly cancel: () => void
  readonly answer: (yes: boolean) => void
  readonly note: (event: RunEvent) => void
  /** Settles when no run is going on any more. */
  readonly over: () => Promise<unknown>
}

export function makeRunner({ env, version, signal, state, dispatch }: EffectContext): Runner {
  let id = 0
  let stop: AbortController | null = null
  let answer: ((yes: boolean) => void) | null = null
  let job: Promise<unknown> = Promise.resolve()
  /** The folder that the user said may be replaced: a run into it that is gone on with replaces it, too. */
  let replaced: string | null = null
  const show = (event: RunEvent) =>
    dispatch({ kind: 'run', id, action: { kind: 'event', event, at: Date.now() } })

  /** Where the recipe lies for this run; a file that is not ours is left alone. */
  const save = async (anew: boolean): Promise<string> => {
    const { file, saved, text, known, output } = state()
    if (known.get(file) === text) return file
    const path = saved === file && !anew ? file : await freeName(file, anew ? output : '')
    await saveRecipe(path, text, known.get(path) ?? null)
    dispatch({ kind: 'file', file: path, text })
    return path
  }
  const ask = async (question: string, asked: AbortSignal): Promise<boolean> => {
    asked.throwIfAborted()
    dispatch({ kind: 'run', id, action: { kind: 'asked', question } })
    return new Promise<boolean>((settle, fail) => {
      asked.addEventListener('abort', () => fail(asked.reason), { once: true })
      answer = settle
    }).finally(() => {
      answer = null
      dispatch({ kind: 'run', id, action: { kind: 'answered' } })
    })
  }
  const run = async (config: string, leftover: Parameters<Runner['start']>[0], stopping: AbortSignal) => {
    const { output, settings } = state()
    if (leftover === 'overwrite') replaced = output
    if (leftover === 'refuse') replaced = null
    const overwrite = replaced === output
    id += 1
    const [resume, discard] = [leftover === 'continue', leftover === 'discard']
    const flags = [
      ...(resume ? ['--resume' as const] : []),
      ...(discard ? ['--discard' as const] : []),
      ...(overwrite ? ['--overwrite' as const] : []),
    ]
    const command = runCommand({ recipe: config, output, settings, flags })
    dispatch({ kind: 'run-started', id, at: Date.now(), config, output, command })
    const mine = id
    const stages = runPipeline({
      config,
      output,
      applyPatch: false,
      dryRun: false,
      command: command.slice(1),
      overwrite,
      resume,
      discard,
      hub: {},
      merge: settingValues(settings),
      ask,
      env,
      signal: stopping,
      version,
    })
    const watching = new AbortController()
    void watchDisk(output, watching.signal, (bytes) =>
      dispatch({ kind: 'run', id: mine, action: { kind: 'disk', bytes } }),
    )
    const { event, error } = await drain(stages, show).finally(() => watching.abort())
    dispatch({
      kind: 'run-ended',
      id: mine,
      // As the list of recent runs has it, so that a run is never compared with itself.
      folder: placeOf(event.result?.output ?? output),
      result: event.result,
      error,
    })
  }
  return {
    start: async (leftover, anew) => {
      const before = job
      stop = new AbortController()
      const stopping = AbortSignal.any([stop.signal, signal])
      stopping.addEventListener('abort', () => dispatch({ kind: 'run', id, action: { kind: 'stopping' } }), {
        once: true,
      })
      job = before.then(async () => {
        try {
          if (anew) dispatch({ kind: 'output', output: await freeFolder(state().output) })
          const config = await save(anew)
          await run(config, leftover, stopping)
        } catch (thrown) {
          dispatch({ kind: 'notice', tone: 'error', text: toMergescopeError(thrown).message })
        }
      })
      await job
    },
    cancel: () => stop?.abort(new MergescopeError('cancelled', 'cancelled')),
    answer: (yes) => answer?.(yes),
    note: show,
    over: () => job,
  }
}

/** An address in object storage is no path. */
const placeOf = (output: string): string => (isObjectUri(output) ? output : resolve(output))
