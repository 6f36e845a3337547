import { createHash, type Hash } from 'node:crypto'
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { DigestName, DiskReply, DiskRequest } from './disk-protocol.ts'

/**
 * The disk side of a download, off the main thread: hashing and writing would otherwise take turns
 * with the sockets. It imports nothing of ours but types, so that it starts at once.
 */
const port = parentPort!
const blocks = workerData as SharedArrayBuffer[]
const views = blocks.map((block) => new Uint8Array(block))
const readBuffer = new Uint8Array(1024 * 1024)
let file: { fd: number; hash: Hash; position: number; digest: DigestName; size: number } | null = null

const reply = (message: DiskReply) => port.postMessage(message)

/** A git blob's name is the sha1 of its content behind a header that holds its length. */
function newHash(digest: DigestName, size: number): Hash {
  return digest === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`)
}

/** Hashes what a file holds now; returns how many bytes that were. */
function hashFile(fd: number, hash: Hash): number {
  const { size } = fstatSync(fd)
  let position = 0
  let told = 0
  while (position < size) {
    const count = readSync(fd, readBuffer, 0, Math.min(readBuffer.length, size - position), position)
    if (count === 0) break
    hash.update(readBuffer.subarray(0, count))
    position += count
    if (position - told >= 64 * 1024 * 1024) {
      told = position
      reply({ kind: 'hashed', bytes: position })
    }
  }
  return position
}

function close() {
  if (file) closeSync(file.fd)
  file = null
}

function handle(request: DiskRequest): DiskReply | null {
  switch (request.kind) {
    case 'open': {
      close()
      const fd = openSync(request.path, 'a+')
      closeSync(fd)
      file = {
        fd: openSync(request.path, 'r+'),
        hash: newHash(request.digest, request.size),
        position: 0,
        ...request,
      }
      if (fstatSync(file.fd).size > request.size) ftruncateSync(file.fd, 0)
      file.position = hashFile(file.fd, file.hash)
      return { kind: 'done', position: file.position, digest: null }
    }
    case 'write': {
      const { fd, hash } = file!
      const bytes = views[request.block]!.subarray(0, request.length)
      hash.update(bytes)
      for (let written = 0; written < bytes.length; ) {
        const count = writeSync(fd, bytes, written, bytes.length - written, file!.position)
        written += count
        file!.position += count
      }
      return { kind: 'free', block: request.block }
    }
    case 'restart':
      ftruncateSync(file!.fd, 0)
      file!.hash = newHash(file!.digest, file!.size)
      file!.position = 0
      return { kind: 'done', position: 0, digest: null }
    case 'finish': {
      const { position, hash } = file!
      close()
      return { kind: 'done', position, digest: hash.digest('hex') }
    }
    case 'close':
      close()
      return { kind: 'done', position: 0, digest: null }
    case 'check': {
      const fd = openSync(request.path, 'r')
      try {
        const hash = newHash(request.digest, fstatSync(fd).size)
        const position = hashFile(fd, hash)
        return { kind: 'done', position, digest: hash.digest('hex') }
      } finally {
        closeSync(fd)
      }
    }
  }
}

port.on('message', (request: DiskRequest) => {
  try {
    const answer = handle(request)
    if (answer) reply(answer)
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    reply({ kind: 'failed', code: code ?? 'unknown', message })
  }
})
