import { chmod, chown, link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MergescopeError } from '../../../src/core/errors.ts'
import { changePatch, patchStatus } from '../../../src/steps/environment/patch-install.ts'
import { needing, skipWithout } from '../../support/needs.ts'
import { change, changeApart, codeOf } from '../../support/patching.ts'
import { makeReadOnly } from '../../support/read-only.ts'
import {
  buildPath,
  embedPath,
  modulePath,
  patchedText,
  type SmallMergekit,
  smallMergekit,
  stockFiles,
  writePatches,
} from '../../support/small-mergekit.ts'

let install: SmallMergekit
let pristine: Record<string, string>
beforeEach(async () => {
  install = await smallMergekit()
  pristine = await install.tree()
})
afterEach(() => install.remove())

const apply = (more = {}) => change('apply', { ...install.target, ...more })
const revert = () => change('revert', install.target)

describe('two patchers at once', () => {
  test('both succeed, one after the other', async () => {
    const ended = await Promise.all([1, 2, 3].map(() => changeApart('apply', install.target)))
    for (const exit of ended) expect(exit).toMatchObject({ code: 0, stdout: 'patched', stderr: '' })
    expect(await patchStatus(install.target)).toMatchObject({ state: 'patched', notes: [] })
    await revert()
    expect(await install.tree()).toEqual(pristine)
  })

  test('an apply and a revert end whole, whoever comes last', async () => {
    await apply()
    const ended = await Promise.all(
      (['revert', 'apply', 'revert'] as const).map((what) => changeApart(what, install.target)),
    )
    for (const exit of ended) expect(exit).toMatchObject({ code: 0, stderr: '' })
    expect(['clean', 'patched']).toContain((await patchStatus(install.target)).state)
  })
})

describe('a folder that cannot be written to', () => {
  test.for(['mergekit', 'mergekit/tokenizer'])('%s is left as it was', async (folder, context) => {
    const undo = await makeReadOnly(install.path(folder))
    if (undo === null) return skipWithout('folders that root cannot write to', context)
    try {
      expect(await codeOf(apply())).toBe('patch-read-only')
    } finally {
      await undo()
    }
    expect(await install.tree()).toEqual(pristine)
  })

  test('in mid-change: the error says what is half, and revert mends it later', async (context) => {
    let undo: Awaited<ReturnType<typeof makeReadOnly>> = null
    const work = (async () => {
      for await (const { action } of changePatch('apply', install.target))
        if (action === 'replace') undo ??= await makeReadOnly(dirname(install.path(embedPath)))
    })()
    const code = await codeOf(work)
    if (undo === null) return skipWithout('folders that root cannot write to', context)
    await (undo as () => Promise<unknown>)()
    expect(code).toBe('patch-half-done')
    expect(await patchStatus(install.target)).toMatchObject({ state: 'half' })
    await revert()
    expect(await install.tree()).toEqual(pristine)
  })
})

test('a revert that only tidies and fails does not patch a clean mergekit', async (context) => {
  await apply()
  await install.reinstall()
  const before = await install.tree()
  const undo = await makeReadOnly(dirname(install.path(embedPath)))
  if (undo === null) return skipWithout('folders that root cannot write to', context)
  const code = await codeOf(revert())
  await undo()
  expect(code).toBe('patch-read-only')
  expect((await patchStatus(install.target)).files).toContainEqual(
    expect.objectContaining({ path: embedPath, state: 'clean' }),
  )
  delete before['mergekit/.mergescope/journal.json']
  expect(await install.tree()).toMatchObject(before)
  expect(await revert()).toMatchObject({ state: 'clean', notes: [] })
  expect(await install.tree()).toEqual(pristine)
})

