import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bench, config, noise } from './harness.ts'

const names = ['./model-1.safetensors', 'w/model-2.safetensors', '.h/deep/model-3.safetensors']
const index = JSON.stringify({ weight_map: Object.fromEntries(names.map((name, at) => [`t${at}`, name])) })

it('shards are fetched from wherever the index names them, and found in the cache again', async () => {
  const { hub, download } = await bench({
    repos: {
      'org/a': {
        files: {
          'config.json': config,
          'model.safetensors.index.json': index,
          'model-1.safetensors': noise(2000, 1),
          'w/model-2.safetensors': noise(2000, 2),
          '.h/deep/model-3.safetensors': noise(2000, 3),
          'w/other.safetensors': noise(2000, 4),
        },
      },
    },
  })
  const { result, message } = await download()
  expect(message).toBe('')
  const [{ folder } = { folder: '' }] = result?.models ?? []
  for (const name of names) expect(existsSync(join(folder, name)), name).toBe(true)
  expect(existsSync(join(folder, 'w/other.safetensors'))).toBe(false)
  hub.log.length = 0
  for (const extra of [{}, { offline: true }])
    expect((await download(['org/a'], extra)).result?.models[0]?.folder).toBe(folder)
  expect(hub.log.filter(({ origin }) => origin === 'cdn')).toEqual([])
})
