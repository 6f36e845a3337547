import { execFile } from 'node:child_process'
import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot, testPython } from '../support/python.ts'

const donors = [
  ...['instruct', 'roleplay', 'stories', 'poetry', 'code', 'maths', 'german', 'japanese'],
  ...['summaries', 'overtrained', 'chatml', 'chatml-ghost'],
]
const config = `merge_method: ties
base_model: donors/base
models:
${donors.map((donor) => `  - {model: donors/${donor}, parameters: {weight: 0.1, density: 0.6}}`).join('\n')}
tokenizer: {source: union}
dtype: bfloat16
`

/**
 * A folder with twelve donors, their base and merge.yml. It has the same name each time, because the screens show it;
 * one that is there already is left alone, and named by the error.
 */
export async function twelveDonors(): Promise<string> {
  const folder = join(await realpath(tmpdir()), 'merges')
  await mkdir(folder)
  await promisify(execFile)(testPython(), [join(import.meta.dirname, 'donors.py'), join(folder, 'donors')], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  await writeFile(join(folder, 'merge.yml'), config)
  return folder
}
