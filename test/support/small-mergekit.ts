import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PatchTarget } from '../../src/adapters/patch/install.ts'
import { runScript } from '../../src/adapters/python/run-script.ts'
import { environmentOver } from './python-environment.ts'

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

export const embedPath = 'mergekit/tokenizer/embed.py'
export const buildPath = 'mergekit/tokenizer/build.py'
export const modulePath = 'mergekit/tokenizer/mergescope_rows.py'

const stock: Record<string, string> = {
  'mergekit/__init__.py': '',
  'mergekit/tokenizer/__init__.py': 'from mergekit.tokenizer import build, embed\n',
  [embedPath]: 'WHO = "stock"\n',
  [buildPath]: 'WHO = "stock"\n',
}

const patch: Record<string, { source: string; text: string }> = {
  [modulePath]: { source: 'common/mergescope_rows.py', text: '# [VOCAB AUDIT]\nROWS = "patched"\n' },
  [buildPath]: {
    source: 'small/build.py',
    text: 'from mergekit.tokenizer.mergescope_rows import ROWS as WHO\n',
  },
  // As long as the stock file, so that a stale .pyc of it could pass for this one's.
  [embedPath]: { source: 'small/embed.py', text: 'WHO = "PATCH"\n' },
}

export interface SmallMergekit {
  readonly folder: string
  readonly target: PatchTarget & { readonly patches: string }
  path(file: string): string
  read(file: string): Promise<string>
  write(file: string, text: string): Promise<void>
  setVersion(version: string): Promise<void>
  /** Puts the stock files there as an installer does: new files under the old names. */
  reinstall(): Promise<void>
  /** What a fresh Python that imports the package finds in embed.py and build.py. */
  imported(): Promise<{ embed: string; build: string }>
  /** Every file under the site-packages folder with its sha256, bytecode left out. */
  tree(): Promise<Record<string, string>>
  remove(): Promise<void>
}

/**
 * A package of the name and shape of mergekit that imports in no time, in a site-packages folder of its own,
 * with patch files to match: real files, real metadata, a real interpreter.
 */
export async function smallMergekit(version = '9.9.9'): Promise<SmallMergekit> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'small-mergekit-')))
  const { python, site } = environmentOver(folder)
  const patches = join(folder, 'patches')
  const path = (file: string) => join(site, file)
  const write = async (file: string, text: string) => {
    await mkdir(dirname(path(file)), { recursive: true })
    await writeFile(path(file), text)
  }
  const reinstall = async () => {
    for (const [file, text] of Object.entries(stock)) {
      await rm(path(file), { force: true })
      await write(file, text)
    }
  }
  const setVersion = (next: string) =>
    write('mergekit.dist-info/METADATA', `Metadata-Version: 2.1\nName: mergekit\nVersion: ${next}\n`)
  await reinstall()
  await setVersion(version)
  await writePatches(patches, { [version]: stock })
  return {
    folder,
    target: { python, env: process.env, patches },
    path,
    read: (file) => readFile(path(file), 'utf8'),
    write,
    setVersion,
    reinstall,
    imported: () => imported(python),
    tree: () => treeOf(site),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function imported(python: string): Promise<{ embed: string; build: string }> {
  const script = `
from mergekit.tokenizer import build, embed
answer({"embed": embed.WHO, "build": build.WHO})`
  return (await runScript(python, script, { timeoutMs: 60_000, env: process.env })) as {
    embed: string
    build: string
  }
}

/** Patch files for the given stock files of each version; the same patch, `changed` at some paths, for all. */
export async function writePatches(
  folder: string,
  versions: Record<string, Readonly<Record<string, string>>>,
  changed: Readonly<Record<string, string>> = {},
): Promise<void> {
  const files = Object.entries(patch).map(
    ([path, { source, text }]) => [path, { source, text: changed[path] ?? text }] as const,
  )
  for (const [, { source, text }] of files) {
    await mkdir(dirname(join(folder, source)), { recursive: true })
    await writeFile(join(folder, source), text)
  }
  const filesOf = (stock: Readonly<Record<string, string>>) =>
    files.map(([path, { source, text }]) => ({
      path,
      source,
      pristine: stock[path] === undefined ? null : sha256(stock[path]),
      patched: sha256(text),
    }))
  const manifest = {
    schema: 1,
    marker: '[VOCAB AUDIT]',
    versions: Object.fromEntries(
      Object.entries(versions).map(([version, stock]) => [version, { files: filesOf(stock) }]),
    ),
    refused: { '0.1.0': 'BUSL-1.1' },
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
}

export const stockFiles: Readonly<Record<string, string>> = stock
export const patchedText = (path: string): string => patch[path]?.text ?? ''

export async function treeOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const tree: Record<string, string> = {}
  for (const file of files) tree[file.slice(folder.length + 1)] = sha256(await readFile(file))
  return tree
}
