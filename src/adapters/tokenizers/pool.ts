import { availableParallelism } from 'node:os'
import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import { localParser, type Parser, workerParser } from './parser.ts'
import type { TokenizerOutcome, TokenizerSource } from './source.ts'

const mostParsers = 4
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
  /** Makes a parser; for tests of what happens when threads cannot be had. */
  readonly makeParser?: () => Parser
}

export function openTokenizerPool(options: PoolOptions = {}): TokenizerPool {
  const threads = options.threads ?? Math.min(mostParsers, availableParallelism())
  const makeParser = threads === 0 ? localParser : (options.makeParser ?? workerParser)
  const parsers = new Set<Parser>()
  const idle: Parser[] = []
  const waiting: ((parser: Parser) => void)[] = []
  let closed = false
  const byIdentity = new Map<string, Promise<TokenizerOutcome>>()
  const byHash = new Map<string, Promise<TokenizerOutcome>>()

  function take(): Parser | Promise<Parser> {
    const free = idle.pop()
    if (free) return free
    if (parsers.size < Math.max(1, threads)) {
      const parser = makeParser()
      parsers.add(parser)
      return parser
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  function giveBack(parser: Parser): void {
    const next = waiting.shift()
    if (next) next(parser)
    else idle.push(parser)
  }

  async function run({ source, size, extra }: TokenizerJob): Promise<TokenizerOutcome> {
    if (size < smallBytes) return parseOn(localParser(), await source(), extra)
    const parser = await take()
    try {
      const loaded = await source()
      // Whatever goes wrong on the other thread (it cannot start, it dies), this one still can.
      return await parseOn(parser, loaded, extra).catch((error) => {
        if (closed) throw error
        return parseOn(localParser(), loaded, extra)
      })
    } finally {
      giveBack(parser.broken ? replacementOf(parser) : parser)
    }
  }

  async function parseOn(
    parser: Parser,
    source: TokenizerSource,
    extra: readonly AddedToken[],
  ): Promise<TokenizerOutcome> {
    const key = `${await parser.load(source)} ${JSON.stringify(extra)}`
    const known = byHash.get(key)
    if (known) {
      parser.drop()
      return known
    }
    const outcome = parser.parse(extra)
    byHash.set(key, outcome)
    outcome.catch(() => byHash.delete(key))
    return outcome
  }

  function replacementOf(broken: Parser): Parser {
    parsers.delete(broken)
    const parser = localParser()
    parsers.add(parser)
    return parser
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
      await Promise.all([...parsers].map((parser) => parser.end()))
    },
  }
}
