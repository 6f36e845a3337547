import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfigFile } from '../../../src/adapters/files/read/read-config.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

test.each([
  'model.safetensors',
  'model-00001-of-00002.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'model.Q4_K_M.gguf',
  'config.json',
  'tokenizer.json',
  'generation_config.json',
])('%s is a part of a model, whose folder is named', async (name) => {
  await writeFile(join(folder, name), '{}')
  await expect(readConfigFile(join(folder, name))).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(/is a file of a model, not of a merge$/),
    hint: `name its folder: ${folder}`,
  })
})

test.each(['merge.yml', 'merge.json', 'my-config.json', 'config.yaml', 'config.json', 'bin'])(
  '%s may be a merge config',
  async (name) => {
    await writeFile(join(folder, name), 'merge_method: linear\n')
    expect(await readConfigFile(join(folder, name))).toBe('merge_method: linear\n')
  },
)
