import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type PythonAnswer, pythonAnswer } from '../../core/bridge/answer.ts'
import { signOfLife } from '../../core/bridge/events.ts'
import { understood } from '../../core/bridge/understood.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import { pauseWithUs } from '../machine/suspend.ts'
import type { Bridge, BridgeOptions, CallOptions } from './bridge.ts'
import { deathError, pythonError } from './failures.ts'
import { hearHost } from './hear-host.ts'
import { oomKills } from './out-of-memory.ts'
import { signalGroup } from './process-group.ts'
import { type BridgeEvent, eventChannel, type FromHost, type PythonStart, type ToHost } from './protocol.ts'
import { Watchdog } from './watchdog.ts'

type Settle = { resolve: (value: unknown) => void; reject: (error: Error) => void }

/** A host that was forked, and the calls to the Python behind it. */
export class Connection implements Bridge {
  readonly #host: ChildProcess
  readonly #channel: Duplex
  readonly #options: BridgeOptions
  readonly #lastLines: string[] = []
  readonly #oomKillsBefore = oomKills()
  readonly #release: () => void
  #peakBytes = 0
  #dead: MergescopeError | null = null
  #ready: Settle | null = null
  #pending: (Settle & { id: number; reply: PythonAnswer | null; finished: boolean }) | null = null
  #onEvent: ((event: BridgeEvent) => void) | undefined
  #watchdog: Watchdog | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #nextId = 1
  pythonPid = 0

