/** State outside React: events come in bursts of thousands, frames eight a second at most. */
export interface Store<State, Action> {
  readonly dispatch: (action: Action) => void
  readonly subscribe: (listener: () => void) => () => void
  /** The state as of the last notice, so that React sees one value a frame. */
  readonly snapshot: () => State
  /** The state as of the last action, ahead of what is shown. */
  readonly current: () => State
  /** Shows the state now: for what the user typed, which must not wait for a frame. */
  readonly flush: () => void
  readonly stop: () => void
}

// What the user types is shown at once; of work that goes on, more frames would cost and tell nobody more.
const frameMs = 125

export function makeStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  start: State,
): Store<State, Action> {
  const listeners = new Set<() => void>()
  let state = start
  let shown = start
  let timer: NodeJS.Timeout | null = null
  const publish = () => {
    timer = null
    shown = state
    for (const listener of listeners) listener()
  }
  return {
    dispatch: (action) => {
      state = reduce(state, action)
      timer ??= setTimeout(publish, frameMs)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => shown,
    current: () => state,
    flush: () => {
      if (timer) clearTimeout(timer)
      publish()
    },
    stop: () => {
      if (timer) clearTimeout(timer)
      publish()
    },
  }
}
