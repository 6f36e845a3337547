import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { kindOf } from './kind-of.ts'

/**
 * The text of a file that mergescope wrote. Whatever has taken its place since cannot make the reader wait, as a named
 * pipe would for ever: throws an error that says what it is, with the code `ENOTFILE`, else the file system's.
 */
export async function readOwn(path: string): Promise<string> {
  const refuse = (kind: string) =>
    Object.assign(new Error(`it is ${kind}, not a file`), { code: 'ENOTFILE', path })
  const there = await stat(path)
  if (!there.isFile()) throw refuse(kindOf(there))
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const opened = await handle.stat()
    if (!opened.isFile()) throw refuse(kindOf(opened))
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
