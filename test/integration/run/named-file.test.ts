import { execFileSync, spawn } from 'node:child_process'
import { lstat, readFile, symlink } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { writeNamedFile } from '../../../src/adapters/files/output/named-file.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path: at } = folderPerTest()

test('what is no file is written into and stays what it is: a pipe by its name, a pipe without one, a device', async () => {
  execFileSync('mkfifo', [at('pipe')])
  const reader = spawn('cat', [at('pipe')])
  await writeNamedFile(at('pipe'), '--html', 'the page')
  expect(await text(reader.stdout)).toBe('the page')
  expect((await lstat(at('pipe'))).isFIFO()).toBe(true)

  const writer = new URL('../../../src/adapters/files/output/named-file.ts', import.meta.url).href
  const script = `import(${JSON.stringify(writer)}).then((file) => file.writeNamedFile('/dev/stdout', '--html', 'the page'))`
  const words = ['-c', '"$@" | cat', 'sh', process.execPath, '--import', 'tsx', '-e', script]
  expect(execFileSync('sh', words, { encoding: 'utf8' })).toBe('the page')

  await symlink('/dev/null', at('nothing'))
  await writeNamedFile(at('nothing'), '--html', 'the page')
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true)
})

test('a link to a file stays one, also where that file is not there yet', async () => {
  await symlink('page.html', at('link'))
  for (const page of ['one', 'two']) {
    await writeNamedFile(at('link'), '--html', page)
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true)
    expect(await readFile(at('page.html'), 'utf8')).toBe(page)
  }
})
