import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { patchStatus } from '../../../src/steps/environment/patch-install.ts'
import { change, codeOf } from '../../support/patching.ts'
import {
  buildPath,
  embedPath,
  modulePath,
  type SmallMergekit,
  smallMergekit,
  stockFiles,
  writePatches,
} from '../../support/small-mergekit.ts'

let install: SmallMergekit
beforeEach(async () => {
  install = await smallMergekit()
})
afterEach(() => install.remove())

/** Apply and revert both refuse, with this code, and nothing is changed. */
async function expectRefusal(code: string, state: string): Promise<void> {
  const before = await install.tree()
  const status = await patchStatus(install.target)
  expect(status).toMatchObject({ state, problem: { code } })
  expect(status.problem?.hint).toBeTruthy()
  expect(await codeOf(change('apply', install.target))).toBe(code)
  expect(await codeOf(change('revert', install.target))).toBe(code)
  expect(await install.tree()).toEqual(before)
}

describe('an install that is refused', () => {
  test('a version that is not known', async () => {
    await install.setVersion('77.1')
    await expectRefusal('mergekit-version-unknown', 'unsupported')
  })

  test('a version whose licence forbids it', async () => {
    await install.setVersion('0.1.0')
    await expectRefusal('mergekit-licence', 'unsupported')
  })

  test('a package that pip knows nothing about', async () => {
    await rm(install.path('mergekit.dist-info'), { recursive: true })
    await expectRefusal('mergekit-no-metadata', 'unsupported')
  })

  test('a package whose metadata belongs to another copy', async () => {
    const other = join(install.folder, 'other')
    await mkdir(join(other, 'mergekit'), { recursive: true })
    await writeFile(join(other, 'mergekit', '__init__.py'), '')
    const status = await patchStatus({ ...install.target, first: [other] })
    expect(status).toMatchObject({
      mergekit: { location: other, version: 'unknown' },
      problem: { code: 'mergekit-no-metadata' },
    })
  })

  test('a file that somebody edited', async () => {
    await install.write(embedPath, 'WHO = "me"\n')
    await expectRefusal('mergekit-modified', 'foreign')
  })

  test('a file that is gone', async () => {
    await rm(install.path(buildPath))
    await expectRefusal('mergekit-modified', 'foreign')
  })

  test('a file that somebody edited after the patch', async () => {
    await change('apply', install.target)
    await install.write(embedPath, 'WHO = "me"\n')
    await expectRefusal('mergekit-modified', 'foreign')
  })
})

describe('no mergekit', () => {
  /** An interpreter whose own site-packages is empty. */
  const barePython = async () => {
    const bare = join(install.folder, 'bare')
    await promisify(execFile)(install.target.python, ['-m', 'venv', '--without-pip', bare])
    return join(bare, 'bin', 'python')
  }

  test('in a bare environment', async () => {
    const target = { ...install.target, python: await barePython() }
    expect(await patchStatus(target)).toMatchObject({ mergekit: null, state: 'absent', files: [], notes: [] })
    expect(await codeOf(change('apply', target))).toBe('mergekit-absent')
  })

  test('any more: what the patch had added is named, for pip does not remove it', async () => {
    await change('apply', install.target)
    for (const path of Object.keys(stockFiles)) await rm(install.path(path))
    await rm(install.path('mergekit.dist-info'), { recursive: true })
    const target = { ...install.target, python: await barePython(), first: [install.path('')] }
    expect(await patchStatus(target)).toMatchObject({
      state: 'absent',
      notes: [expect.stringContaining(install.path('mergekit'))],
    })
  })

  test('but a folder of that name in the current folder, which an import must not find', async () => {
    const trap = join(install.folder, 'trap')
    await mkdir(join(trap, 'mergekit'), { recursive: true })
    await writeFile(join(trap, 'mergekit', '__init__.py'), '')
    const here = process.cwd()
    process.chdir(trap)
    try {
      expect(await patchStatus(install.target)).toMatchObject({ mergekit: { location: install.path('.') } })
    } finally {
      process.chdir(here)
    }
  })
})

