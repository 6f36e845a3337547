import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { takeLock } from '../../../src/adapters/files/lock/lock.ts'
import { recentRunsFile, startedRunsFile } from '../../../src/adapters/files/path/folders.ts'
import { MergeLog } from '../../../src/adapters/files/write/merge-log.ts'
import { readRef } from '../../../src/adapters/hub/snapshot.ts'
import { markIn, readMark } from '../../../src/adapters/python/ready-mark.ts'
import { repositoryFolders } from '../../../src/core/hub/cache-layout.ts'
import { readReport } from '../../../src/steps/results/read-report.ts'
import { recentRuns } from '../../../src/steps/results/recent-runs.ts'
import { unfinishedRuns } from '../../../src/steps/results/started-runs.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const folder = folderPerTest()
const env = () => ({ XDG_STATE_HOME: folder.path('state') })
const folders = () => repositoryFolders(folder.path('hub'), 'org/model')
const unusable = { code: 'path-unusable' }

/** What can lie where a file of ours belongs, by the words for it. */
const kinds: Readonly<Record<string, (path: string) => unknown>> = {
  'a folder': (path) => mkdirSync(path),
  'a named pipe': (path) => execFileSync('mkfifo', [path]),
  'a socket': async (path) => {
    const server = createServer()
    await new Promise((done) => server.listen(path, () => done(null)))
    onTestFinished(() => new Promise((done) => server.close(() => done())))
  },
  'a device': (path) => symlinkSync('/dev/tty', path),
  'a link': (path) => symlinkSync('/nowhere/at-all', path),
  'no text': (path) => writeFileSync(path, '\0{{\xff'),
  nothing: (path) => writeFileSync(path, ''),
  'another document': (path) => writeFileSync(path, '[1]'),
}

/** Where the files of ours lie, and what reading one says of anything that is none. */
const files: Readonly<Record<string, [() => string, (path: string) => Promise<unknown>]>> = {
  'run.json': [
    () => folder.path('mergescope', 'run.json'),
    () => expect(readReport(folder.path())).rejects.toMatchObject(unusable),
  ],
  'the started runs': [
    () => startedRunsFile(env()),
    async () => expect(await unfinishedRuns(env())).toEqual([]),
  ],
  'the last runs': [() => recentRunsFile(env()), async () => expect(await recentRuns(env(), 5)).toEqual([])],
  'a revision': [
    () => `${folders().refs}/main`,
    async () => expect(await readRef(folders(), 'main')).toBe(null),
  ],
}

const rows = Object.keys(files).flatMap((file) => Object.keys(kinds).map((kind) => [kind, file] as const))

test.each(rows)('%s in the place of %s is not waited for, and not taken for it', async (kind, file) => {
  const [place, check] = files[file]!
  await mkdir(dirname(place()), { recursive: true })
  await kinds[kind]!(place())
  await check(place())
})

const noFiles = Object.keys(kinds).slice(0, 5)

test.each(noFiles)('%s in the place of a lock is named, with the remedy', async (kind) => {
  await kinds[kind]!(folder.path('lock'))
  const said = kind === 'a device' ? 'a link' : kind
  await expect(takeLock(folder.path('lock'), { signal: undefined })).rejects.toMatchObject({
    ...unusable,
    message: `${folder.path('lock')} is ${said}, where a lock has to be a file`,
    hint: 'remove it',
  })
})

test.each(Object.keys(kinds).slice(5))('a lock that holds %s is taken after the silence', async (kind) => {
  await kinds[kind]!(folder.path('lock'))
  const waited: string[] = []
  const lock = await takeLock(folder.path('lock'), {
    signal: undefined,
    silence: 300,
    onWait: (owner) => waited.push(owner),
  })
  expect(waited).toEqual(['silent'])
  expect(await lock.held()).toBe(true)
  await lock.release()
})

test.each(noFiles.slice(0, 3))('%s in the place of the log makes no run wait', async (kind) => {
  await kinds[kind]!(folder.path('merge.log'))
  const log = new MergeLog()
  log.open(folder.path('merge.log'))
  log.write('line')
  log.close()
  expect(log.takeFailure()).toMatch(/^E(ISDIR|NXIO)$/)
  await rm(folder.path('merge.log'), { recursive: true })
})

test.each(Object.keys(kinds))('%s in the place of the mark of a Python is no mark', async (kind) => {
  await kinds[kind]!(markIn(folder.path()))
  const mark = await readMark(folder.path())
  expect(mark === null || !('torch' in mark)).toBe(true)
})
