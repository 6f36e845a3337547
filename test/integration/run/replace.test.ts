import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { refuseToReplace, refuseToWorkIn } from '../../../src/adapters/files/output/replaceable-folder.ts'
import { realPath } from '../../../src/adapters/files/path/real-path.ts'
import { inMount } from '../../support/mounted.ts'
import { needing } from '../../support/needs.ts'
import { codeOf } from '../../support/patching.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path: at } = folderPerTest()
beforeEach(async () => {
  await mkdir(at('real', 'out'), { recursive: true })
  await writeFile(at('real', 'out', 'config.json'), '{}')
  await symlink('real', at('link'))
})

test('a model that the run does not read may be replaced, by whatever path', async () => {
  await mkdir(at('real', 'out-2'))
  for (const output of [at('real', 'out'), at('link', 'out')])
    expect(await codeOf(refuseToReplace(output, [at('real', 'out-2'), at('nowhere')]))).toBe(null)
})

test.each([
  ['an input that is a link to the output', ['real', 'out'], ['alias']],
  ['an input inside a link to the output', ['real', 'out'], ['alias', 'donor']],
  ['an output below a link, the input by its real path', ['link', 'out'], ['real', 'out']],
  ['an output by its real path, the input below a link', ['real', 'out'], ['link', 'out']],
  ['an output inside of a linked input', ['real', 'out'], ['link']],
  ['a linked output around an input that is not there yet', ['link', 'out'], ['real', 'out', 'cache', 'hub']],
])('%s: it is not replaced', async (_, output, input) => {
  await symlink(at('real', 'out'), at('alias'))
  expect(await codeOf(refuseToReplace(at(...output), [at(...input)]))).toBe('output-exists')
})

test.for(['is the donor', 'lies in the donor', 'is lent to the donor', 'holds the donor'] as const)(
  'an output that %s by a mount, where no name tells it: it is not replaced',
  needing('file systems of one’s own'),
  async (kind) => {
    const out = at('real', 'out')
    for (const folder of [join(`${out}-donor`, 'inside'), join(out, 'mergescope')])
      await mkdir(folder, { recursive: true })
    for (const folder of [`${out}-donor`, join(`${out}-donor`, 'inside')])
      await writeFile(join(folder, 'config.json'), '{}')
    const script = `const said = await folder.refuseToReplace(out, [out + '-donor']).catch((error) => error)
      console.log(said?.code, said?.message)`
    expect(inMount(out, kind, script)).toMatch(/^output-exists .*the run reads \S+out-donor/)
  },
)

test('an output that a donor has its weights in, by links, is not replaced', async () => {
  await mkdir(at('donor'))
  await writeFile(at('real', 'out', 'model.safetensors'), 'x')
  await symlink('../link/out/model.safetensors', at('donor', 'model.safetensors'))
  expect(await codeOf(refuseToReplace(at('real', 'out'), [at('donor')]))).toBe('output-exists')
})

test('a run does not work in a folder that it reads from; beside one, or in a new folder of one, it does', async () => {
  const staging = at('real', '.out.mergescope')
  expect(await codeOf(refuseToWorkIn(staging, [staging]))).toBe(null)
  await mkdir(staging)
  expect(await codeOf(refuseToWorkIn(staging, [at('real'), at('real', 'out')]))).toBe(null)
  expect(await codeOf(refuseToWorkIn(staging, [at('link', '.out.mergescope')]))).toBe('output-exists')
})

test('a path is followed through links of its existing part, through links to nothing, and never in a circle', async () => {
  const real = await realpath(at('real'))
  await symlink('link/made/later', at('ahead'))
  await symlink('round', at('round'))
  expect(await realPath(at('link', 'a', 'b'))).toBe(`${real}/a/b`)
  expect(await realPath(at('ahead', 'x'))).toBe(`${real}/made/later/x`)
  expect(await codeOf(realPath(at('round', 'x')))).toBe('ELOOP')
})

test.each([
  ['a file of the user', 'notes.md', 'notes.md'],
  ['a folder of the user that is called as a weight file', 'model.safetensors/x', 'model.safetensors/'],
  ['a clone of mergescope', 'mergescope/src/main.ts', 'mergescope/src'],
])('%s is named, and stays', async (_, file, named) => {
  const full = at('real', 'out', file)
  await mkdir(dirname(full), { recursive: true })
  await writeFile(full, 'x')
  await expect(refuseToReplace(at('real', 'out'), [])).rejects.toMatchObject({
    code: 'output-exists',
    message: expect.stringContaining(`it holds ${named}, which is not part of a model`),
    hint: `move ${named} elsewhere, or give another folder with -o`,
  })
})

test('a merge of ours with its report and more chat templates may be replaced', async () => {
  for (const file of [
    'mergescope/run.json',
    'mergescope/report.html',
    'additional_chat_templates/tool.jinja',
  ]) {
    await mkdir(dirname(at('real', 'out', file)), { recursive: true })
    await writeFile(at('real', 'out', file), 'x')
  }
  expect(await codeOf(refuseToReplace(at('real', 'out'), []))).toBe(null)
})
