import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { quote } from '../../../core/json/quote.ts'
import { append } from '../../../core/many.ts'
import type { ModelFile, ModelFiles } from '../../../core/model-files.ts'
import { formatBytes } from '../../../core/text/units.ts'
import { describeEntry, describeNamed, hasNameOfFile, type LocalFile, linkBoundary } from './entry.ts'
import { readRange } from './read-range.ts'

/** More entries than any model has: a folder with more is not a model folder, and listing it would not end. */
const maxEntries = 10_000

/**
 * The files of a model folder: those in it and in its direct subfolders. Listed once, when it is opened.
 *
 * Throws `model-not-found` when there is no such folder, `file-unreadable` when it cannot be listed.
 */
export async function openLocalModel(ref: string, folder: string): Promise<ModelFiles> {
  const root = await resolveFolder(folder)
  const files = await listFolder(root).catch((error) => {
    throw unreadable(
      folder,
      `cannot be listed (${codeOf(error)})`,
      'check that it is a model folder and may be read',
      error,
    )
  })
  const byPath = new Map(files.map((file) => [file.path, file]))
  const find = (path: string): LocalFile & { realPath: string } => {
    const file = byPath.get(path)
    if (!file) throw unreadable(join(folder, path), 'does not exist', 'check that the model is whole')
    const { realPath } = file
    if (realPath === null)
      throw unreadable(join(folder, path), file.refused ?? '', 'put a regular file in its place')
    return { ...file, realPath }
  }
  const read = async (path: string, start: number, end: number) => {
    const { realPath } = find(path)
    return readRange(realPath, start, end).catch((error) => {
      throw unreadable(
        join(folder, path),
        `cannot be read (${codeOf(error)})`,
        'check the permissions',
        error,
      )
    })
  }
  return {
    ref,
    location: folder,
    commit: null,
    list: async () => files.map(withoutPath),
    find: async (path) => {
      const file = byPath.get(path) ?? (await describeNamed(root, path))
      if (file) byPath.set(path, file)
      return file && withoutPath(file)
    },
    read,
    readAll: async (path, limit) => {
      const { size } = find(path)
      if (size > limit) throw tooLarge(join(folder, path), size, limit)
      return read(path, 0, size)
    },
    identity: async (path) => {
      const { dev, ino, size, mtimeMs } = await stat(find(path).realPath)
      return `inode ${dev}:${ino} ${size} ${mtimeMs}`
    },
    localPath: (path) => byPath.get(path)?.realPath ?? null,
  }
}

const withoutPath = ({ realPath: _, ...file }: LocalFile): ModelFile => file

async function resolveFolder(folder: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new MergescopeError('model-not-found', `${quote(folder)} ${why}`, {
      hint: 'name the folder that holds config.json and the weights',
      context: { path: folder },
      cause,
    })
  const root = await realpath(folder).catch((error) => {
    throw refuse(`cannot be found (${codeOf(error)})`, error)
  })
  if (!(await stat(root)).isDirectory()) throw refuse('is not a folder')
  return root
}

async function listFolder(root: string): Promise<LocalFile[]> {
  const boundary = linkBoundary(root)
  const files: LocalFile[] = []
  const visit = async (prefix: string, entries: readonly Dirent[]): Promise<void> => {
    if (files.length + entries.length > maxEntries) throw new Error(`more than ${maxEntries} entries`)
    const plain = entries.filter((entry) => !entry.isDirectory() || hasNameOfFile(prefix + entry.name))
    append(
      files,
      await Promise.all(
        plain.map(({ name }) => describeEntry(join(root, prefix, name), prefix + name, boundary)),
      ),
    )
  }
  const top = await readdir(root, { withFileTypes: true })
  await visit('', top)
  for (const { name } of top.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')))
    await visit(`${name}/`, await readdir(join(root, name), { withFileTypes: true }).catch(() => []))
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function tooLarge(path: string, size: number, limit: number): MergescopeError {
  return unreadable(
    path,
    `has ${formatBytes(size)}, more than such a file ever needs (${formatBytes(limit)})`,
    'check that this is the right file',
  )
}

function unreadable(path: string, why: string, hint: string, cause?: unknown): MergescopeError {
  return new MergescopeError('file-unreadable', `${quote(path)} ${why}`, { hint, context: { path }, cause })
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message
}
