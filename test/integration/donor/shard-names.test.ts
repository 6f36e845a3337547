import { existsSync, realpathSync } from 'node:fs'
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDonor } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { mistralTensors, smallShape, smallTokenizer, writeSparseDonor } from '../../support/sparse-donor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const temporary = temporaryFolder()
let count = 0

const weights = 'model.safetensors'
const index = 'model.safetensors.index.json'
const tensors = mistralTensors(smallShape)

/** A donor whose weights lie at `place`, and whose index calls them `name`. */
async function donor(place: string, name: string): Promise<string> {
  const folder = await writeSparseDonor(temporary.path(`d${count++}`), smallShape, smallTokenizer(64))
  const file = join(folder, place)
  await mkdir(dirname(file), { recursive: true })
  await rename(join(folder, weights), file)
  const weightMap = Object.fromEntries(Object.keys(tensors).map((tensor) => [tensor, name]))
  await writeFile(join(folder, index), JSON.stringify({ weight_map: weightMap }))
  return folder
}

async function inspected(folder: string) {
  const { weights, findings } = await readDonor(await openLocalModel('d', folder))
  return {
    tensors: weights?.tensors.size ?? 0,
    said: findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  }
}

/** Whether whoever opens the name as it stands, as mergekit does, opens a file of the model. */
function opensInside(folder: string, name: string): boolean {
  const path = name.startsWith('/') ? name : `${folder}/${name}`
  return existsSync(path) && realpathSync.native(path).startsWith(`${realpathSync.native(folder)}/`)
}

const part = fc.constantFrom('.', '', 'w', '.w', 'a b', 'ä', '...', 'deep')

it('a shard is found where its name leads, and nowhere else', async () => {
  const spelled = fc.record({
    name: fc.array(part, { maxLength: 5 }).map((parts) => [...parts, weights].join('/')),
    elsewhere: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(spelled, async ({ name, elsewhere }) => {
      const place = elsewhere ? `else/${weights}` : name
      const folder = await donor(place, name)
      const { tensors: found, said } = await inspected(folder)
      const opens = opensInside(folder, name)
      expect([found, said.length], `${name} ${said}`).toEqual(
        opens ? [Object.keys(tensors).length, 0] : [0, expect.any(Number)],
      )
      if (!opens) expect(said[0]).toMatch(name.startsWith('/') ? /leaves the model folder/ : /is missing/)
    }),
    { numRuns: 60 },
  )
}, 60_000)

it.each([
  ['../x.safetensors', /leaves the model folder/],
  ['w/../../x.safetensors', /leaves the model folder/],
  ['/etc/x.safetensors', /leaves the model folder/],
  ['w/../model.safetensors', /goes back up/],
  ['linked/x.safetensors', /is behind a link that leaves the model's folder/],
])('%s is refused for what it is', async (name, reason) => {
  const folder = await donor(weights, name)
  const outside = temporary.path(`outside-${count++}`)
  await mkdir(outside)
  await writeFile(join(outside, 'x.safetensors'), 'x')
  await symlink(outside, join(folder, 'linked'))
  expect((await inspected(folder)).said).toEqual([expect.stringMatching(reason)])
})

it('a linked folder of the model itself is one of its folders', async () => {
  const folder = await donor('w/model.safetensors', 'linked/model.safetensors')
  await symlink('w', join(folder, 'linked'))
  expect(await inspected(folder)).toEqual({ tensors: Object.keys(tensors).length, said: [] })
})
