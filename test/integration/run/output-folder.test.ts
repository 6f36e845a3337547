import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimStaging } from '../../../src/adapters/files/output/claim-staging.ts'
import { stagingOf } from '../../../src/adapters/files/output/output-folder.ts'
import { nameForFailed, publish } from '../../../src/adapters/files/output/publish.ts'
import { outputPath } from '../../../src/adapters/files/path/output-path.ts'
import { inMount } from '../../support/mounted.ts'
import { needing } from '../../support/needs.ts'
import { codeOf } from '../../support/patching.ts'

let folder: string
let out: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-folder-'))
  out = join(folder, 'out')
})
afterEach(() => rm(folder, { recursive: true }))

const { signal } = new AbortController()

/** A staging folder as a run that was killed leaves it: with a shard in it and no living owner. */
async function interrupted(): Promise<void> {
  await mkdir(join(stagingOf(out), 'mergescope'), { recursive: true })
  await writeFile(join(stagingOf(out), 'model-00001-of-00002.safetensors'), 'half')
}

test('stages beside the output and publishes by one rename, also into an empty folder', async () => {
  await mkdir(out)
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'model.safetensors'), 'whole')
  expect(await readdir(out)).toEqual([])
  await publish(out, out, null)
  await lock.release()
  expect(await readdir(folder)).toEqual(['out'])
  expect(await readFile(join(out, 'model.safetensors'), 'utf8')).toBe('whole')
})

test('two runs into one folder: the second is refused and disturbs nothing', async () => {
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'model.safetensors'), 'first')
  expect(await codeOf(claimStaging(out, 'discard', signal))).toBe('output-exists')
  expect(await readdir(stagingOf(out))).toContain('model.safetensors')
  await lock.release()
})

test('what an interrupted run has left is refused, kept or removed, as asked', async () => {
  await interrupted()
  const refused = claimStaging(out, 'refuse', signal)
  await expect(refused).rejects.toMatchObject({
    code: 'output-unfinished',
    hint: expect.stringMatching(/--resume.*--discard/),
  })
  expect(await readdir(stagingOf(out))).toContain('model-00001-of-00002.safetensors')

  const kept = await claimStaging(out, 'continue', signal)
  expect(await readdir(stagingOf(out))).toContain('model-00001-of-00002.safetensors')
  await kept.release()

  const emptied = await claimStaging(out, 'discard', signal)
  expect(await readdir(stagingOf(out))).toEqual(['mergescope'])
  await emptied.release()
})

test('a leftover without any weights is no reason to ask', async () => {
  await mkdir(join(stagingOf(out), 'mergescope'), { recursive: true })
  const lock = await claimStaging(out, 'refuse', signal)
  await lock.release()
})

test('an output that somebody filled meanwhile is not replaced', async () => {
  const lock = await claimStaging(out, 'refuse', signal)
  await mkdir(out)
  await writeFile(join(out, 'theirs'), 'x')
  expect(await codeOf(publish(out, out, null))).toBe('output-exists')
  expect(await readdir(out)).toEqual(['theirs'])
  await lock.release()
})

test('what the disk does not take is not published', async () => {
  const lock = await claimStaging(out, 'refuse', signal)
  // The system refuses to sync this one.
  await symlink('/dev/null', join(stagingOf(out), 'model.safetensors'))
  await expect(publish(out, out, null)).rejects.toMatchObject({
    code: 'file-unwritable',
    message: expect.stringContaining('model.safetensors'),
  })
  expect(await readdir(folder)).toContain('.out.mergescope')
  expect(await readdir(folder)).not.toContain('out')
  await lock.release()
})

test('replacing leaves the new model under the name and the old one nowhere', async () => {
  await mkdir(out)
  await writeFile(join(out, 'config.json'), '{}')
  await writeFile(join(out, 'old.safetensors'), 'old')
  const lock = await claimStaging(out, 'refuse', signal)
  await writeFile(join(stagingOf(out), 'new.safetensors'), 'new')
  await publish(out, out, [])
  await lock.release()
  expect(await readdir(folder)).toEqual(['out'])
  expect(await readdir(out)).toEqual(['mergescope', 'new.safetensors'])
})

test('what is no model any more, or has become an input, is not replaced in the last step either', async () => {
  await mkdir(out)
  await writeFile(join(out, 'config.json'), '{}')
  const lock = await claimStaging(out, 'refuse', signal)
  expect(await codeOf(publish(out, out, [join(out, 'donor')]))).toBe('output-exists')
  await writeFile(join(out, 'thesis.doc'), 'x')
  expect(await codeOf(publish(out, out, []))).toBe('output-exists')
  expect(await readdir(out)).toEqual(['config.json', 'thesis.doc'])
  await lock.release()
})

test('failed outputs do not replace each other', async () => {
  expect(await nameForFailed(out)).toBe(`${out}.failed`)
  await mkdir(`${out}.failed`)
  expect(await nameForFailed(out)).toBe(`${out}.failed-2`)
})

test('a file in the place of the output, or of its folder, is said so', async () => {
  await writeFile(out, 'a file')
  expect(await codeOf(publish(out, out, null))).toBe('file-unwritable')
  expect(await codeOf(claimStaging(join(out, 'below'), 'refuse', signal))).toBe('path-unusable')
})

