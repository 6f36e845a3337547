import { chmodSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { editText } from '../../../src/adapters/machine/programs.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

/** Edits with a program that does this with the file, its last argument. */
async function edited(script: string, options = '') {
  const path = folder.path('an-editor')
  writeFileSync(path, `#!/bin/sh\nfor file; do :; done\n${script}\n`)
  chmodSync(path, 0o755)
  return editText('as it was\n', { PATH: process.env.PATH, EDITOR: `${path}${options}` })
}

test('an editor with arguments gives back what it wrote', async () => {
  expect(await edited('echo "$# $1" > "$file"', ' --wait -n')).toEqual({ text: '3 --wait\n', problem: null })
})

test.each([
  ['ends with a failure', 'exit 3', /ended with 3 \(set EDITOR/],
  ['is killed', 'kill -9 $$', /ended with 137/],
  ['removes the file', 'rm "$file"', /left no file: the recipe is as it was/],
  ['leaves a folder', 'rm "$file"; mkdir "$file"', /left no file/],
  ['fills the file', 'head -c 5000000 /dev/zero > "$file"', /left 5\.00 MB, which is no recipe/],
])('one that %s is told, and the text stays', async (_, script, problem) => {
  expect(await edited(script)).toEqual({ text: 'as it was\n', problem: expect.stringMatching(problem) })
})

test('one that is not there is told', async () => {
  const { text, problem } = await editText('as it was\n', {
    PATH: process.env.PATH,
    EDITOR: '/nowhere/editor',
  })
  expect([text, problem]).toEqual([
    'as it was\n',
    expect.stringMatching(/\/nowhere\/editor\) ended with 127/),
  ])
})
