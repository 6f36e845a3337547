import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runResult } from '../../../src/core/contract/run.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { mergescope } from '../../support/cli.ts'
import { type MergeLab, mergeConfig, mergeLab } from '../../support/merge-lab.ts'
import { needing } from '../../support/needs.ts'
import { outliving } from '../../support/processes.ts'
import { mainArguments } from '../../support/terminal.ts'

let lab: MergeLab
beforeAll(async () => {
  lab = await mergeLab()
})
afterAll(() => lab?.remove())

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  mergescope(['run', ...args], { env: { ...lab.env, ...env }, cwd: lab.folder })

const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('does not touch a foreign mergekit when nobody can say yes', async () => {
  const { code, stderr } = await run([lab.config, '-o', 'unasked'])
  expect(stderr).toMatch(/needs the patch[\s\S]*hint: add --apply-patch/)
  expect(code).toBe(5)
  expect(await lab.left()).not.toContain('unasked')
})

test('fills an empty folder and tells it as NDJSON; run.json is the last event’s result', async () => {
  await mkdir(lab.path('out'))
  const { code, stdout } = await run([lab.config, '-o', 'out', '--apply-patch', '--json'])
  expect(code).toBe(0)
  const told = events(stdout)
  for (const event of told) {
    expect(event.schema).toBe(1)
    expect(Date.parse(event.at)).toBeGreaterThan(0)
  }
  const stages = told.filter(({ event }) => event === 'stage-finished').map(({ stage }) => stage)
  expect(stages).toEqual(['inspect', 'download', 'patch', 'merge', 'verify', 'report'])
  const last = told.at(-1)
  expect(last).toMatchObject({ event: 'result', verdict: 'warnings', error: null })
  const written = JSON.parse(await readFile(lab.path('out/mergescope/run.json'), 'utf8'))
  expect(last.result).toEqual(written)
  expect(runResult.parse(written).inspect?.donors.map(({ ref }) => ref)).toEqual([
    'donors/base',
    'donors/full',
    'donors/ghost',
  ])
  expect(written.output).toBe('out')
  const { plannedRows } = written.inspect.vocabulary.patched
  expect(plannedRows).toMatchObject([
    { rows: 514, donor: 2 },
    { rows: 514, donor: 2 },
  ])
  // The merge planned the same.
  expect(written.faults).toBeUndefined()
  expect(written.vocabularyAudit.models).toMatchObject([
    { model: 'donors/ghost', tokens: ['<|im_start|>', '<|im_end|>'] },
  ])
  expect(stdout).not.toContain('.out.mergescope/model')
  const config = await readFile(lab.path('out/mergekit_config.yml'), 'utf8')
  expect(config).toContain('base_model: donors/base\n')
  expect(config).not.toContain(lab.folder)
  const card = await readFile(lab.path('out/README.md'), 'utf8')
  const loudest = [...written.shareOfVoice.donors].sort((a, b) => b.share - a.share)[0]
  expect(card).toContain(
    `## Share of voice\n\nHow much each donor contributed to the change from donors/base`,
  )
  expect(card).toContain(`| ${loudest.ref} | 0.4 | ${(100 * loudest.share).toFixed(1)} % |`)
})

test('the log of a run can be audited like that of any mergekit run', async () => {
  const { stdout, code } = await mergescope(['audit', 'out/mergescope/merge.log', '--json'], {
    env: lab.env,
    cwd: lab.folder,
  })
  expect(code).toBe(0)
  const { models } = JSON.parse(stdout)
  expect(models).toMatchObject([{ model: 'donors/ghost', tokens: ['<|im_start|>', '<|im_end|>'] }])
})

