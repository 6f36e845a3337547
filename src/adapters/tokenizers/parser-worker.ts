import { parentPort } from 'node:worker_threads'
import type { ParserReply, ParserRequest } from './protocol.ts'
import { loadSource, parseBytes } from './source.ts'

const port = parentPort!
let bytes: Uint8Array = new Uint8Array(0)

port.on('message', (request: ParserRequest) => {
  answer(request).catch((error: unknown) =>
    reply({ kind: 'failed', message: String((error as Error).message) }),
  )
})

async function answer(request: ParserRequest): Promise<void> {
  if (request.kind === 'load') {
    const loaded = await loadSource(request.source)
    bytes = loaded.bytes
    reply({ kind: 'loaded', hash: loaded.hash })
    return
  }
  const taken = bytes
  bytes = new Uint8Array(0)
  if (request.kind === 'parse') reply({ kind: 'parsed', outcome: parseBytes(taken, request.extra) })
}

/** The vocabulary moves to the other thread without a copy. */
function reply(message: ParserReply): void {
  const isParsed = message.kind === 'parsed' && 'parsed' in message.outcome
  const { text, ends, ids, hashes, added } = isParsed
    ? message.outcome.parsed.vocabulary
    : { text: null, ends: null, ids: null, hashes: null, added: null }
  const moved = [text, ends, ids, hashes, added].filter((array) => array !== null)
  port.postMessage(
    message,
    moved.map(({ buffer }) => buffer),
  )
}