for (const kind of ['tmpfs', 'bind'] as const)
  test(
    `an output that is a mount point (${kind}) is filled from within`,
    needing('file systems of one’s own'),
    async () => {
      await mkdir(out)
      const said = inMount(
        out,
        kind,
        `
      const lock = await folder.claimStaging(out, 'refuse', signal)
      fill('one')
      await folder.publish(out, out, null)
      await lock.release()
      const one = readdirSync(out).sort()
      const again = await folder.claimStaging(out, 'refuse', signal)
      fill('two')
      const there = await folder.outputEntries(out)
      const refused = await folder.publish(out, out, null).catch((error) => error.code)
      await folder.publish(out, out, [])
      await again.release()
      const text = readFileSync(out + '/config.json', 'utf8')
      console.log(JSON.stringify({ one, there: [...there].sort(), refused, two: readdirSync(out).sort(), text }))`,
      )
      const names = ['config.json', 'mergescope', 'model.safetensors', 'model.safetensors.index.json']
      expect(JSON.parse(said)).toEqual({
        one: names,
        there: names,
        refused: 'output-exists',
        two: names,
        text: 'two',
      })
    },
  )

test.each([0, 1, 2, 3, 4])(
  'a kill -9 while a finished model moves into a mount point, after %i files: a resumed run has all of them',
  needing('file systems of one’s own'),
  async (files) => {
    await mkdir(out)
    const killed = () =>
      inMount(
        out,
        'bind',
        `
        import fs from 'node:fs'
        import { syncBuiltinESMExports } from 'node:module'
        await folder.claimStaging(out, 'refuse', signal)
        fill('one')
        const { rename } = fs.promises
        let moved = 0
        fs.promises.rename = async (from, to) => {
          if (!to.startsWith(out + '/.') && moved++ === ${files}) process.kill(process.pid, 'SIGKILL')
          return rename(from, to)
        }
        fs.promises.rm = async () => process.kill(process.pid, 'SIGKILL')
        syncBuiltinESMExports()
        await folder.publish(out, out, null)`,
      )
    expect(killed).toThrow()
    const said = inMount(
      out,
      'bind',
      `
      const moved = readdirSync(out).filter((name) => !name.startsWith('.')).length
      const before = await folder.outputEntries(out)
      const refused = await folder.claimStaging(out, 'refuse', signal).catch((error) => error.code)
      const lock = await folder.claimStaging(out, 'continue', signal)
      const staged = readdirSync(folder.stagingOf(out)).sort()
      await folder.publish(out, out, null)
      await lock.release()
      console.log(JSON.stringify({ moved, before, refused, staged, in: readdirSync(out).sort() }))`,
    )
    const names = ['config.json', 'mergescope', 'model.safetensors', 'model.safetensors.index.json']
    expect(JSON.parse(said)).toEqual({
      moved: files,
      before: [],
      refused: 'output-unfinished',
      staged: names,
      in: names,
    })
  },
)

test(
  'a mount point keeps unfinished work and failed outputs inside it',
  needing('file systems of one’s own'),
  async () => {
    await mkdir(out)
    const said = inMount(
      out,
      'tmpfs',
      `
    const lock = await folder.claimStaging(out, 'refuse', signal)
    fill('bad')
    const name = await folder.nameForFailed(out)
    await lock.release()
    const refused = await folder.claimStaging(out, 'refuse', signal).catch((error) => error.code)
    const next = await folder.claimStaging(out, 'continue', signal)
    const kept = readdirSync(folder.stagingOf(out)).length
    await folder.publish(out, name, null)
    await next.release()
    console.log(JSON.stringify({ refused, kept, in: readdirSync(out), seen: await folder.outputEntries(out) }))`,
    )
    expect(JSON.parse(said)).toEqual({ refused: 'output-unfinished', kept: 4, in: ['out.failed'], seen: [] })
  },
)

/** What a run does with an output, from the name that the user gives to the finished folder. */
async function make(shown: string): Promise<string> {
  const output = await outputPath(shown)
  const lock = await claimStaging(output, 'refuse', signal)
  await writeFile(join(stagingOf(output), 'config.json'), '{}')
  await publish(output, output, null)
  await lock.release()
  return output
}

test.each([
  ['an empty folder', true],
  ['a folder that is not there yet', false],
])('a link to %s stays and is filled where it leads', async (_, there) => {
  await mkdir(join(folder, 'disk'))
  if (there) await mkdir(join(folder, 'disk', 'model'))
  await symlink('disk/model', out)
  expect(await make(out)).toBe(join(await realpath(folder), 'disk', 'model'))
  expect(await readlink(out)).toBe('disk/model')
  expect(await readdir(out)).toEqual(['config.json', 'mergescope'])
  expect([await readdir(folder), await readdir(join(folder, 'disk'))]).toEqual([['disk', 'out'], ['model']])
})

test('a link in the middle of a path is followed too', async () => {
  await mkdir(join(folder, 'disk'))
  await symlink('disk', out)
  await make(join(out, 'new', 'model'))
  expect(await readdir(join(folder, 'disk', 'new'))).toEqual(['model'])
})

test.each([
  ['out', 'gone/model', /out is a link to gone\/model, and .*gone is not there/],
  ['out/below', 'gone/model', /out is a link to gone\/model, and .*gone is not there/],
  ['out', 'out', /out cannot be used for the output: its links lead in a circle/],
])('a link that leads nowhere is refused: %s with a link to %s', async (shown, target, message) => {
  await symlink(target, out)
  await expect(outputPath(join(folder, shown))).rejects.toMatchObject({
    code: 'path-unusable',
    message: expect.stringMatching(message),
  })
  expect(await readdir(folder)).toEqual(['out'])
})
