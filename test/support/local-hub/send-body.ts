import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Fault } from './faults.ts'
import { pointerText, type StoredFile } from './store.ts'

interface Range {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

/**
 * Answers a GET or HEAD for the bytes of a file, with ranges and If-Range as RFC 9110 has them, and with
 * whatever a fault does to that.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: StoredFile,
  plainEtag: string,
  fault: Fault | null,
): Promise<void> {
  const etag = etagOf(plainEtag, fault)
  response.setHeader('ETag', etag)
  response.setHeader('Accept-Ranges', 'bytes')
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/octet-stream')
  const range = rangeOf(request, file.size, etag, fault)
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${file.size}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: file.size }
  if (range) {
    const off = fault?.kind === 'wrong-range' ? Number(fault.value) : 0
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${start + off}-${end - 1 + off}/${file.size + off}`)
  }
  response.setHeader('Content-Length', end - start)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  if (fault && (await sendWrong(response, file, { start, end }, fault))) return
  if (file.bytes) response.end(file.bytes.subarray(start, end))
  else await pipeline(createReadStream(file.disk!, { start, end: end - 1, highWaterMark: 1 << 20 }), response)
}

function etagOf(plain: string, fault: Fault | null): string {
  if (fault?.kind === 'changed') return `"changed-${plain}"`
  return fault?.kind === 'weak-etag' ? `W/"${plain}"` : `"${plain}"`
}

function rangeOf(
  request: IncomingMessage,
  size: number,
  etag: string,
  fault: Fault | null,
): Range | 'unsatisfiable' | null {
  const { range, 'if-range': ifRange } = request.headers
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
  if (!match || fault?.kind === 'ignore-range') return null
  if (ifRange !== undefined && ifRange !== etag) return null
  const start = Number(match[1])
  if (start >= size) return 'unsatisfiable'
  return { start, end: match[2] ? Math.min(Number(match[2]) + 1, size) : size }
}

/** Sends the body as the fault wants it; false where the fault leaves the body alone. */
async function sendWrong(
  response: ServerResponse,
  file: StoredFile,
  { start, end }: Range,
  fault: Fault,
): Promise<boolean> {
  const right = file.bytes ?? (await readFile(file.disk!))
  const part = Buffer.from(right.subarray(start, end))
  const after = fault.after ?? Math.floor(part.length / 2)
  const first = part.subarray(0, after)
  switch (fault.kind) {
    case 'weak-etag':
    case 'reset':
      if (fault.after === undefined && fault.kind === 'weak-etag') return false
      response.flushHeaders()
      response.write(first)
      await sleep(30)
      response.socket?.resetAndDestroy()
      return true
    case 'short-body':
      response.flushHeaders()
      response.write(first)
      await sleep(30)
      response.socket?.end()
      return true
    case 'short-length':
      response.setHeader('Content-Length', first.length)
      response.end(first)
      return true
    case 'stall':
      response.flushHeaders()
      response.write(first)
      return true
    case 'slow':
      for (let sent = 0; sent < part.length && !response.destroyed; sent += Number(fault.value)) {
        response.write(part.subarray(sent, sent + Number(fault.value)))
        await sleep(10)
      }
      response.end()
      return true
    case 'gzip': {
      const packed = gzipSync(part)
      response.setHeader('Content-Encoding', 'gzip')
      response.setHeader('Content-Length', packed.length)
      response.end(packed)
      return true
    }
    case 'pointer': {
      const pointer = pointerText(file.sha256 ?? '', file.size)
      response.statusCode = 200
      response.removeHeader('Content-Range')
      response.setHeader('Content-Length', Buffer.byteLength(pointer))
      response.end(pointer)
      return true
    }
    case 'flip': {
      const at = (fault.after ?? start) - start
      if (at >= 0 && at < part.length) part[at]! ^= 1
      response.end(part)
      return true
    }
    case 'zeros':
      response.end(Buffer.alloc(part.length))
      return true
    case 'changed':
      response.end(Buffer.from(part.map((byte) => byte ^ 0xff)))
      return true
    case 'overlong':
      response.removeHeader('Content-Length')
      response.end(Buffer.concat([part, part]))
      return true
    default:
      return false
  }
}
