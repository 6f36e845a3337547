import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { drain } from '../../../src/core/drain.ts'
import { resolveOutput } from '../../../src/steps/run/resolve-output.ts'
import type { RunOptions } from '../../../src/steps/run/run-options.ts'
import { codeOf } from '../../support/patching.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path: at } = folderPerTest()
beforeEach(async () => {
  for (const donor of ['one', 'two', 'adapter']) {
    await mkdir(at('donors', donor), { recursive: true })
    await writeFile(at('donors', donor, 'config.json'), '{}')
  }
  await symlink('donors', at('link'))
  await symlink('donors/two', at('alias'))
})

/** No Python, no header and no Hub is asked for it. */
const refusal = async (output: string, models: string, overwrite: boolean) => {
  await writeFile(at('merge.yml'), `merge_method: linear\nparameters: {weight: 1}\nmodels: [${models}]\n`)
  const options = { config: at('merge.yml'), output, overwrite, dryRun: false, env: {}, hub: {} }
  return codeOf(drain(resolveOutput(options as unknown as RunOptions), () => undefined))
}

const config = () =>
  `{model: ${at('donors', 'one')}}, {model: ${at('donors', 'two')}+${at('donors', 'adapter')}}`

test.each([
  ['a donor', ['donors', 'one']],
  ['a donor below a link', ['link', 'one']],
  ['a link to a donor', ['alias']],
  ['a new folder in a donor', ['donors', 'two', 'merged']],
  ['an adapter', ['donors', 'adapter']],
])('%s as the output is refused before anything is read of a model', async (_, output) => {
  for (const overwrite of [true, false])
    expect(await refusal(at(...output), config(), overwrite)).toBe('output-exists')
})

test('beside the donors there is room', async () => {
  expect(await refusal(at('donors', 'merged'), config(), false)).toBe(null)
})

test('of models that are none the inspection tells', async () => {
  await writeFile(at('file.pth'), '')
  await symlink('nowhere', at('lost'))
  const models = `${config()}, {model: ${at('file.pth')}}, {model: ${at('lost')}}, {model: org/on-the-hub}`
  expect(await refusal(at('merged'), models, false)).toBe(null)
  expect(await refusal(at('alias'), models, false)).toBe('output-exists')
})
