/** What the parent and the bridge host say to each other over the host's IPC channel. */
export type ToHost =
  | ({ readonly kind: 'start' } & PythonStart)
  /** `target` is `module:function`; the function takes one JSON value and returns one. */
  | { readonly kind: 'call'; readonly id: number; readonly target: string; readonly request: string }

/** The Python that the host starts. */
export interface PythonStart {
  readonly python: string
  readonly env: Readonly<Record<string, string>>
  /** Folders that it finds modules in, before its own. */
  readonly first: readonly string[]
}

export type FromHost =
  | { readonly kind: 'ready'; readonly pid: number }
  /** JSON text of a `PythonAnswer`. */
  | { readonly kind: 'reply'; readonly id: number; readonly reply: string }
  | { readonly kind: 'python-exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'host-failed'; readonly message: string }

/** One line of the event channel (file descriptor 4 of Python). */
export interface BridgeEvent {
  readonly event: string
  readonly [field: string]: unknown
}

/** The descriptor that Python writes events to and reads `cancel` from; its end means that the parent died. */
export const eventChannel = 4
