import { Worker } from 'node:worker_threads'
import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import type { ParserReply, ParserRequest } from './protocol.ts'
import { loadSource, parseBytes, type TokenizerOutcome, type TokenizerSource } from './source.ts'

/** Something that parses one tokenizer at a time: `load`, then `parse` or `drop`. */
export interface Parser {
  /** The sha256 of the file. Throws when it cannot be read. */
  load(source: TokenizerSource): Promise<string>
  parse(extra: readonly AddedToken[]): Promise<TokenizerOutcome>
  drop(): void
  /** Whether the parser itself is broken (a worker that cannot start), not the file. */
  readonly broken: boolean
  end(): Promise<void>
}

/** A parser on a thread of its own. The process need not wait for it unless it works. */
export function workerParser(): Parser {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  const worker = new Worker(new URL(`./parser-worker${extension}`, import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  worker.unref()
  let failure: Error | null = null
  let settle: { resolve: (reply: ParserReply) => void; reject: (error: Error) => void } | null = null
  const fail = (error: Error) => {
    failure ??= error
    settle?.reject(failure)
  }
  worker.on('message', (reply: ParserReply) => settle?.resolve(reply))
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the parser thread ended')))

  async function ask(request: ParserRequest): Promise<ParserReply> {
    if (failure) throw failure
    worker.ref()
    try {
      return await new Promise((resolve, reject) => {
        settle = { resolve, reject }
        worker.postMessage(request)
      })
    } finally {
      settle = null
      worker.unref()
    }
  }
  return {
    async load(source) {
      const reply = await ask({ kind: 'load', source })
      if (reply.kind === 'loaded') return reply.hash
      throw new Error(reply.kind === 'failed' ? reply.message : 'an answer out of turn')
    },
    async parse(extra) {
      const reply = await ask({ kind: 'parse', extra })
      if (reply.kind === 'parsed') return reply.outcome
      throw new Error(reply.kind === 'failed' ? reply.message : 'an answer out of turn')
    },
    drop: () => worker.postMessage({ kind: 'drop' } satisfies ParserRequest),
    get broken() {
      return failure !== null
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** A parser on this thread, for where no other can be had. */
export function localParser(): Parser {
  let bytes: Uint8Array = new Uint8Array(0)
  return {
    async load(source) {
      const loaded = await loadSource(source)
      bytes = loaded.bytes
      return loaded.hash
    },
    async parse(extra) {
      const taken = bytes
      bytes = new Uint8Array(0)
      return parseBytes(taken, extra)
    },
    drop: () => {
      bytes = new Uint8Array(0)
    },
    broken: false,
    end: async () => {},
  }
}
