import type { ErrorCode } from '../error-codes.ts'
import { MergescopeError } from '../errors.ts'
import type { PatchManifest } from './manifest.ts'
import type { SeenInstall, StatedFile, StatedInstall } from './state.ts'

const versionsOf = (manifest: PatchManifest) => Object.keys(manifest.versions).sort().join(' or ')

const problem = (code: ErrorCode, message: string, hint: string, context: Record<string, unknown>) =>
  new MergescopeError(code, message, { hint, context })

/**
 * Why this install must be left alone, as the error that `apply` and `revert` end with; null when nothing
 * stands in the way.
 */
export function problemOf(
  manifest: PatchManifest,
  seen: SeenInstall,
  stated: StatedInstall,
): MergescopeError | null {
  const { python, mergekit } = seen
  const supported = versionsOf(manifest)
  if (mergekit === null)
    return problem(
      'mergekit-absent',
      `${python} has no mergekit`,
      `install it there (mergekit ${supported} can be patched), name another interpreter with --python, or run \`mergescope setup\``,
      { python },
    )
  const { version, location } = mergekit
  const context = { python, version, location }
  if (version === null)
    return problem(
      'mergekit-no-metadata',
      `the mergekit in ${location} has no package metadata, so its version and licence are unknown`,
      `install it with pip, so that its version is known: ${reinstall(seen, supported.split(' ').at(-1)!)}`,
      context,
    )
  const licence = manifest.refused[version]
  if (licence !== undefined)
    return problem(
      'mergekit-licence',
      `mergekit ${version} is under ${licence}, a licence that does not allow it to be patched`,
      `use mergekit ${supported}, each under the LGPL: ${reinstall(seen, supported.split(' ').at(-1)!)}`,
      context,
    )
  if (stated.state === 'unsupported')
    return problem(
      'mergekit-version-unknown',
      `mergekit ${version} is not known to mergescope; it can patch ${supported}`,
      `install one of these: ${reinstall(seen, supported.split(' ').at(-1)!)}`,
      context,
    )
  return stated.state === 'foreign' ? foreignProblem(manifest, seen, stated, version) : null
}

function foreignProblem(
  manifest: PatchManifest,
  seen: SeenInstall,
  stated: StatedInstall,
  version: string,
): MergescopeError {
  const odd = stated.files.filter((file) => ['foreign', 'missing', 'older-embed_v2d'].includes(file.state))
  const files = odd.map((file) => ({ ...file, expected: expectedHashes(manifest, version, file.path) }))
  const context = { python: seen.python, version, files }
  const said = odd.map((file) => sentence(manifest, version, file)).join('; ')
  if (odd.every((file) => file.state === 'older-embed_v2d'))
    return problem(
      'mergekit-older-patch',
      said,
      'run `mergescope patch apply --replace`: it is backed up, and `patch revert` gives it back',
      context,
    )
  if (seen.mergekit?.editable)
    return problem(
      'mergekit-editable-unknown',
      `mergekit is an editable install of ${seen.mergekit.editable}, and its code is not that of ${version}: ${said}`,
      `check out the tag v${version} there and undo edits, or run \`pip install -e\` again if pip's version is out of date`,
      context,
    )
  return problem(
    'mergekit-modified',
    `mergekit ${version} was changed by somebody else: ${said}`,
    `reinstall it if these edits may go: ${reinstall(seen, version)}`,
    context,
  )
}

function sentence(manifest: PatchManifest, version: string, file: StatedFile): string {
  if (file.state === 'older-embed_v2d') return `${file.path} is an older embed_v2d, copied by hand`
  if (file.state === 'missing') return `${file.path} is missing`
  return `${file.path} has sha256 ${file.sha256}, expected ${expectedHashes(manifest, version, file.path)}`
}

function expectedHashes(manifest: PatchManifest, version: string, path: string): string {
  const file = manifest.versions[version]?.files.find((entry) => entry.path === path)
  return [file?.pristine && `${file.pristine} (as released)`, file && `${file.patched} (patched)`]
    .filter(Boolean)
    .join(' or ')
}

/** The command that puts a mergekit there as it was released. */
export function reinstall(seen: SeenInstall, version: string): string {
  return `\`${seen.python} -m pip install --force-reinstall --no-deps mergekit==${version}\``
}