describe('an installer at work', () => {
  test('while we patch: its files are not overwritten, and ours are taken back', async () => {
    const newer = { ...stockFiles, [embedPath]: 'WHO = "newer"\n' }
    const steps = changePatch('apply', install.target)
    const work = (async () => {
      for await (const { action } of steps)
        if (action === 'add') {
          await rm(install.path(embedPath))
          await install.write(embedPath, newer[embedPath]!)
        }
    })()
    expect(await codeOf(work)).toBe('patch-changed-underneath')
    expect(await install.imported()).toEqual({ embed: 'newer', build: 'stock' })
    expect(Object.keys(await install.tree())).toEqual(Object.keys(pristine))
  })

  test('after we patched: the state is clean with a note, apply tidies and patches again', async () => {
    await apply()
    await install.reinstall()
    const status = await patchStatus(install.target)
    expect(status.state).toBe('clean')
    expect(status.notes).toEqual([
      expect.stringContaining(`${modulePath} is left over`),
      expect.stringContaining('stale backup'),
    ])
    expect(await apply()).toMatchObject({ state: 'patched', notes: [] })
    await revert()
    expect(await install.tree()).toEqual(pristine)
  })

  test('revert tidies what a reinstall orphaned, and touches nothing else', async () => {
    await apply()
    await install.reinstall()
    const before = await stat(install.path(embedPath))
    expect(await revert()).toMatchObject({ state: 'clean', notes: [] })
    expect(await install.tree()).toEqual(pristine)
    expect((await stat(install.path(embedPath))).ino).toBe(before.ino)
  })

  test('of another version: revert never brings back the old bytes', async () => {
    const next = { ...stockFiles, [embedPath]: 'WHO = "10.0"\n' }
    await apply()
    await writePatches(install.target.patches, { '9.9.9': stockFiles, '10.0': next })
    await install.reinstall()
    await install.write(embedPath, next[embedPath]!)
    await install.setVersion('10.0')
    expect(await patchStatus(install.target)).toMatchObject({
      state: 'clean',
      notes: expect.arrayContaining([expect.stringContaining('of a patch on mergekit 9.9.9')]),
    })
    await apply()
    await revert()
    expect(await install.read(embedPath)).toBe(next[embedPath])
  })
})

describe('bytecode', () => {
  const compile = async (mode: string, prefix?: string) => {
    const { runScript } = await import('../../../src/adapters/python/run-script.ts')
    const script = `
import py_compile
sys.pycache_prefix = ${JSON.stringify(prefix ?? null).replace('null', 'None')}
py_compile.compile(sys.argv[1], doraise=True, invalidation_mode=py_compile.PycInvalidationMode.${mode})
answer(True)`
    const options = { timeoutMs: 60_000, env: install.target.env, args: [install.path(embedPath)] }
    await runScript(install.target.python, script, options)
  }

  test('of an equally long file from the same second is not run after the patch', async () => {
    expect(patchedText(embedPath)).toHaveLength(stockFiles[embedPath]!.length)
    await compile('TIMESTAMP')
    await apply()
    expect((await install.imported()).embed).toBe('PATCH')
    await compile('TIMESTAMP')
    await revert()
    expect((await install.imported()).embed).toBe('stock')
  })

  test('that Python trusts blindly is removed', async () => {
    await compile('UNCHECKED_HASH')
    await apply()
    expect((await install.imported()).embed).toBe('PATCH')
  })

  test('in a PYTHONPYCACHEPREFIX is removed too', async () => {
    const prefix = join(install.folder, 'cache')
    await compile('UNCHECKED_HASH', prefix)
    const compiled = async () =>
      (await readdir(prefix, { recursive: true })).filter((name) => name.endsWith('.pyc'))
    expect(await compiled()).toHaveLength(1)
    const env = { ...install.target.env, PYTHONPYCACHEPREFIX: prefix }
    expect(await apply({ env })).toMatchObject({ state: 'patched' })
    expect(await compiled()).toEqual([])
  })
})

test('a file that is hard-linked from an installer cache stays as it was in the cache', async () => {
  const cached = join(install.folder, 'cache-embed.py')
  await link(install.path(embedPath), cached)
  await apply()
  expect(await readFile(cached, 'utf8')).toBe(stockFiles[embedPath])
  await revert()
  expect(await readFile(cached, 'utf8')).toBe(stockFiles[embedPath])
})