describe('an editable install', () => {
  beforeEach(async () => {
    const url = pathToFileURL(install.path('.')).href
    const direct = JSON.stringify({ url, dir_info: { editable: true } })
    await install.write('mergekit.dist-info/direct_url.json', direct)
  })

  test('is patched when its files are those of a known version', async () => {
    const pristine = await install.tree()
    expect(await change('apply', install.target)).toMatchObject({
      state: 'patched',
      mergekit: { editable: true, version: '9.9.9' },
    })
    // Its folder is a checkout, and git must not be offered our backup.
    expect(await install.read('mergekit/.mergescope/.gitignore')).toBe('*\n')
    await change('revert', install.target)
    expect(await install.tree()).toEqual(pristine)
  })

  test('is refused when they are not', async () => {
    await install.write(embedPath, 'WHO = "a later commit"\n')
    await expectRefusal('mergekit-editable-unknown', 'foreign')
  })
})

describe('an older embed_v2d that was copied by hand', () => {
  const older = '# [VOCAB AUDIT] the old one\r\nWHO = "older"\n'
  beforeEach(() => install.write(embedPath, older))

  test('is named as that, and left alone', async () => {
    await expectRefusal('mergekit-older-patch', 'foreign')
    const { files, notes } = await patchStatus(install.target)
    expect(files).toContainEqual(expect.objectContaining({ path: embedPath, state: 'older-embed_v2d' }))
    expect(notes).toEqual([expect.stringContaining('older embed_v2d, copied by hand')])
  })

  test('is replaced when asked, and revert gives that very file back', async () => {
    const before = await install.tree()
    const patched = await change('apply', { ...install.target, replace: true })
    expect(patched).toMatchObject({
      state: 'patched',
      notes: [expect.stringContaining('gives that very file back')],
    })
    await change('revert', install.target)
    expect(await readFile(install.path(embedPath), 'utf8')).toBe(older)
    expect(await install.tree()).toEqual(before)
  })

  test('is not a pretext to replace a file that somebody else edited', async () => {
    await install.write(buildPath, 'WHO = "me"\n')
    expect(await codeOf(change('apply', { ...install.target, replace: true }))).toBe('mergekit-modified')
  })
})

test('files with CRLF line ends are patched, and come back with them', async () => {
  const crlf = (await install.read(embedPath)).replaceAll('\n', '\r\n')
  await install.write(embedPath, crlf)
  await change('apply', install.target)
  await change('revert', install.target)
  expect(await install.read(embedPath)).toBe(crlf)
})

test('a patch of an earlier mergescope is renewed, and its originals come back', async () => {
  const pristine = await install.tree()
  await change('apply', install.target)
  await writePatches(install.target.patches, { '9.9.9': stockFiles }, { [modulePath]: 'ROWS = "renewed"\n' })
  expect(await patchStatus(install.target)).toMatchObject({
    state: 'half',
    problem: null,
    notes: [expect.stringContaining('another version of mergescope')],
  })
  expect(await change('apply', install.target)).toMatchObject({ state: 'patched', notes: [] })
  expect((await install.imported()).build).toBe('renewed')
  await change('revert', install.target)
  expect(await install.tree()).toEqual(pristine)
})

test('apply twice changes nothing the second time', async () => {
  const first = await change('apply', install.target)
  const tree = await install.tree()
  const second = await change('apply', install.target)
  expect(first.actions.length).toBeGreaterThan(0)
  expect(second).toEqual({ ...first, actions: [] })
  expect(await install.tree()).toEqual(tree)
})

test('a dry run tells what would be done and does nothing', async () => {
  const before = await install.tree()
  const dry = await change('apply', { ...install.target, dryRun: true })
  expect(await install.tree()).toEqual(before)
  const real = await change('apply', install.target)
  expect(dry).toMatchObject({ state: 'clean', dryRun: true, actions: real.actions })
})
