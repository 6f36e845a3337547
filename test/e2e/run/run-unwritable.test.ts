import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { mergescope } from '../../support/cli.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path: at } = folderPerTest()
let here: string
/** A folder with a config in it whose donors are not there: a run that gets past its output says so. */
beforeEach(async () => {
  here = at()
  await writeFile(at('merge.yml'), 'merge_method: linear\nmodels: [{model: ./nowhere}]\n')
})

const run = (output: string, ...more: string[]) =>
  mergescope(['run', 'merge.yml', '-o', output, ...more], { cwd: here })

test('an output without a name is refused at once and the current folder stays', async () => {
  await writeFile(at('config.json'), '{}')
  const { code, stdout } = await run('', '--overwrite', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout.trim().split('\n')[0]!)).toMatchObject({
    event: 'result',
    error: { code: 'path-unusable', message: 'the path for the output is empty' },
  })
  expect((await readdir(here)).sort()).toEqual(['config.json', 'merge.yml'])
})

test.each([
  ['a config that is a link into it', ['out/merge.yml', 'linked.yml'], 'linked.yml'],
  ['a cache that is a link to it', ['out', 'cache'], 'merge.yml'],
])('--overwrite leaves an output alone that holds %s', async (_, [target, link], config) => {
  await mkdir(at('out'))
  await writeFile(at('out', 'config.json'), '{}')
  await writeFile(at('out', 'merge.yml'), 'merge_method: linear\nmodels: [{model: ./nowhere}]\n')
  await symlink(target!, at(link!))
  const env = { ...process.env, HF_HUB_CACHE: at('cache') }
  const { code, stderr } = await mergescope(['run', config!, '-o', 'out', '--overwrite'], { cwd: here, env })
  expect(stderr).toMatch(/out is not overwritten: the run reads /)
  expect(code).toBe(2)
  expect((await readdir(at('out'))).sort()).toEqual(['config.json', 'merge.yml'])
})

test('a link that leads nowhere is refused before any donor is looked at', async () => {
  await symlink('/nowhere/at/all', at('out'))
  const { code, stderr } = await run('out')
  expect(stderr).toMatch(/out is a link to \/nowhere\/at\/all, and \/nowhere\/at is not there/)
  expect(stderr).not.toContain('donor')
  expect(code).toBe(2)
})

test('a place that cannot be written is refused before any donor is looked at, and nothing is left there', async () => {
  await mkdir(at('x'.repeat(240)))
  await writeFile(at('file'), 'x')
  const { code, stderr } = await run('file/out')
  expect(stderr).toContain(`error: file/out cannot be used for the output: ${here}/file is a file`)
  expect(stderr).not.toMatch(/lock|nowhere/)
  expect(code).toBe(2)
  // A long name is none of those: this run gets to its donors.
  expect((await run('x'.repeat(240))).stderr).toContain('nowhere')
  expect((await readdir(here)).sort()).toEqual(['file', 'merge.yml', 'x'.repeat(240)])
})

test.each([[], ['--discard']])(
  'a model that a killed run had moved aside is back and said so (%j)',
  async (...more) => {
    await mkdir(at('.out.mergescope.old'))
    await writeFile(at('.out.mergescope.old', 'config.json'), 'old')
    const { code, stdout, stderr } = await run('out', ...more)
    expect(stdout + stderr).toMatch(
      /killed while it replaced out: the model that was there is in its place again/,
    )
    expect(stderr).toMatch(/out is not empty[\s\S]*--overwrite/)
    expect(code).toBe(2)
    expect((await readdir(here)).sort()).toEqual(['merge.yml', 'out'])
    expect(await readFile(at('out', 'config.json'), 'utf8')).toBe('old')
  },
)
