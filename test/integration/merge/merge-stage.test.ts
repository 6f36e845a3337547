import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Progress, RunEvent, Stage } from '../../../src/core/events.ts'
import { parseModelRef } from '../../../src/core/model-ref.ts'
import { type MergeOutcome, type MergeStageOptions, mergeStage } from '../../../src/steps/run/merge.ts'
import { testPython } from '../../support/python.ts'

const folder = mkdtempSync(join(tmpdir(), 'mergescope-merge-'))
const names = new Map(['base', 'loud', 'quiet'].map((name) => [join(folder, name), `org/${name}`]))

beforeAll(() => {
  const script = fileURLToPath(new URL('./make_donors.py', import.meta.url))
  execFileSync(testPython(), [script, folder, '100000'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = (method: string) => `merge_method: ${method}
base_model: ${join(folder, 'base')}
models:
  - {model: ${join(folder, 'loud')}, parameters: {weight: 0.5, density: 0.6, epsilon: 0.1}}
  - {model: ${join(folder, 'quiet')}, parameters: {weight: 0.5, density: 0.6, epsilon: 0.1}}
dtype: bfloat16
`

const stage = (name: string, more: Partial<MergeStageOptions> = {}): Stage<MergeOutcome> => {
  const output = join(folder, name)
  mkdirSync(output, { recursive: true })
  return mergeStage({ python: testPython(), configText: config('della'), names, output, ...more })
}

const run = async (merging: Stage<MergeOutcome>, onEvent: (event: RunEvent) => void = () => undefined) => {
  while (true) {
    const next = await merging.next()
    if (next.done) return next.value
    onEvent(next.value)
  }
}

/** Processes of a bridge that belong to this run, by the output folder's environment: hosts and Pythons. */
const bridges = (): string[] =>
  existsSync('/proc')
    ? readdirSync('/proc').filter((pid) => {
        try {
          const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          return command.includes('bridge/host') && parent?.[0] !== 'Z' && Number(parent?.[1]) === process.pid
        } catch {
          return false
        }
      })
    : []

it('fills the folder with a whole model and tells what happens while it happens', async () => {
  const events: RunEvent[] = []
  const ref = parseModelRef(join(folder, 'loud'))
  const part = {
    path: ref.model.path,
    name: 'org/loud',
    commit: '0123456789abcdef0123456789abcdef01234567',
  }
  const references = [{ ref, name: 'org/loud', parts: [part] }]
  const outcome = await run(stage('whole', { references }), (event) => events.push(event))

  const output = join(folder, 'whole')
  expect(readdirSync(output)).toEqual(
    expect.arrayContaining(['README.md', 'config.json', 'generation_config.json', 'model.safetensors']),
  )
  expect(readdirSync(join(output, 'mergescope')).sort()).toEqual(['manifest.json', 'shards'])
  const card = readFileSync(join(output, 'README.md'), 'utf8')
  expect(card).toMatch(/^base_model:\n- org\/loud\nlibrary_name/m)
  expect(card).toContain('| org/loud | donor | 0123456789abcdef0123456789abcdef01234567 |')
  expect(card).not.toContain(folder)
  expect(outcome.tensors).toHaveLength(2 * 9 + 3)
  expect(outcome.tensors[0]).toEqual({
    name: 'model.embed_tokens.weight',
    dtype: 'BF16',
    shape: [100_000, 32],
  })
  expect(outcome.versions.mergekit).toMatch(/^0\.1\./)
  expect(outcome.files.get('model.safetensors')).toMatch(/^[0-9a-f]{64}$/)

  const voice = outcome.shareOfVoice
  expect(voice).toMatchObject({ reference: 'org/base', method: 'exact' })
  const [loud, quiet] = voice?.donors ?? []
  expect(loud).toMatchObject({ ref: 'org/loud', band: 'anchor' })
  expect(quiet?.share).toBeLessThan(0.12)
  expect((loud?.share ?? 0) + (quiet?.share ?? 0)).toBeCloseTo(1)
  expect(events.filter(({ event }) => event === 'share-of-voice')).toHaveLength(outcome.tensors.length)

  const progress = events.flatMap((event) => (event.event === 'stage-progress' ? [event.progress] : []))
  expect(progress.map(({ item }) => item)).toEqual(expect.arrayContaining(['starting mergekit', 'planning']))
  expect(progress.findLast(({ total }) => total !== null)).toMatchObject({
    item: 'lm_head.weight',
    unit: 'bytes',
  })
})

it('stops within two seconds of being cancelled, leaves no process, and can be gone on with', async () => {
  const stop = new AbortController()
  let cancelled = 0
  const merging = run(stage('cancelled', { signal: stop.signal, shardSize: 4_000_000 }), (event) => {
    if (event.event !== 'stage-progress' || event.progress.total === null || cancelled) return
    cancelled = Date.now()
    stop.abort()
  })
  await expect(merging).rejects.toMatchObject({ code: 'cancelled' })
  expect(Date.now() - cancelled).toBeLessThan(2000)
  expect(bridges()).toEqual([])

  const resumed = await run(stage('cancelled', { resume: true, shardSize: 4_000_000 }))
  const whole = await run(stage('again', { shardSize: 4_000_000 }))
  expect(resumed.files).toEqual(whole.files)
  expect(resumed.shareOfVoice).toEqual(whole.shareOfVoice)
})

it('tells of a Python that is killed in the middle of the merge', async () => {
  let killed = false
  const merging = run(stage('killed'), (event) => {
    if (event.event !== 'stage-progress' || event.progress.item !== 'planning' || killed) return
    killed = true
    for (const host of bridges()) {
      const children = readFileSync(`/proc/${host}/task/${host}/children`, 'utf8').trim()
      process.kill(Number(children.split(' ')[0]), 'SIGKILL')
    }
  })
  await expect(merging).rejects.toMatchObject({ code: 'python-died', message: /SIGKILL/ })
  expect(existsSync(join(folder, 'killed', 'model.safetensors'))).toBe(false)
})

it('runs two merges at once without mixing them up', async () => {
  const linear = config('linear').replace(
    / {2}- /,
    `  - {model: ${join(folder, 'base')}, parameters: {weight: 0.2}}\n  - `,
  )
  const [della, other] = await Promise.all([run(stage('one')), run(stage('two', { configText: linear }))])
  expect(della.files).not.toEqual(other.files)
  expect(other.shareOfVoice?.donors.map(({ ref }) => ref)).toEqual(['org/loud', 'org/quiet'])
})

it('tells how much it has read of each donor', async () => {
  const every = [...names.keys()].map((path) => `  - {model: ${path}, parameters: {weight: 0.3}}\n`)
  const configText = `merge_method: linear\nmodels:\n${every.join('')}dtype: bfloat16\n`
  const told: Progress[] = []
  const { tensors } = await run(stage('reads', { configText }), (event) => {
    if (event.event === 'stage-progress' && event.progress.read) told.push(event.progress)
  })
  // Linear passes over its inputs once, and the donors have the shapes and the dtype of the output.
  const whole = tensors.reduce((sum, { shape }) => sum + 2 * shape.reduce((all, size) => all * size, 1), 0)
  expect(told.at(-1)?.read).toEqual([...names.values()].map((model) => ({ model, bytes: whole })))
  const first = told[0]?.read?.[0]?.bytes ?? 0
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThan(whole)
})

it('names what is wrong with a config that only mergekit can judge', async () => {
  const configText = config('della').replace(/density: 0.6/, 'density: 0.95')
  await expect(run(stage('refused', { configText }))).rejects.toMatchObject({
    code: 'config-invalid',
    message: /density 0.95 and epsilon 0.1 of org\/loud/,
  })
})

it('merges nothing with a mergekit whose patch is no longer the one that was checked', async () => {
  const patched = { 'mergekit/tokenizer/embed.py': '0'.repeat(64) }
  await expect(run(stage('unpatched', { patched }))).rejects.toMatchObject({
    code: 'patch-gone',
    message: expect.stringContaining('mergekit/tokenizer/embed.py: sha256 is '),
  })
  expect(readdirSync(join(folder, 'unpatched'))).toEqual([])
})
