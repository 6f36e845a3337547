import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfigFile } from '../../../src/adapters/files/read/read-config.ts'
import { inspectTarget } from '../../../src/steps/inspect/inspect-target.ts'
import { openable } from '../../../src/steps/session/openable.ts'

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

/** What editors and PowerShell's `>` make of a text: with a mark of the byte order, and without. */
test.each([
  ['UTF-16 LE', 2, 0],
  ['UTF-16 BE', 2, 1],
  ['UTF-32 LE', 4, 0],
  ['UTF-32 BE', 4, 3],
])('%s is not taken for UTF-8', async (_name, width, at) => {
  for (const text of ['models:\n', '\ufeffmodels:\n', '# 模型\nmodels:\n']) {
    const bytes = Buffer.alloc(text.length * width)
    for (const [index, code] of [...text].map((character) => character.charCodeAt(0)).entries()) {
      const [low, high] = [index * width + at, index * width + at + (at === 0 ? 1 : -1)]
      bytes[low] = code & 0xff
      bytes[high] = code >> 8
    }
    await writeFile(join(folder, 'other.yml'), bytes)
    await expect(readConfigFile(join(folder, 'other.yml'))).rejects.toMatchObject({
      message: expect.stringMatching(/is not UTF-8 text$/),
    })
  }
})

/** Whoever is given a pipe says the same of it, and waits for nobody to write into it. */
test.each(['-', 'pipe', 'pipe.yml', '/dev/null', '/dev/tty'])(
  '%s is no file that a config is in',
  async (name) => {
    const path = name.startsWith('pipe') ? join(folder, name) : name
    if (path !== name) execFileSync('mkfifo', [path])
    const refusal = {
      code: 'config-invalid',
      message: `the config ${path} is a ${name.startsWith('/dev') ? 'device' : 'pipe'}, not a file`,
      hint: 'save the config in a file, and name that',
    }
    await expect(readConfigFile(path)).rejects.toMatchObject(refusal)
    await expect(openable(path, { python: undefined, env: {}, signal: undefined })).rejects.toMatchObject(
      refusal,
    )
    expect(await inspectTarget([path])).toEqual({ kind: 'config', path })
  },
)
