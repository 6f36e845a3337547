import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface FolderName {
  readonly name: string
  readonly isFolder: boolean
  /** Holds a config.json, so it is a model. */
  readonly isModel: boolean
}

const most = 200

/** What a folder holds, hidden names left out; nothing where it cannot be read. `~` means the home folder. */
export async function folderNames(folder: string): Promise<readonly FolderName[]> {
  const root = folder === '~' || folder.startsWith('~/') ? join(homedir(), folder.slice(1)) : folder
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  const shown = entries.filter(({ name }) => !name.startsWith('.')).slice(0, most)
  return Promise.all(
    shown.map(async (entry) => {
      const path = join(root, entry.name)
      const isFolder = entry.isSymbolicLink()
        ? ((await stat(path).catch(() => null))?.isDirectory() ?? false)
        : entry.isDirectory()
      const isModel = isFolder && (await stat(join(path, 'config.json')).catch(() => null)) !== null
      return { name: entry.name, isFolder, isModel }
    }),
  )
}
