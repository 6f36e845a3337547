import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openable } from '../../../src/steps/session/openable.ts'
import { sampleRun } from '../../support/run-result.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const storage = (python: string | undefined) => ({ python, env: {}, signal: undefined })

function writeRun(name: string): string {
  const at = folder.path(name)
  mkdirSync(join(at, 'mergescope'), { recursive: true })
  writeFileSync(join(at, 'mergescope', 'run.json'), JSON.stringify(sampleRun(['org/a'], 1, [])))
  return at
}

test('a folder is opened by its path and by its file: address', async () => {
  const at = writeRun('a run')
  for (const word of [at, pathToFileURL(at).href])
    expect(await openable(word, storage(undefined))).toMatchObject({ kind: 'result', run: { folder: at } })
})

test.each(['s3', 'gs', 'az'])(
  'an output in %s:// is opened by its record, and called by its address',
  async (scheme) => {
    // Stands in for a Python that has fetched the record.
    const record = join(writeRun('copy'), 'mergescope', 'run.json')
    const python = folder.path('python')
    const answer = `@@mergescope-answer@@${JSON.stringify({ file: record })}`
    writeFileSync(python, `#!/bin/sh\nprintf '\\n%s\\n' '${answer}'\n`, { mode: 0o755 })
    const opened = await openable(`${scheme}://bucket/out/`, storage(python))
    expect(opened).toMatchObject({ kind: 'result', run: { folder: `${scheme}://bucket/out` } })
  },
)

test('an address that cannot be read says why, and is never taken for a word that is no command', async () => {
  await expect(openable('s3://bucket/out', storage('/nowhere/python'))).rejects.toMatchObject({
    code: 'python-not-found',
  })
  await expect(openable('s3://bucket', storage(undefined))).rejects.toMatchObject({ code: 'path-unusable' })
})

test.each([
  ['/no/such/path', /^\/no\/such\/path does not exist$/, /mergekit YAML/],
  ['./no-such-folder/', /does not exist$/, /output folder of a run/],
  ['no.yml', /^no\.yml does not exist$/, /mergekit YAML/],
])('what is no command and not there is said to be missing: %s', async (word, message, hint) => {
  await expect(openable(word, storage(undefined))).rejects.toMatchObject({
    code: 'path-unusable',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  })
  expect(await openable('inspct', storage(undefined))).toBeNull()
})

test('of a file that is no recipe is said what reads a log', async () => {
  const log = folder.path("a run's.log")
  writeFileSync(log, 'INFO mergekit')
  await expect(openable(log, storage(undefined))).rejects.toMatchObject({
    message: expect.stringMatching(/neither a recipe nor the output of a run$/),
    hint: expect.stringContaining('mergescope audit '),
  })
})
