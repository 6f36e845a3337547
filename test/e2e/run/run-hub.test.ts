import { mkdir, mkdtemp, open, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspectResult } from '../../../src/core/contract/inspect.ts'
import type { Rehearsal } from '../../../src/core/contract/merge-plan.ts'
import { mergescope } from '../../support/cli.ts'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { contentsOfFolder } from '../../support/local-hub/store.ts'
import { type MergeLab, mergeConfig, mergeLab } from '../../support/merge-lab.ts'

let lab: MergeLab
let hub: LocalHub
let home = ''
let temporary = ''

beforeAll(async () => {
  lab = await mergeLab()
  home = await mkdtemp(join(tmpdir(), 'run-hub-'))
  temporary = join(home, 'temporary')
  await mkdir(temporary)
  const files = async (name: string) => ({ files: await contentsOfFolder(lab.path(`donors/${name}`)) })
  const tokenizer = JSON.parse(await readFile(lab.path('donors/base/tokenizer.json'), 'utf8'))
  // What only the library sees.
  const odd = JSON.stringify({ ...tokenizer, padding: { strategy: 'never' } })
  hub = await startLocalHub({
    repos: {
      'org/base': await files('base'),
      'org/full': await files('full'),
      'org/ghost': await files('ghost'),
      'org/odd': { files: { ...(await files('base')).files, 'tokenizer.json': Buffer.from(odd) } },
    },
  })
  await lab.writeConfig('hub.yml', mergeConfig.replaceAll('donors/', 'org/'))
  await lab.writeConfig(
    'odd.yml',
    mergeConfig.replaceAll('donors/', 'org/').replaceAll('org/base', 'org/odd'),
  )
  await lab.writeConfig(
    'blocked.yml',
    mergeConfig.replaceAll('donors/', 'org/').replace(/tokenizer:.*\n/, ''),
  )
})
afterAll(async () => {
  await hub?.close()
  await lab?.remove()
  await rm(home, { recursive: true, force: true })
})

const onHub = (args: readonly string[]) =>
  mergescope([...args, '--json'], {
    env: { ...lab.env, HF_HUB_OFFLINE: '0', HF_ENDPOINT: hub.url, HF_HOME: home, TMPDIR: temporary },
    cwd: lab.folder,
  })
const run = (config: string) => onHub(['run', config, '-o', 'out', '--apply-patch'])

/** Names, dtypes and shapes, in the order of the file. */
async function readModelHeader(file: string) {
  const bytes = await readFile(file)
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString())
  const entries = Object.entries<{ dtype: string; shape: number[] }>(header)
  const tensors = entries.filter(([name]) => name !== '__metadata__')
  return tensors.map(([name, { dtype, shape }]) => ({ name, dtype, shape }))
}

/** Node and torch keep compiled code there, too. */
const leftInTemporary = async () =>
  (await readdir(temporary)).filter((name) => name.startsWith('mergescope-'))

/** Requests for weights that ask for more than a header. */
const weightRequests = () =>
  hub.log.filter(({ origin, method, range }) => {
    if (origin !== 'cdn' || method !== 'GET') return false
    const end = /-(\d+)$/.exec(range ?? '')
    return !end || Number(end[1]) >= 65_536
  })

/** Bytes of each weight file that can be continued, of the models of hub.yml. */
const begunBytes = async () => {
  const paths = await readdir(join(home, 'hub'), { recursive: true })
  const partial = paths.filter((path) => /^models--org--(base|full|ghost)\W.*\.part$/.test(path))
  const sizes = await Promise.all(partial.map(async (path) => (await stat(join(home, 'hub', path))).size))
  return sizes.filter((size) => size > 0)
}
let kept: readonly number[] = []

test('no weight file starts when the preflight blocks the merge', async () => {
  const { code, stdout } = await run('blocked.yml')
  expect(code).toBe(3)
  expect(stdout).toContain('unequal-rows-without-tokenizer')
  expect(weightRequests()).toEqual([])
  expect(await readdir(join(home, 'hub')).catch(() => [])).toEqual([])
})

