import { dirname } from 'node:path'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'

const most = 50

/** A list in the state folder, the newest first. */
export interface Remembered<Item> {
  readonly file: string
  /** What of a document are items of the list; may throw where it is none. */
  readonly parse: (document: unknown) => readonly Item[]
}

/** None where the file is not there, or is no such list. Throws where it cannot be read, so that it is not written over. */
export async function remembered<Item>({ file, parse }: Remembered<Item>): Promise<readonly Item[]> {
  const text = await readOwn(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return '[]'
    throw thrown
  })
  try {
    return parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** Puts an item in front, once. Throws the errors of reading and writing. */
export async function remember<Item>(
  list: Remembered<Item>,
  item: Item,
  isSame: (other: Item) => boolean,
): Promise<void> {
  const others = (await remembered(list)).filter((other) => !isSame(other))
  await makeFolder(dirname(list.file))
  await writeWhole(list.file, `${JSON.stringify([item, ...others].slice(0, most), null, 2)}\n`)
}
