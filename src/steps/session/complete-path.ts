import { type FolderName, folderNames } from '../../adapters/files/path/folder-names.ts'

export interface PathSuggestion {
  readonly path: string
  readonly kind: 'model' | 'config' | 'folder'
}

/** Folders and configs that the typed path may be going to be, models first. */
export async function completePath(typed: string): Promise<readonly PathSuggestion[]> {
  const cut = typed.lastIndexOf('/') + 1
  const folder = typed.slice(0, cut)
  const begun = typed.slice(cut).toLowerCase()
  const names = await folderNames(folder === '' ? '.' : folder)
  const order = { model: 0, config: 1, folder: 2 }
  return names
    .filter(({ name }) => name.toLowerCase().startsWith(begun))
    .flatMap((entry): PathSuggestion[] => {
      const kind = kindOf(entry)
      return kind === null ? [] : [{ path: `${folder}${entry.name}${kind === 'folder' ? '/' : ''}`, kind }]
    })
    .sort((left, right) => order[left.kind] - order[right.kind] || left.path.localeCompare(right.path))
}

function kindOf({ name, isFolder, isModel }: FolderName): PathSuggestion['kind'] | null {
  if (isModel) return 'model'
  if (isFolder) return 'folder'
  return /\.ya?ml$/i.test(name) ? 'config' : null
}