test('refuses a full folder, and replaces nothing but a model with --overwrite', async () => {
  const refused = await run([lab.config, '-o', 'out', '--apply-patch'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/out is not empty\nhint: .*--overwrite/)

  await writeFile(lab.path('out/notes.csv'), 'mine')
  const strange = await run([lab.config, '-o', 'out', '--apply-patch', '--overwrite'])
  expect(strange.code).toBe(2)
  expect(strange.stderr).toContain('it holds notes.csv, which is not part of a model')
  expect(await readFile(lab.path('out/notes.csv'), 'utf8')).toBe('mine')
  await rm(lab.path('out/notes.csv'))

  const eaten = await run([lab.config, '-o', 'donors/base', '--apply-patch', '--overwrite'])
  expect(eaten.code).toBe(2)
  expect(eaten.stderr).toContain('the run reads')
  expect(await readdir(lab.path('donors'))).toEqual(['base', 'full', 'ghost'])

  await symlink('base', lab.path('donors/alias'))
  await lab.writeConfig('alias.yml', mergeConfig.replaceAll('donors/base', 'donors/alias'))
  const linked = await run(['alias.yml', '-o', 'donors/base', '--apply-patch', '--overwrite'])
  expect(linked.stderr).toContain('the run reads')
  await rm(lab.path('donors/alias'))
  expect(await readdir(lab.path('donors'))).toEqual(['base', 'full', 'ghost'])

  const started = Date.now()
  const replaced = await run([lab.config, '-o', 'out', '--apply-patch', '--overwrite', '-v'])
  expect(replaced.stderr).toBe('')
  expect(replaced.code).toBe(0)
  expect(replaced.stdout).toMatch(/✓ merge .*tensors/)
  expect(replaced.stdout).toMatch(/share of voice/)
  expect(replaced.stdout).not.toContain('\u001b')
  const lines = replaced.stdout.split('\n')
  const voices = lines.filter((line) => / norm +[\d.e-]+( kept |$)/.test(line))
  expect(voices.length).toBeGreaterThan(10)
  const log = await readFile(lab.path('out/mergescope/merge.log'), 'utf8')
  for (const line of voices) expect(log).toContain(` info mergescope: ${line}\n`)
  expect(lines.filter((line) => columnsOf(line) > 160)).toEqual([])
  const { mtimeMs } = await stat(lab.path('out/model.safetensors'))
  expect(mtimeMs).toBeGreaterThan(started - 1000)
  expect(await lab.left()).toEqual(['out'])
})

test('reports on a finished run again', async () => {
  const options = { env: lab.env, cwd: lab.folder }
  const { stdout, code } = await mergescope(['report', 'out'], options)
  expect(code).toBe(0)
  expect(stdout).toMatch(/result +out/)
  const { stdout: json } = await mergescope(['report', 'out', '--json'], options)
  expect(JSON.parse(json)).toEqual(JSON.parse(await readFile(lab.path('out/mergescope/run.json'), 'utf8')))
  const none = await mergescope(['report', 'donors/base'], options)
  expect(none.code).toBe(2)
  expect(none.stderr).toMatch(/run\.json does not exist\nhint: /)
})

test('a dry run says what would happen, needs no Python and writes nothing', async () => {
  const before = await lab.left()
  const { code, stdout } = await run([lab.config, '-o', 'dry', '--dry-run'], {
    MERGESCOPE_PYTHON: '/nowhere',
  })
  expect(code).toBe(0)
  expect(stdout).toContain('nothing was written')
  expect(await lab.left()).toEqual(before)
})

test.each([
  ['cuda:99', /no cuda(:99)? .*here/, ['inspect']],
  ['abacus', /'abacus' is invalid\. Allowed choices are auto, cpu, cuda/, []],
])('a device that is not there (%s) is said before a download', async (device, why, stages) => {
  const before = await lab.left()
  const { code, stdout } = await run([lab.config, '-o', 'never', '--json', '--device', device])
  expect(code).toBe(2)
  const told = events(stdout)
  expect(told.at(-1)).toMatchObject({ error: { code: 'usage', message: expect.stringMatching(why) } })
  expect(told.filter(({ event }) => event === 'stage-started').map(({ stage }) => stage)).toEqual(stages)
  expect(await lab.left()).toEqual(before)
})

test('a config that makes no sense ends with 2, a donor that is missing with 3, both before any work', async () => {
  await lab.writeConfig('typo.yml', mergeConfig.replace('merge_method: linear', 'merge_method: liner'))
  const typo = await run(['typo.yml', '-o', 'never', '--json'])
  expect(typo.code).toBe(2)
  expect(events(typo.stdout).at(-1)).toMatchObject({
    event: 'result',
    verdict: 'blocked',
    error: { code: 'config-invalid' },
  })

  await lab.writeConfig('missing.yml', mergeConfig.replaceAll('donors/ghost', './donors/nobody'))
  const missing = await run(['missing.yml', '-o', 'never'])
  expect(missing.code).toBe(3)
  expect(missing.stderr).toContain('nobody')
  expect(await lab.left()).not.toContain('never')
})

test('a missing interpreter ends with 5 before anything is read', async () => {
  const { code, stderr, stdout } = await run([lab.config, '-o', 'never', '--python', '/nowhere/python'])
  expect(code).toBe(5)
  expect(stderr).toMatch(/no such interpreter: \/nowhere\/python\nhint: /)
  expect(stdout).not.toContain('inspect')
})

test('a reader that goes away is no crash', async () => {
  const command = ['run', lab.config, '-o', 'headed', '--dry-run', '-v']
  const child = spawn(
    '/bin/sh',
    ['-c', '"$@" | head -n 1', 'sh', process.execPath, ...mainArguments, ...command],
    {
      env: lab.env,
      cwd: lab.folder,
    },
  )
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += data
  })
  await once(child, 'close')
  expect(stderr).toBe('')
})

