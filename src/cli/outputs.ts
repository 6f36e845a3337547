import { fstatSync, writeSync } from 'node:fs'
import { exitCodes } from '../core/error-codes.ts'

type Output = NodeJS.WriteStream & { fd: number }

/** The other end has gone away (`| head`, a closed terminal): nobody is left who could miss anything. */
const hasLeft = ({ code }: NodeJS.ErrnoException, { isTTY }: Output) =>
  code === 'EPIPE' || (code === 'EIO' && isTTY)

const tell = (line: string) => {
  try {
    writeSync(2, line)
  } catch {
    // Nobody can be told.
  }
}

/**
 * What is printed may not arrive: the disk of a log is full, the reader has gone. That ends no work. What was lost is
 * said on stderr, and the exit code says so, where the command itself would have ended well.
 */
export function guardOutputs(stdout: Output, stderr: Output): void {
  let lost = false
  stderr.on('error', () => undefined)
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (lost || hasLeft(error, stdout)) return
    lost = true
    tell(
      `warning: stdout cannot be written (${error.code ?? error.message}); the work continues without it\n`,
    )
  })
  for (const stream of [stdout, stderr]) if (isFile(stream.fd)) writeWholly(stream)
  process.on('exit', (code) => {
    if (lost && code === 0) process.exitCode = exitCodes.outputLost
  })
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/** Node takes a file for written when a full disk took the first half of what it was given. */
function writeWholly(stream: Output): void {
  stream._write = (chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void) => {
    const data = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    try {
      for (let at = 0; at < data.length; ) at += writeSync(stream.fd, data, at)
      done()
    } catch (thrown) {
      done(thrown as Error)
    }
  }
}
