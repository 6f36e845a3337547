import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { claimStaging, restoreReplaced } from '../../../src/adapters/files/output/claim-staging.ts'
import { stagingOf } from '../../../src/adapters/files/output/output-folder.ts'
import { inMount } from '../../support/mounted.ts'
import { needing } from '../../support/needs.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path } = folderPerTest()
let out: string
beforeEach(() => {
  out = path('out')
})
const { signal } = new AbortController()

/**
 * In a process of its own: replaces the model in `out` and is killed before the n-th rename, or when it clears up after
 * the last: at staging, or at the old model.
 */
const replace = (renames: number) => `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const { rename, rm } = fs.promises
  await folder.claimStaging(out, 'discard', signal)
  fill('new')
  let made = 0
  const die = () => process.kill(process.pid, 'SIGKILL')
  fs.promises.rename = async (from, to) => {
    if (!to.endsWith('moving.json') && made++ === ${renames}) die()
    return rename(from, to)
  }
  fs.promises.rm = async (...args) => made === 0 || (${renames} > 8 && !args[0].endsWith('.old')) ? rm(...args) : die()
  syncBuiltinESMExports()
  await folder.publish(out, out, [])`

const names = ['config.json', 'model.safetensors', 'model.safetensors.index.json']
const tell = `
  const lock = await folder.claimStaging(out, 'discard', signal)
  await lock.release()
  const texts = ${JSON.stringify(names)}.map((name) => readFileSync(out + '/' + name, 'utf8'))
  console.log(JSON.stringify({ texts: [...new Set(texts)], names: readdirSync(out).filter((name) => !name.startsWith('.')).sort() }))`

const points = [
  ...[0, 1, 2].map((renames) => ['none', renames, renames < 2 ? 'old' : 'new'] as const),
  // Four files go aside, then the report's folder and three files come.
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((renames) => ['bind', renames, renames < 9 ? 'old' : 'new'] as const),
]
test.each(points)(
  'kill -9 while a model is replaced (mount: %s) after %i renames: the next claim finds the %s one, whole',
  needing('file systems of one’s own'),
  async (mount, renames, which) => {
    await mkdir(out)
    for (const name of names) await writeFile(`${out}/${name}`, 'old')
    if (mount === 'bind') await writeFile(`${out}/README.md`, 'only the old one has it')
    expect(() => inMount(out, mount, replace(renames))).toThrow()
    const readme = mount === 'bind' && which === 'old' ? ['README.md'] : []
    expect(JSON.parse(inMount(out, mount, tell))).toEqual({
      texts: [which],
      names: which === 'old' ? [...readme, ...names] : [names[0], 'mergescope', ...names.slice(1)],
    })
  },
)

async function movedAside(): Promise<string> {
  const aside = `${stagingOf(out)}.old`
  await mkdir(aside)
  await writeFile(`${aside}/config.json`, 'old')
  return aside
}

test.each(['continue', 'discard', 'refuse'] as const)(
  'a claim (%s) brings back what a killed run had moved aside, also into an empty folder',
  async (leftover) => {
    for (const empty of [false, true]) {
      const aside = await movedAside()
      if (empty) await mkdir(out)
      await (await claimStaging(out, leftover, signal)).release()
      expect(await readFile(`${out}/config.json`, 'utf8')).toBe('old')
      expect(existsSync(aside)).toBe(false)
      await rm(out, { recursive: true })
    }
  },
)

test('where a whole model is in the place, nothing is brought back over it', async () => {
  await movedAside()
  await mkdir(out)
  await writeFile(`${out}/config.json`, 'new')
  expect(await restoreReplaced(out, signal)).toBe(false)
  expect(await readFile(`${out}/config.json`, 'utf8')).toBe('new')
  expect((await readdir(path())).sort()).toEqual(['.out.mergescope.old', 'out'])
})
