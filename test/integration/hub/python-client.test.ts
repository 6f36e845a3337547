import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { testPython } from '../../support/python.ts'
import { bench, config, donor, expectWhole, noise, weights } from './harness.ts'

/**
 * The official Python client judges both our server and our cache: what it downloads from the local Hub is
 * right, it finds what we downloaded, and we find what it downloaded.
 */
async function python(code: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(testPython(), ['-c', code], {
    env: {
      PATH: process.env.PATH ?? '',
      HF_HUB_DISABLE_XET: '1',
      HF_HUB_DISABLE_PROGRESS_BARS: '1',
      HF_HUB_DISABLE_TELEMETRY: '1',
      ...env,
    },
  })
  return JSON.parse(stdout)
}

const repos = {
  'org/a': { files: { ...donor, 'sub/notes.txt': 'in a folder' } },
  'org/b': { files: { 'config.json': '{"b":1}', 'model.safetensors': noise(50_000, 21) }, gated: true },
}

it('the Python client downloads from the local Hub: pages, folders, small and large files, a token', async () => {
  const at = await bench({ repos, token: 'hf_t', pageSize: 2 })
  const env = { HF_ENDPOINT: at.hub.url, HF_HUB_CACHE: at.cache, HF_TOKEN: 'hf_t' }
  const folders = (await python(
    `
import json
from huggingface_hub import snapshot_download, hf_hub_download, HfApi
print(json.dumps({
    "a": snapshot_download("org/a"),
    "b": hf_hub_download("org/b", "model.safetensors"),
    "sha": HfApi().model_info("org/a").sha,
    "files": sorted(HfApi().list_repo_files("org/a")),
}))`,
    env,
  )) as { a: string; b: string; sha: string; files: string[] }
  expect(folders.sha).toBe(at.hub.commit('org/a'))
  expect(folders.files).toEqual(Object.keys(repos['org/a'].files).sort())
  for (const [path, content] of Object.entries(repos['org/a'].files))
    expect(readFileSync(join(folders.a, path)).equals(Buffer.from(content as string))).toBe(true)
  expect(readFileSync(folders.b).equals(noise(50_000, 21))).toBe(true)
  // The large file came from the second origin, and the token did not go there.
  const fromCdn = at.hub.log.filter(({ origin }) => origin === 'cdn')
  expect(fromCdn.length).toBeGreaterThan(0)
  expect(fromCdn.some(({ authorised }) => authorised)).toBe(false)

  // And ours finds all of it, online and offline, without downloading anything again.
  at.hub.log.length = 0
  const attempt = await at.download(['org/a'], { env })
  expectFiles(attempt.result!.models[0]!.folder)
  expect(attempt.result!.transferredBytes).toBe(0)
  expect((await at.download(['org/a'], { offline: true })).result!.transferredBytes).toBe(0)
  expect(at.hub.log.filter(({ url }) => url.includes('/resolve'))).toEqual([])
})

it('the Python client finds our files offline, and sees nothing odd in the cache', async () => {
  const at = await bench({ repos })
  const attempt = await at.download()
  expectWhole(attempt, { 'config.json': config, 'model.safetensors': weights })
  const seen = (await python(
    `
import json
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache
cache = scan_cache_dir()
print(json.dumps({
    "folder": snapshot_download("org/a"),
    "config": hf_hub_download("org/a", "config.json"),
    "weights": try_to_load_from_cache("org/a", "model.safetensors"),
    "repositories": [repo.repo_id for repo in cache.repos],
    "size": cache.size_on_disk,
    "warnings": [str(warning) for warning in cache.warnings],
}))`,
    { HF_HUB_CACHE: at.cache, HF_HUB_OFFLINE: '1' },
  )) as Record<string, unknown>
  const folder = attempt.result!.models[0]!.folder
  expect(seen).toEqual({
    folder,
    config: join(folder, 'config.json'),
    weights: join(folder, 'model.safetensors'),
    repositories: ['org/a'],
    size: config.length + weights.length,
    warnings: [],
  })
})

function expectFiles(folder: string): void {
  expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true)
  expect(readFileSync(join(folder, 'config.json')).equals(config)).toBe(true)
}
