import { lstat, readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { MergescopeError } from '../../../core/errors.ts'
import { quote } from '../../../core/json/quote.ts'
import { nearest } from '../../../core/merge-config/nearest.ts'
import { addressSlip, withoutFileScheme } from '../../../core/object-uri.ts'
import { homePath } from '../../../core/text/home-path.ts'
import { shellWord } from '../../../core/text/shell-words.ts'

/** The path with a leading `~` as the user's home, and without a leading `file://`. */
export const withHome = (path: string): string => withoutFileScheme(homePath(path, homedir()))

/**
 * The folder that a model's path leads to; null where nothing is there. mergekit takes whatever is there, too.
 * Throws `model-not-found` for a file, a link that leads nowhere, and what cannot be looked at.
 */
export async function modelFolder(path: string): Promise<string | null> {
  const folder = withHome(path)
  const refuse = (why: string, hint = 'name the folder that holds config.json and the weights') =>
    new MergescopeError('model-not-found', `${quote(path)} ${why}`, { hint, context: { path } })
  try {
    if ((await stat(folder)).isDirectory()) return folder
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const isLink = await lstat(folder).then(
      (own) => own.isSymbolicLink(),
      () => false,
    )
    if (isLink)
      throw refuse(`is a link that leads nowhere (${code})`, 'fix the link, or name the folder itself')
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw refuse(`cannot be looked at (${code})`, 'check the permissions of the folders above it')
  }
  throw refuse('is a file, not the folder of a model')
}

/**
 * Why a relative path leads nowhere although its folder lies beside the config: paths follow the current
 * folder, as in mergekit. null where it does not lie there either.
 */
export async function liesBesideConfig(path: string, config: string | null): Promise<MergescopeError | null> {
  const folder = await folderBeside(path, config)
  if (folder === null) return null
  const cd = `cd ${shellWord(dirname(config!))}`
  return new MergescopeError(
    'model-not-found',
    `there is no folder ${quote(path)} under the current folder; it lies beside the config, at ${quote(folder)}`,
    {
      hint: `relative paths follow the current folder, as in mergekit: ${cd} first, or write ${asModel(folder)}`,
      context: { path, place: folder },
    },
  )
}

async function folderBeside(path: string, config: string | null): Promise<string | null> {
  if (config === null || isAbsolute(path) || withHome(path) !== path) return null
  const folder = resolve(dirname(config), path)
  return (await isFolder(folder)) ? folder : null
}

/** How a folder is written in a config, so that YAML and mergekit read its very name. */
function asModel(path: string): string {
  if (/[+@]/.test(path)) return `model: {model: {path: ${JSON.stringify(path)}}}`
  return /^[\p{L}\p{N}_./-]+$/u.test(path) ? path : JSON.stringify(path)
}

/**
 * Why a text leads nowhere that is the name of a folder, under the current folder or beside the config, and is parted
 * at its `+` or `@`. null where there is no such folder.
 */
export async function liesThereWhole(text: string, config: string | null): Promise<MergescopeError | null> {
  const isHere = await isFolder(withHome(text))
  const folder = isHere ? text : await folderBeside(text, config)
  if (folder === null) return null
  const where = isHere
    ? 'a folder of that very name is there'
    : 'a folder of that name lies beside the config'
  return new MergescopeError(
    'model-not-found',
    `${quote(text)} is read as a name of several parts, as in mergekit, and ${where}`,
    { hint: `to name the folder, write it as ${asModel(folder)}`, context: { path: text, place: folder } },
  )
}

/** What to say of a path that leads nowhere: as far as it does lead, and the names there that resemble it. */
export async function missingFolder(path: string): Promise<MergescopeError> {
  const slip = /^file:/i.test(path) ? addressSlip(path) : null
  if (slip)
    return new MergescopeError('model-not-found', `${quote(path)} leads to no folder: ${slip.why}`, {
      hint: slip.hint,
      context: { path },
    })
  const hint = (await nearFolder(path)) ?? windowsHint(path) ?? 'check the path; a Hub id looks like org/name'
  return new MergescopeError('model-not-found', `there is no folder ${quote(path)}`, {
    hint,
    context: { path },
  })
}

/** `did you mean X?` where something like it lies there, or where the path ends; null where not even its first part is there. */
export async function nearFolder(path: string): Promise<string | null> {
  const whole = withHome(path.replace(/[\\/]+$/, ''))
  let missing = whole
  let names = await namesIn(dirname(missing))
  for (; names === null; names = await namesIn(dirname(missing))) missing = dirname(missing)
  const [parent, name] = [dirname(missing), basename(missing)]
  const same = names.find(
    (entry) => entry.toLowerCase() === name.toLowerCase() || entry.normalize() === name.normalize(),
  )
  const meant = same ?? nearest(name, names)
  if (meant) return `did you mean ${join(parent, meant)}${whole.slice(missing.length)}?`
  return parent === '.' ? null : `${parent} is there, and nothing in it is called ${quote(name)}`
}

const namesIn = (folder: string): Promise<readonly string[] | null> =>
  readdir(folder).catch(() => (dirname(folder) === folder ? [] : null))

const windowsHint = (path: string): string | null =>
  /^[A-Za-z]:[\\/]|^\\\\/.test(path) && process.platform !== 'win32'
    ? 'this is a path of Windows; write it as this system calls the folder'
    : null

/** Whether the folder above the last part of a path is there, which says that it is meant as a path. */
export const hasParent = async (path: string): Promise<boolean> =>
  path.includes('/') && (await isFolder(dirname(withHome(path))))

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