  constructor(host: ChildProcess, options: BridgeOptions) {
    this.#host = host
    this.#options = options
    this.#channel = host.stdio[eventChannel] as Duplex
    this.#release = host.pid === undefined ? () => undefined : pauseWithUs(host.pid)
    hearHost(
      host,
      this.#channel,
      (message) => this.#log(message),
      (event) => this.#event(event),
    )
    host.on('message', (message: FromHost) => this.#hear(message))
    host.on('error', (cause) =>
      this.#die(new MergescopeError('internal', `the bridge host: ${cause.message}`, { cause })),
    )
    host.on('exit', (code, signal) => this.#gone(code, signal))
  }

  get hostPid(): number {
    return this.#host.pid ?? 0
  }

  async start(start: PythonStart, limitMs: number): Promise<void> {
    const ready = new Promise((resolve, reject) => {
      this.#ready = { resolve, reject }
    })
    const late = setTimeout(
      () =>
        this.#die(
          new MergescopeError('python-broken', `${start.python} did not start within ${limitMs / 1000} s`),
        ),
      limitMs,
    )
    this.#tell({ kind: 'start', ...start })
    await ready.finally(() => clearTimeout(late))
  }

  call(target: string, request: unknown, options: CallOptions = {}): Promise<unknown> {
    const turn = this.#queue.then(() => this.#callNow(target, request, options))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async close(): Promise<void> {
    this.#dead ??= new MergescopeError('internal', 'the bridge was closed')
    this.#watchdog?.stop()
    if (this.#host.exitCode !== null || this.#host.signalCode !== null) return
    const exit = once(this.#host, 'exit')
    signalGroup(this.hostPid, 'SIGKILL')
    await exit
  }

  async #callNow(target: string, request: unknown, { onEvent, signal }: CallOptions): Promise<unknown> {
    if (signal?.aborted) throw abortError(signal)
    if (this.#dead !== null) throw this.#dead
    this.#onEvent = onEvent
    const { silenceMs = 60_000, stallMs = 1_800_000 } = this.#options
    this.#watchdog = new Watchdog({ silenceMs, stallMs }, (why) => {
      this.#die(
        new MergescopeError('python-hangs', why, { hint: 'run again; if it happens again, report it' }),
      )
    })
    const id = this.#nextId++
    const cancel = () => this.#cancel(abortError(signal as AbortSignal))
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      return await new Promise((resolve, reject) => {
        this.#pending = { id, resolve, reject, reply: null, finished: false }
        this.#tell({ kind: 'call', id, target, request: JSON.stringify(request) })
      })
    } catch (error) {
      throw signal?.aborted ? abortError(signal) : error
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#watchdog?.stop()
      this.#onEvent = undefined
    }
  }

  /** Politely first: Python stops between two pieces of work and cleans up. Then by signal. */
  async #cancel(error: MergescopeError): Promise<void> {
    const pending = this.#pending
    this.#channel.write('cancel\n')
    await sleep(this.#options.graceMs ?? 800, undefined, { ref: false })
    if (this.#pending !== pending || pending === null) return
    signalGroup(this.hostPid, 'SIGTERM')
    await sleep(400, undefined, { ref: false })
    this.#die(error)
  }

  #tell(message: ToHost): void {
    if (this.#host.connected) this.#host.send(message, () => undefined)
  }

  #hear(message: FromHost): void {
    switch (message.kind) {
      case 'ready':
        this.pythonPid = message.pid
        this.#ready?.resolve(undefined)
        return
      case 'reply':
        if (this.#pending?.id !== message.id) return
        this.#answer(this.#pending, message.reply)
        return
      case 'python-exit':
        this.#die(this.#death(message.code, message.signal))
        return
      case 'host-failed':
        this.#die(
          new MergescopeError('internal', `the bridge failed: ${firstLine(message.message)}`, {
            context: { detail: message.message },
          }),
        )
    }
  }

  #answer(pending: { reply: PythonAnswer | null }, text: string): void {
    try {
      pending.reply = understood(pythonAnswer, JSON.parse(text), 'an answer')
      this.#settle()
    } catch (thrown) {
      this.#die(toMergescopeError(thrown))
    }
  }

  /** The reply and the events come on two channels: a call is over when both have said so. */
  #settle(): void {
    const pending = this.#pending
    if (pending === null || pending.reply === null || !pending.finished) return
    this.#pending = null
    if (pending.reply.ok) pending.resolve(pending.reply.value)
    else pending.reject(pythonError(pending.reply.error))
  }

  #event(event: BridgeEvent): void {
    const { data: sign } = signOfLife.safeParse(event)
    this.#watchdog?.sign(sign?.event === 'heartbeat' ? sign.idleSeconds * 1000 : 0)
    if (sign === undefined) this.#pass(event)
    else if (sign.event === 'heartbeat') this.#peakBytes = Math.max(this.#peakBytes, sign.memoryBytes)
    else if (this.#pending?.id === sign.id) {
      this.#pending.finished = true
      this.#settle()
    }
  }

  /** A listener that throws ends the call that it listens to; in a stream's handler nobody would catch it. */
  #pass(event: BridgeEvent): void {
    try {
      this.#onEvent?.(event)
    } catch (thrown) {
      this.#die(toMergescopeError(thrown))
    }
  }

  #log(message: string): void {
    this.#lastLines.push(message)
    if (this.#lastLines.length > 20) this.#lastLines.shift()
    this.#pass({ event: 'log', level: 'info', source: 'python', message })
  }

  #gone(code: number | null, signal: string | null): void {
    this.#release()
    // Whoever is left of the group, Python above all, must not outlive its host.
    signalGroup(this.hostPid, 'SIGKILL')
    this.#die(this.#death(code, signal))
  }

  #death(code: number | null, signal: string | null): MergescopeError {
    const lastLines = [...this.#lastLines]
    return deathError({
      code,
      signal,
      lastLines,
      peakBytes: this.#peakBytes,
      oomKillsBefore: this.#oomKillsBefore,
    })
  }

  #die(error: MergescopeError): void {
    if (this.#dead !== null) return
    this.#dead = error
    this.#watchdog?.stop()
    signalGroup(this.hostPid, 'SIGKILL')
    this.#ready?.reject(error)
    this.#pending?.reject(error)
    this.#pending = null
  }
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''

const abortError = (signal: AbortSignal): MergescopeError =>
  signal.reason instanceof MergescopeError
    ? signal.reason
    : new MergescopeError('cancelled', 'the run was stopped')
