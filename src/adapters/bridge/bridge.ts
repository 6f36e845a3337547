import type { BridgeEvent } from './protocol.ts'

export interface BridgeOptions {
  /** Path of the interpreter. */
  readonly python: string
  /** Added to the environment of Python. */
  readonly env?: Readonly<Record<string, string>>
  /** Folders that Python finds modules in, before its own. Ours is always the first. */
  readonly pythonPath?: readonly string[]
  /** Modules that must be there; they are looked for, not imported. */
  readonly modules?: readonly string[]
  /** What the interpreter says of itself, which it may still be asked while it starts; else it is asked before. */
  readonly probed?: Probed | Promise<Probed>
  readonly startMs?: number
  readonly silenceMs?: number
  readonly stallMs?: number
  /** From cancel to SIGTERM; SIGKILL follows 400 ms later. */
  readonly graceMs?: number
}

/** What an interpreter says of itself before it is used. */
export interface Probed {
  /** Its version: `3.12.4` */
  readonly python: string
  /** Of the modules that were asked for. */
  readonly missing: readonly string[]
}

export interface CallOptions {
  readonly onEvent?: (event: BridgeEvent) => void
  readonly signal?: AbortSignal
}

export interface Bridge {
  /** The host, which is also the id of the process group that Python belongs to. */
  readonly hostPid: number
  readonly pythonPid: number
  /**
   * Calls `module:function` of Python with one JSON value and resolves with the one it returns. One call at a
   * time: a second one waits. Rejects with a MergescopeError, whatever happens to Python.
   */
  call(target: string, request: unknown, options?: CallOptions): Promise<unknown>
  /** Ends Python and the host, and resolves when both are gone. */
  close(): Promise<void>
}