test('the files keep the mode that others need to read them', async () => {
  const modeOf = async (path: string) => (await stat(install.path(path))).mode & 0o777
  await chmod(install.path(embedPath), 0o664)
  await chmod(install.path('mergekit/__init__.py'), 0o644)
  const mask = process.umask(0o077)
  try {
    await apply()
    expect([await modeOf(embedPath), await modeOf(modulePath)]).toEqual([0o664, 0o644])
    await revert()
    expect(await modeOf(embedPath)).toBe(0o664)
  } finally {
    process.umask(mask)
  }
})

test(
  'what root patches in an environment of somebody else is theirs to revert',
  needing('root'),
  async () => {
    const nobody = 65_534
    for (const path of ['.', 'mergekit', 'mergekit/tokenizer', 'mergekit/__init__.py', embedPath, buildPath])
      await chown(install.path(path), nobody, nobody)
    await apply()
    for (const path of [embedPath, modulePath, 'mergekit/.mergescope', 'mergekit/.mergescope/backup'])
      expect((await stat(install.path(path))).uid, path).toBe(nobody)
  },
)

describe("mergescope's own patch files", () => {
  const source = () => join(install.target.patches, 'small', 'build.py')

  test('checked out with CRLF line ends are installed with LF', async () => {
    for (const name of ['small/build.py', 'small/embed.py', 'common/mergescope_rows.py', 'manifest.json']) {
      const path = join(install.target.patches, name)
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
    }
    expect(await apply()).toMatchObject({ state: 'patched' })
    expect(await install.read(buildPath)).toBe(patchedText(buildPath))
  })

  test('damaged or missing are refused before anything is written', async () => {
    await writeFile(source(), 'something else\n')
    expect(await codeOf(apply())).toBe('patch-files-damaged')
    await rm(source())
    expect(await codeOf(apply())).toBe('patch-files-damaged')
    await writeFile(join(install.target.patches, 'manifest.json'), '{')
    expect(await codeOf(apply())).toBe('patch-files-damaged')
    expect(await install.tree()).toEqual(pristine)
  })

  test('that Python cannot import are taken back', async () => {
    await writePatches(
      install.target.patches,
      { '9.9.9': stockFiles },
      { [buildPath]: 'raise OSError("no")\n' },
    )
    expect(await codeOf(apply())).toBe('patch-not-confirmed')
    expect(await install.tree()).toEqual(pristine)
  })
})

test('an environment where mergekit cannot be imported anyway is not blamed on the patch', async () => {
  await install.write('mergekit/tokenizer/__init__.py', 'import a_package_that_is_not_there\n')
  const before = await install.tree()
  await expect(apply()).rejects.toMatchObject({
    code: 'mergekit-import-fails',
    message: expect.stringContaining('a_package_that_is_not_there'),
  })
  expect(await install.tree()).toEqual(before)
})

test('cancelling takes back what was done', async () => {
  const controller = new AbortController()
  const steps = changePatch('apply', { ...install.target, signal: controller.signal })
  const work = (async () => {
    for await (const { action } of steps)
      if (action === 'replace') controller.abort(new MergescopeError('cancelled', 'cancelled'))
  })()
  expect(await codeOf(work)).toBe('cancelled')
  expect(await install.tree()).toEqual(pristine)
})

test('a lost backup is said at once, and revert changes nothing', async () => {
  const { state } = await apply()
  expect(state).toBe('patched')
  await rm(install.path('mergekit/.mergescope'), { recursive: true })
  const tree = await install.tree()
  expect((await patchStatus(install.target)).notes).toEqual([expect.stringContaining('no whole backup')])
  await expect(revert()).rejects.toMatchObject({
    code: 'patch-backup-missing',
    hint: expect.stringContaining('pip install --force-reinstall'),
  })
  expect(await install.tree()).toEqual(tree)
})