test('the weights come beside the rehearsal; its refusal ends that, and nothing of it stays but what can be continued', async () => {
  // The headers of three models are read twice; of the weights no more than this comes.
  hub.setFaults([{ kind: 'stall', at: 'cdn', path: 'model.safetensors', skip: 6, after: 65_536 }])
  const { code, stdout } = await run('odd.yml')
  hub.setFaults([])
  const last = JSON.parse(stdout.trim().split('\n').at(-1)!)
  expect(last).toMatchObject({ verdict: 'blocked', error: { code: 'preflight-blocked' } })
  expect(last.result.inspect).toMatchObject({
    verdict: 'blocked',
    rehearsal: { verdict: 'blocked', tensors: null, findings: [{ code: 'rehearsal-refused' }] },
  })
  expect(code).toBe(3)
  expect(stdout).not.toContain(temporary)
  expect(stdout).not.toContain('"stage":"download"')
  const cached = await readdir(join(home, 'hub'), { recursive: true })
  expect(cached.filter((path) => path.endsWith('model.safetensors'))).toEqual([])
  expect(weightRequests().length).toBeGreaterThan(0)
  expect(await leftInTemporary()).toEqual([])
  kept = await begunBytes()
  hub.log.length = 0
})

let foreseen: Rehearsal | undefined
test('inspect --rehearse plans the whole merge without a weight and without patching mergekit', async () => {
  const { code, stdout } = await onHub(['inspect', 'hub.yml', '--rehearse'])
  expect(code).toBe(0)
  foreseen = inspectResult.parse(JSON.parse(stdout)).rehearsal
  expect([weightRequests(), await leftInTemporary()]).toEqual([[], []])
  const { stdout: status } = await mergescope(['patch', 'status', '--json'], { env: lab.env })
  expect(JSON.parse(status).state).toBe('clean')
  const [first] = foreseen?.plan?.tensors ?? []
  expect(first?.sources.map(({ donor, file }) => [donor, file])).toEqual(
    ['org/base', 'org/full', 'org/ghost'].map((donor) => [donor, 'model.safetensors']),
  )
})

test('donors from the Hub are merged; the report names their ids and commits, not where they lie', async () => {
  const { code, stdout } = await run('hub.yml')
  expect(code).toBe(0)
  // What the refused run had begun of the weights goes on where it stopped.
  const begun = weightRequests().map(({ range }) => /^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? '0')
  const anew = Array.from({ length: 3 - kept.length }, () => 0)
  expect(begun.map(Number).sort((a, b) => a - b)).toEqual([...anew, ...kept].sort((a, b) => a - b))
  const text = await readFile(lab.path('out/mergescope/run.json'), 'utf8')
  const result = JSON.parse(text)
  const names = ['org/base', 'org/full', 'org/ghost']
  expect(result.inspect.donors.map(({ ref }: { ref: string }) => ref)).toEqual(names)
  const { plan, peakMemoryBytes: _, ...same } = foreseen!
  expect(result.inspect.rehearsal).toMatchObject(same)
  expect(await readModelHeader(lab.path('out/model.safetensors'))).toEqual(
    plan?.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
  )
  expect(same.files).toEqual([
    { name: 'model.safetensors', bytes: (await stat(lab.path('out/model.safetensors'))).size },
  ])
  expect([result.faults, await leftInTemporary()]).toEqual([undefined, []])
  expect(result.commits).toEqual(Object.fromEntries(names.map((name) => [name, hub.commit(name)])))
  expect(text).not.toContain(home)
  expect(stdout).toContain('"stage":"download"')
  const card = await readFile(lab.path('out/README.md'), 'utf8')
  for (const name of names) expect(card).toContain(hub.commit(name))
  expect(card).toMatch(/base_model:[\s\S]*org\/full/)
  const config = await readFile(lab.path('out/mergekit_config.yml'), 'utf8')
  for (const name of names) expect(config).toContain(`${name}@${hub.commit(name)}`)
  expect(config + card).not.toContain(home)
})

test('weights in the cache that are damaged are put right by the download, and merged as they should be', async () => {
  const right = await readFile(lab.path('out/model.safetensors'))
  const snapshot = join(home, 'hub/models--org--full/snapshots', hub.commit('org/full'))
  const blob = await realpath(join(snapshot, 'model.safetensors'))
  const file = await open(blob, 'r+')
  await file.write(Buffer.alloc(64, 1), 0, 64, (await file.stat()).size - 4096)
  await file.close()
  const { code } = await onHub(['run', 'hub.yml', '-o', 'again'])
  expect(code).toBe(0)
  expect((await readFile(lab.path('again/model.safetensors'))).equals(right)).toBe(true)
})
