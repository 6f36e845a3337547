import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { draftsFolder } from '../../../src/adapters/files/path/folders.ts'
import { dropOwnDraft, keepDraft, leftDraft } from '../../../src/steps/session/drafts.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const { path } = folderPerTest()
const environment = () => ({ HOME: path(), XDG_STATE_HOME: path('state') })

/** Keeps a recipe, as if another process had: under the name that it has for this one after a change. */
async function keptAs(change: (name: string) => string): Promise<void> {
  const env = environment()
  await keepDraft(env, path('mine.yml'), 'merge_method: linear\n')
  const [name] = await readdir(draftsFolder(env))
  await rename(join(draftsFolder(env), name!), join(draftsFolder(env), change(name!)))
}

test('what this process keeps is not left behind, and is gone when it is saved', async () => {
  await keptAs((name) => name)
  expect(await leftDraft(environment())).toBeNull()
  await dropOwnDraft(environment())
  expect(await readdir(draftsFolder(environment()))).toEqual([])
})

test('a process of the same number that started at another time is another one, as in a container', async () => {
  await keptAs((name) => name.replace(/-\d+/, '-1'))
  expect(await leftDraft(environment())).toMatchObject({ text: 'merge_method: linear\n' })
})

test('a process that has ended has left its recipe behind, whether or not anybody has taken note of that', async () => {
  const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$; exit 0" & exec sleep 30'])
  const [id] = await once(parent.stdout, 'data')
  while (!/^\d+ \(sh\) Z/.test(await readFile(`/proc/${Number(id)}/stat`, 'utf8')))
    await new Promise((settle) => setTimeout(settle, 5))
  try {
    await keptAs((name) => name.replace(String(process.pid), String(Number(id))))
    expect(await leftDraft(environment())).toMatchObject({ text: 'merge_method: linear\n' })
  } finally {
    parent.kill('SIGKILL')
  }
})
