import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergescope } from '../../support/cli.ts'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { contentsOfFolder } from '../../support/local-hub/store.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { fillRow, readShard, writeShard } from '../../support/model-bytes.ts'

let lab: MergeLab
let hub: LocalHub
beforeAll(async () => {
  lab = await mergeLab('patched')
  // A row of NaN, which nothing that is merged with it can mend.
  await cp(lab.path('donors/base'), lab.path('donors/broken'), { recursive: true })
  const shard = await readShard(lab.path('donors/broken'))
  fillRow(shard, 'model.embed_tokens.weight', 7, 0x7fc0)
  await writeShard(lab.path('donors/broken'), shard)
  hub = await startLocalHub({
    repos: { 'org/broken': { files: await contentsOfFolder(lab.path('donors/broken')) } },
  })
  await lab.writeConfig(
    'broken.yml',
    `merge_method: linear
models:
  - {model: org/broken, parameters: {weight: 0.5}}
  - {model: donors/base, parameters: {weight: 0.5}}
dtype: bfloat16
`,
  )
})
afterAll(async () => {
  await hub?.close()
  await lab?.remove()
})

const run = (...more: string[]) =>
  mergescope(['run', 'broken.yml', '-o', 'out', '--apply-patch', ...more], {
    env: { ...lab.env, HF_HUB_OFFLINE: '0', HF_ENDPOINT: hub.url, HF_HOME: lab.path('hub') },
    cwd: lab.folder,
    sabotage: 'a NaN, and no header tells values',
  })

test('an output that fails its checks is kept as OUT.failed with its report, and the exit code is 4', async () => {
  const { code, stderr } = await run()
  expect(stderr.replace(/\s+/g, ' ')).toMatch(
    /failed its checks and is in out\.failed: .*model\.embed_tokens\.weight.*mergescope verify out\.failed/,
  )
  expect(code).toBe(4)
  expect(await lab.left()).toEqual(['hub', 'out.failed'])
  expect(await readdir(lab.path('out.failed'))).toContain('model.safetensors')
  const result = JSON.parse(await readFile(lab.path(join('out.failed', 'mergescope', 'run.json')), 'utf8'))
  expect(result).toMatchObject({ verdict: 'failed', output: 'out.failed', verify: { verdict: 'failed' } })
  const failed = result.verify.checks.filter(({ status }: { status: string }) => status === 'fail')
  expect(failed).toMatchObject([
    { code: 'values-nan', tensor: 'model.embed_tokens.weight', donor: 'org/broken' },
  ])

  const again = await run('--json')
  expect(again.code).toBe(4)
  expect(JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    event: 'result',
    verdict: 'failed',
    error: {
      code: 'output-failed-checks',
      message: expect.stringMatching(/is in out\.failed-2: .*model\.embed_tokens\.weight/),
    },
    result: { output: 'out.failed-2' },
  })
  expect([...(await lab.left())].sort()).toEqual(['hub', 'out.failed', 'out.failed-2'])
})