/** Runs the command line with its outputs where a shell puts them. */
const redirected = async (where: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(
    '/bin/sh',
    ['-c', `exec "$@" ${where}`, 'sh', process.execPath, ...mainArguments, ...args],
    { env: { ...lab.env, ...env }, cwd: lab.folder },
  )
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += data
  })
  const [code] = await once(child, 'close')
  return { code, stderr }
}

test('a full disk under stdout and a state folder that cannot be made are named, and the merge is whole', async () => {
  const args = ['run', lab.config, '-o', 'untold', '--apply-patch']
  const { code, stderr } = await redirected('>/dev/full', args, { XDG_STATE_HOME: '/proc/nowhere' })
  expect(stderr).toBe('warning: stdout cannot be written (ENOSPC); the work continues without it\n')
  expect(code).toBe(6)
  expect(await lab.left()).toContain('untold')
  const log = await readFile(lab.path('untold/mergescope/run.json'), 'utf8')
  expect(JSON.parse(log)).toMatchObject({ verdict: expect.stringMatching(/ok|warnings/) })
})

test.each([
  ['stdout', '>/dev/full', 6, /^warning: stdout cannot be written \(ENOSPC\)/],
  ['stderr', '2>/dev/full', 0, /^$/],
  ['both', '>/dev/full 2>&1', 6, /^$/],
  ['a closed stdout', '>&-', 0, /^$/],
])('%s that cannot be written is no crash, and the exit code tells', async (_which, where, code, said) => {
  const ended = await redirected(where, ['completion', 'bash'])
  expect(ended.stderr).toMatch(said)
  expect(ended.code).toBe(code)
})

test(
  'a disk that takes a part only is not taken for one that took all',
  needing('file systems of one’s own'),
  () => {
    const script = 'mount -t tmpfs -o size=4k none /mnt && "$@" >/mnt/x; echo $? $(stat -c %s /mnt/x)'
    const command = [process.execPath, ...mainArguments, 'completion', 'bash']
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...command], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('6 4096\n')
  },
)

let stopped: ReturnType<typeof spawn> | undefined
afterEach(() => void stopped?.kill('SIGKILL'))

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s in mid-merge ends with %i and leaves no process and no file', async (signal, expected) => {
  const mark = `MERGESCOPE_TEST_MARK=${randomUUID()}`
  const [name, value] = mark.split('=') as [string, string]
  await mkdir(lab.path(signal))
  const child = spawn(
    process.execPath,
    [...mainArguments, 'run', lab.config, '-o', join(signal, 'out'), '--apply-patch', '--json'],
    { env: { ...lab.env, [name]: value }, cwd: lab.folder },
  )
  stopped = child
  let stdout = ''
  for await (const data of child.stdout.setEncoding('utf8')) {
    stdout += data
    if (/"item":"(planning|building)/.test(stdout) && !child.killed) child.kill(signal)
  }
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  expect(code).toBe(expected)
  expect(events(stdout).at(-1)).toMatchObject({ event: 'result', verdict: 'cancelled' })
  expect(await outliving(mark, 2000)).toEqual([])
  expect(await readdir(lab.path(signal))).toEqual([])
})
