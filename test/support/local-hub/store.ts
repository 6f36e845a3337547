import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The content of a file: in memory, or a file on this disk that is too large for it. */
export type Content = string | Uint8Array | { readonly file: string }

export interface StoredFile {
  readonly path: string
  readonly size: number
  readonly bytes: Buffer | null
  readonly disk: string | null
  /** git's name of the blob; of the pointer for a file in LFS. */
  readonly oid: string
  /** Set for a file in LFS. */
  readonly sha256: string | null
}

export type Tree = ReadonlyMap<string, StoredFile>

/** Files that the Hub keeps in LFS: by their kind, as its .gitattributes does, and all that are large. */
const inLfs = (path: string, size: number): boolean =>
  /\.(safetensors|bin|model|gguf|onnx|pt)$/.test(path) || size > 10_000_000

export async function storeFiles(files: Readonly<Record<string, Content>>): Promise<Tree> {
  const tree = new Map<string, StoredFile>()
  for (const [path, content] of Object.entries(files)) tree.set(path, await storeFile(path, content))
  return tree
}

/** A model folder as the contents of a repository; files are read from disk when they are asked for. */
export async function contentsOfFolder(folder: string): Promise<Record<string, Content>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(files.map((file) => [file.slice(folder.length).replace(/^\/+/, ''), { file }]))
}

async function storeFile(path: string, content: Content): Promise<StoredFile> {
  const onDisk = typeof content === 'object' && 'file' in content ? content.file : null
  const size = onDisk ? (await stat(onDisk)).size : Buffer.from(content as string).length
  const keep = onDisk === null || size <= 1_000_000
  const bytes = keep ? (onDisk ? await readFile(onDisk) : Buffer.from(content as string)) : null
  const disk = keep ? null : onDisk
  const lfs = inLfs(path, size)
  const sha256 = lfs ? await sha256Of(bytes, disk) : null
  const pointer = sha256 === null ? null : Buffer.from(pointerText(sha256, size))
  return { path, size, bytes, disk, sha256, oid: gitOid(pointer ?? bytes!) }
}

export const pointerText = (sha256: string, size: number): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`

const gitOid = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

async function sha256Of(bytes: Buffer | null, disk: string | null): Promise<string> {
  const hash = createHash('sha256')
  if (bytes) hash.update(bytes)
  else for await (const chunk of createReadStream(disk!, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

/** A name for a commit that depends on what is in it and on what came before. */
export function commitOf(tree: Tree, parent: string | null): string {
  const hash = createHash('sha1').update(parent ?? '')
  for (const [path, file] of tree) hash.update(`${path}\0${file.oid}\0`)
  return hash.digest('hex')
}
