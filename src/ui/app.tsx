import { type Key, render, useInput, usePaste } from 'ink'
import { useSyncExternalStore } from 'react'
import { printable } from '../core/text/printable.ts'
import type { Openable } from '../steps/session/openable.ts'
import { freeName } from '../steps/session/recipe-file.ts'
import { captureTerminal } from './capture.ts'
import { AppFrame } from './components/app-frame.tsx'
import { PaletteList } from './components/palette-list.tsx'
import { useCtrlZ } from './ctrl-z.ts'
import type { EffectContext } from './effects/context.ts'
import { draftKeeper, tellDraft } from './effects/drafts.ts'
import { tellEnvironment, tellRecentRuns } from './effects/look-around.ts'
import { outputWatcher } from './effects/look-at-output.ts'
import { performEffect } from './effects/perform.ts'
import { predictor } from './effects/predict.ts'
import { donorReader } from './effects/read-donors.ts'
import { rehearser } from './effects/rehearse.ts'
import { makeRunner } from './effects/run.ts'
import { suggester } from './effects/suggest.ts'
import { fullScreen, useRedraw } from './full-screen.ts'
import { useHandOver } from './hand-over.ts'
import { keyNames } from './key-names.ts'
import { DonorsScreen } from './screens/donors-screen.tsx'
import { HelpScreen } from './screens/help-screen.tsx'
import { HomeScreen } from './screens/home-screen.tsx'
import { LiveRunScreen } from './screens/live-run-screen.tsx'
import { RecipeScreen } from './screens/recipe-screen.tsx'
import { ResultScreen } from './screens/result-screen.tsx'
import type { AppAction } from './state/actions.ts'
import { type AppState, isRunning, startOfApp } from './state/app.ts'
import type { Effect } from './state/effect.ts'
import { reduceApp } from './state/reduce-app.ts'
import { makeStore, type Store } from './state/store.ts'
import { type Wheel, wheelOf } from './wheel.ts'

export interface AppOptions {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  /** Aborts on SIGTERM and SIGHUP: the app closes, a run in it is stopped and cleaned up. */
  readonly signal: AbortSignal
  readonly version: string
  /** What the screens begin with instead of Home. */
  readonly opened?: Openable | null
}

/** Takes the terminal until the user quits. Rejects with the signal's reason, and when a screen fails. */
export async function openApp(options: AppOptions): Promise<void> {
  const { stdin, stdout, stderr, env, signal, version, opened = null } = options
  // Found before anything is opened: nothing that comes later may give the recipe another name.
  const file = await freeName(startOfApp.file)
  const store = makeStore<AppState, AppAction>(reduceApp, { ...startOfApp, file })
  const closing = new AbortController()
  const context: EffectContext = {
    env,
    version,
    signal: AbortSignal.any([closing.signal, signal]),
    state: store.current,
    dispatch: (action) => dispatch(action),
  }
  const runner = makeRunner(context)
  const readDonors = donorReader(context)
  const suggest = suggester(context)
  const predict = predictor(context)
  const rehearse = rehearser(context)
  const lookAtOutput = outputWatcher(context)
  const drafts = draftKeeper(context)
  let effect: Effect | null = null
  let wasRunning = false
  let suspend = async (work: () => Promise<void>) => work()
  const dispatch = (action: AppAction): void => {
    store.dispatch(action)
    if (action.kind === 'key' || action.kind === 'paste') store.flush()
    // Of a run there are thousands of events, none of which concerns the recipe.
    if (action.kind === 'run') return
    const next = store.current()
    readDonors()
    suggest(next.adding)
    predict(next)
    rehearse(next)
    lookAtOutput(next)
    drafts.look(next)
    if (wasRunning && !isRunning(next)) {
      void tellRecentRuns(context)
      // The run may have patched mergekit, and there is less room now.
      void tellEnvironment(context)
    }
    wasRunning = isRunning(next)
    if (next.effect !== null && next.effect !== effect) {
      effect = next.effect
      void performEffect(effect, context, { runner, quit, suspend, write: (text) => stdout.write(text) })
    }
  }
  const wheel = wheelOf(stdin, stdout, env)
  const app = render(
    <App
      wheel={wheel}
      store={store}
      dispatch={dispatch}
      onSuspend={(given) => {
        suspend = given
      }}
    />,
    { ...fullScreen({ stdin, stdout, stderr }), maxFps: 60 },
  )
  wheel.take()
  const quit = () => app.unmount()
  signal.addEventListener('abort', quit, { once: true })
  // What this process prints by itself, a warning of Node's for example, must not land on the screen.
  const release = captureTerminal(stderr, (message) =>
    runner.note({ event: 'log', level: 'info', source: 'mergescope', message: printable(message) }),
  )
  void tellEnvironment(context)
  void tellRecentRuns(context)
  void tellDraft(context)
  if (opened?.kind === 'result') dispatch({ kind: 'show-result', run: opened.run })
  if (opened?.kind === 'recipe')
    dispatch({ kind: 'effect', effect: { kind: 'load', path: opened.path, into: 'recipe' } })
  try {
    await app.waitUntilExit()
  } finally {
    signal.removeEventListener('abort', quit)
    closing.abort(signal.aborted ? signal.reason : undefined)
    release()
    wheel.give()
    await drafts.close()
    store.stop()
    if (isRunning(store.current())) stderr.write('stopping the run …\n')
    await runner.over()
  }
  signal.throwIfAborted()
}

interface AppProps {
  readonly wheel: Wheel
  readonly store: Store<AppState, AppAction>
  readonly dispatch: (action: AppAction) => void
  readonly onSuspend: (suspend: (work: () => Promise<void>) => Promise<void>) => void
}

function App({ wheel, store, dispatch, onSuspend }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot)
  onSuspend(useHandOver(wheel))
  useCtrlZ(wheel)
  useRedraw()
  useInput((input: string, key: Key) => {
    for (const name of keyNames(input, key)) dispatch({ kind: 'key', key: name })
  })
  usePaste((text) => dispatch({ kind: 'paste', text }))
  return <Screen state={state} />
}

/** The present screen in its frame. */
export function Screen({ state }: { readonly state: AppState }) {
  return (
    <AppFrame state={state}>
      {(space) => {
        if (state.palette) return <PaletteList state={state} space={space} />
        if (state.help) return <HelpScreen state={state} space={space} />
        switch (state.screen) {
          case 'home':
            return <HomeScreen state={state} space={space} />
          case 'donors':
            return <DonorsScreen state={state} space={space} />
          case 'recipe':
            return <RecipeScreen state={state} space={space} />
          case 'run':
            return <LiveRunScreen state={state} space={space} />
          case 'result':
            return <ResultScreen state={state} space={space} />
        }
      }}
    </AppFrame>
  )
}
