import { mkdirSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { modelArgument } from '../../../src/steps/common/model-argument.ts'
import { inspectTarget } from '../../../src/steps/inspect/inspect-target.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path: at } = temporaryFolder()
const names = ['a+b', 'c@1', 'd+e@f+g@h', 'x', 'y', 'x+y', 'm+n', 'models.yml']
beforeAll(() => {
  for (const name of names) mkdirSync(at(name), { recursive: true })
})

const whole = (path: string) => ({ model: { path, revision: null }, lora: null, overrideArchitecture: null })

test.each(['a+b', 'c@1', 'd+e@f+g@h'])('a folder called %s is taken whole', async (name) => {
  expect(await modelArgument(at(name))).toEqual(whole(at(name)))
})

test('what is no folder is read as mergekit reads it', async () => {
  expect(await modelArgument('org/name@v1+org/lora')).toEqual({
    model: { path: 'org/name', revision: 'v1' },
    lora: { path: 'org/lora', revision: null },
    overrideArchitecture: null,
  })
})

test('a model and an adapter that are there are found, also where their own names hold a plus', async () => {
  expect(await modelArgument(`${at('m+n')}+${at('c@1')}`)).toEqual({
    ...whole(at('m+n')),
    lora: { path: at('c@1'), revision: null },
  })
})

test('a text that can be parted in two ways is refused, with what to write; what is no reference is refused too', async () => {
  process.chdir(at())
  for (const name of ['r', 's+t', 'r+s', 't']) mkdirSync(at(name))
  await expect(modelArgument('r+s+t')).rejects.toMatchObject({
    code: 'usage',
    hint: 'put ./ before the name of the adapter: r+./s+t',
  })
  expect(await modelArgument('r+./s+t')).toEqual({ ...whole('r'), lora: { path: './s+t', revision: null } })
  await expect(modelArgument('p@q@r')).rejects.toMatchObject({ code: 'usage' })
})

test('a folder of the whole name comes before its parts, which can be named too', async () => {
  process.chdir(at())
  expect(await modelArgument('x+y')).toEqual(whole('x+y'))
  expect(await modelArgument('x+./y')).toEqual({ ...whole('x'), lora: { path: './y', revision: null } })
})

test('a folder that ends like YAML is a model', async () => {
  const target = await inspectTarget([at('models.yml')])
  expect(target).toEqual({ kind: 'models', models: [whole(at('models.yml'))] })
})
