import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { mergeModules } from '../../core/bridge/calls.ts'
import { filesOf, type PatchManifest } from '../../core/patch/manifest.ts'
import {
  retiredModules,
  type SeenFile,
  type SeenInstall,
  type StatedInstall,
  stateOf,
} from '../../core/patch/state.ts'
import { runScript } from '../python/run-script.ts'
import { patchesFolder, readManifest, sha256Of, withLf } from './patch-files.ts'
import { probeScript } from './python-scripts.ts'
import { scrapPrefix } from './replace-file.ts'
import { readBackups, readJournal, stateFolder } from './store.ts'

const probeAnswer = z.object({
  python: z.string(),
  missing: z.array(z.string()),
  folder: z.string().nullable(),
  version: z.string().nullable(),
  editable: z.string().nullable(),
  leftover: z.string().nullable(),
})

/** What an interpreter says of itself and of its mergekit. */
export type Probe = Readonly<z.infer<typeof probeAnswer>>

/** The interpreter that is asked, and how; what every operation on an install takes. */
export interface PatchTarget {
  readonly python: string
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** Folders that this Python finds modules in before its own: another mergekit than the installed one. */
  readonly first?: readonly string[]
  /** What it said already, so that it need not be started again; the files are looked at anew. */
  readonly probe?: Probe
  /** Where the patch files lie; for tests. */
  readonly patches?: string
}

export interface Install {
  readonly probe: Probe
  readonly manifest: PatchManifest
  readonly seen: SeenInstall
  readonly stated: StatedInstall
  /** Where the user's own Pythons keep their bytecode; ours do not look at it. */
  readonly pycachePrefix: string | null
}

const probeTimeoutMs = 30_000

/**
 * Looks at mergekit as the interpreter sees it. Changes nothing.
 * @throws MergescopeError `python-not-found`, `python-broken`, `patch-files-damaged`
 */
export async function lookAtInstall(target: PatchTarget): Promise<Install> {
  const manifest = await readManifest(target.patches ?? patchesFolder)
  const installed = target.probe ?? (await probe(target))
  const seen =
    installed.folder === null
      ? nothingSeen(target.python, installed.leftover)
      : await look(target.python, manifest, installed)
  return {
    probe: installed,
    manifest,
    seen,
    stated: stateOf(manifest, seen),
    pycachePrefix: target.env.PYTHONPYCACHEPREFIX || null,
  }
}

async function probe({ python, env, first, signal }: PatchTarget): Promise<Probe> {
  const answer = await runScript(python, probeScript, {
    timeoutMs: probeTimeoutMs,
    env,
    args: [JSON.stringify(mergeModules)],
    leaveNoBytecode: true,
    ...(first && { first }),
    ...(signal && { signal }),
  })
  return probeAnswer.parse(answer)
}

const nothingSeen = (python: string, leftover: string | null): SeenInstall => ({
  python,
  mergekit: null,
  leftover,
  files: {},
  journal: null,
  backups: [],
  scraps: [],
})

async function look(
  python: string,
  manifest: PatchManifest,
  { folder, version, editable }: Probe,
): Promise<SeenInstall> {
  const location = dirname(folder!)
  const journal = await readJournal(location)
  const known = filesOf(manifest, version)
  const files: Record<string, SeenFile> = {}
  for (const { path } of [...known, ...retiredModules(manifest, version, journal)])
    files[path] = await lookAtFile(join(location, path), manifest.marker)
  const folders = [...known.map(({ path }) => dirname(join(location, path))), stateFolder(location)]
  return {
    python,
    mergekit: { version, location, editable },
    leftover: null,
    files,
    journal,
    backups: await readBackups(location),
    scraps: await scrapsIn([...new Set(folders)]),
  }
}

async function scrapsIn(folders: readonly string[]): Promise<string[]> {
  const scraps: string[] = []
  for (const folder of folders)
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith(scrapPrefix)) scraps.push(join(folder, name))
  return scraps
}

async function lookAtFile(path: string, marker: string): Promise<SeenFile> {
  // Only a regular file is read: a FIFO would never end.
  const regular = await stat(path).then(
    (info) => info.isFile(),
    () => false,
  )
  if (!regular) return { sha256: null, lfSha256: null, marked: false }
  const bytes = await readFile(path)
  return { sha256: sha256Of(bytes), lfSha256: sha256Of(withLf(bytes)), marked: bytes.includes(marker) }
}
