import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { kindOf } from './kind-of.ts'
import { openRegular } from './open-regular.ts'

/**
 * The text of a file that mergescope wrote. Whatever has taken its place since cannot make the reader wait, as a named
 * pipe would for ever: throws an error that says what it is, with the code `ENOTFILE`, else the file system's.
 */
export async function readOwn(path: string): Promise<string> {
  const refused = (opened: Stats) =>
    Object.assign(new Error(`it is ${kindOf(opened)}, not a file`), { code: 'ENOTFILE', path })
  const there = await stat(path)
  if (!there.isFile()) throw refused(there)
  const handle = await openRegular(path, refused)
  try {
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
