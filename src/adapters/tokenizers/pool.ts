import { availableParallelism } from 'node:os'
import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import { localLane, type ParserLane, workerLane } from './lane.ts'
import type { TokenizerOutcome, TokenizerSource } from './source.ts'

const mostLanes = 4
/** Parsed in a few milliseconds, sooner than a thread has started. */
const smallBytes = 500_000

/** A tokenizer.json to parse. `identity`: equal texts mean equal bytes; null when unknown. */
interface TokenizerJob {
  readonly identity: string | null
  readonly size: number
  /** Called when it is this job's turn, so that bytes do not pile up. */
  readonly source: () => Promise<TokenizerSource>
  readonly extra: readonly AddedToken[]
}

/** Parses tokenizer.json files on threads of its own, each distinct file once. `close` it when done. */
export interface TokenizerPool {
  /** Throws when the file cannot be read; a file that is read but wrong is an outcome with `problem`. */
  parse(job: TokenizerJob): Promise<TokenizerOutcome>
  close(): Promise<void>
}

export interface PoolOptions {
  /** At most so many threads; 0: everything on this one. */
  readonly threads?: number
  /** Makes a lane; for tests of what happens when threads cannot be had. */
  readonly makeLane?: () => ParserLane
}

export function openTokenizerPool(options: PoolOptions = {}): TokenizerPool {
  const threads = options.threads ?? Math.min(mostLanes, availableParallelism())
  const makeLane = threads === 0 ? localLane : (options.makeLane ?? workerLane)
  const lanes = new Set<ParserLane>()
  const idle: ParserLane[] = []
  const waiting: ((lane: ParserLane) => void)[] = []
  let closed = false
  const byIdentity = new Map<string, Promise<TokenizerOutcome>>()
  const byHash = new Map<string, Promise<TokenizerOutcome>>()

  function take(): ParserLane | Promise<ParserLane> {
    const free = idle.pop()
    if (free) return free
    if (lanes.size < Math.max(1, threads)) {
      const lane = makeLane()
      lanes.add(lane)
      return lane
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  function giveBack(lane: ParserLane): void {
    const next = waiting.shift()
    if (next) next(lane)
    else idle.push(lane)
  }

  async function run({ source, size, extra }: TokenizerJob): Promise<TokenizerOutcome> {
    if (size < smallBytes) return parseOn(localLane(), await source(), extra)
    const lane = await take()
    try {
      const loaded = await source()
      // Whatever goes wrong on the other thread (it cannot start, it dies), this one still can.
      return await parseOn(lane, loaded, extra).catch((error) => {
        if (closed) throw error
        return parseOn(localLane(), loaded, extra)
      })
    } finally {
      giveBack(lane.broken ? replacementOf(lane) : lane)
    }
  }

  async function parseOn(
    lane: ParserLane,
    source: TokenizerSource,
    extra: readonly AddedToken[],
  ): Promise<TokenizerOutcome> {
    const key = `${await lane.load(source)} ${JSON.stringify(extra)}`
    const known = byHash.get(key)
    if (known) {
      lane.drop()
      return known
    }
    const outcome = lane.parse(extra)
    byHash.set(key, outcome)
    outcome.catch(() => byHash.delete(key))
    return outcome
  }

  function replacementOf(broken: ParserLane): ParserLane {
    lanes.delete(broken)
    const lane = localLane()
    lanes.add(lane)
    return lane
  }

  return {
    parse(job) {
      if (job.identity === null) return run(job)
      const key = `${job.identity} ${JSON.stringify(job.extra)}`
      const known = byIdentity.get(key) ?? run(job)
      byIdentity.set(key, known)
      return known
    },
    async close() {
      closed = true
      await Promise.all([...lanes].map((lane) => lane.end()))
    },
  }
}
