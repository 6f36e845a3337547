import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MergescopeError } from '../../core/errors.ts'
import { filesOf, type PatchManifest, patchManifest } from '../../core/patch/manifest.ts'

export const patchesFolder = fileURLToPath(new URL('../../../patches/', import.meta.url))

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The same text with LF line ends. */
export const withLf = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')

const damaged = (path: string, why: string, cause?: unknown) =>
  new MergescopeError('patch-files-damaged', `mergescope's own ${path} ${why}`, {
    hint: 'reinstall mergescope, or restore the file with git',
    context: { path },
    cause,
  })

/** @throws MergescopeError `patch-files-damaged` */
export async function readManifest(folder: string): Promise<PatchManifest> {
  const path = join(folder, 'manifest.json')
  try {
    return patchManifest.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw damaged(path, 'cannot be read', cause)
  }
}

/**
 * The bytes to put into an install, with the line ends that the manifest speaks of, whatever a checkout made
 * of them.
 * @throws MergescopeError `patch-files-damaged`
 */
export async function readSource(folder: string, source: string, sha256: string): Promise<Buffer> {
  const path = join(folder, source)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw damaged(path, 'cannot be read', cause)
  })
  const right = [bytes, withLf(bytes)].find((candidate) => sha256Of(candidate) === sha256)
  if (!right) throw damaged(path, `is not the file that the manifest names: sha256 ${sha256Of(bytes)}`)
  return right
}

/** Our own files of the patch for a version of mergekit, by their paths in it: their sha256, and where they lie. */
export async function patchFiles(version: string): Promise<{
  readonly patched: Readonly<Record<string, string>>
  readonly patchFiles: Readonly<Record<string, string>>
}> {
  const files = filesOf(await readManifest(patchesFolder), version)
  return {
    patched: Object.fromEntries(files.map(({ path, patched }) => [path, patched])),
    patchFiles: Object.fromEntries(files.map(({ path, source }) => [path, join(patchesFolder, source)])),
  }
}
