import { rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readDonor } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { smallShape, smallTokenizer, writeSparseDonor } from '../../support/sparse-donor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const temporary = temporaryFolder()
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 4976698672\n`
const page = '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>\n'

const contents = [
  ['a Git LFS pointer', pointer, 'is a Git LFS pointer, not the file itself', /git lfs pull/],
  ['a web page', page, 'is a web page, not the file itself', /download/],
  ['nothing', '', 'is empty', /download/],
] as const
const encodings = [
  ['a byte order mark', Buffer.from('\ufeff{}'), 'begins with a byte order mark', /UTF-8/],
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'is text in UTF-16', /UTF-8/],
] as const
const json = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors.index.json']
const weights = ['model.safetensors', 'pytorch_model.bin']
const isEmptyHeader = (file: string, what: string) => file === 'model.safetensors' && what === 'nothing'

const cases = [
  ...[...json, ...weights].flatMap((file) => contents.map((content) => [file, ...content] as const)),
  ...json.flatMap((file) => encodings.map((content) => [file, ...content] as const)),
].filter(([file, what]) => !isEmptyHeader(file, what))

async function findings(file: string, content: string | Buffer) {
  const folder = await writeSparseDonor(temporary.path(`${Math.random()}`), smallShape, smallTokenizer(64))
  if (file === 'pytorch_model.bin') await rm(`${folder}/model.safetensors`)
  await writeFile(`${folder}/${file}`, content)
  return (await readDonor(await openLocalModel('the donor', folder), { allowPickle: true })).findings
}

test.each(cases)('%s that is %s is called so, with what helps', async (file, _, content, says, hint) => {
  const told = (await findings(file, content)).filter(({ message }) => message.startsWith(`${file} `))
  expect(told).toHaveLength(1)
  expect(told[0]!.message).toContain(`${file} ${says}`)
  expect(told[0]!.hint).toMatch(hint)
})

test('an archive of PyTorch without its end is called cut off', async () => {
  const [finding] = (await findings('pytorch_model.bin', 'PK\x03\x04 and so on')).filter(
    ({ severity }) => severity === 'error',
  )
  expect(finding).toMatchObject({
    code: 'header-invalid',
    message: 'pytorch_model.bin is cut off: the end of its archive is missing',
  })
})

test.each([
  ['model.Q4_K_M.gguf', /the model that the GGUF was made from/],
  ['model.safetensors.incomplete', /let the download end/],
  ['model-00001-of-00002.safetensors.aria2', /let the download end/],
  ['tf_model.h5', /save the model with transformers/],
  ['flax_model.msgpack', /save the model with transformers/],
])('a donor with %s alone is told what to do', async (file, hint) => {
  const folder = await writeSparseDonor(temporary.path(file), smallShape, smallTokenizer(64))
  await rm(`${folder}/model.safetensors`)
  await writeFile(`${folder}/${file}`, 'x')
  const { findings: told } = await readDonor(await openLocalModel('the donor', folder))
  const [empty] = told.filter(({ code }) => code === 'donor-empty')
  expect(empty?.message).toContain(JSON.stringify(file))
  expect(empty?.hint).toMatch(hint)
})
