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
const configOf = (all: readonly string[]) => `merge_method: ties
base_model: donors/base
models:
${all.map((donor) => `  - {model: donors/${donor}, parameters: {weight: 0.1, density: 0.6}}`).join('\n')}
tokenizer: {source: union}
dtype: bfloat16
`

/**
 * A folder with twelve donors, and more by these names, their base and merge.yml. It has the same name each time, because the screens show it;
 * one that is there already is left alone, and named by the error.
 */
export async function twelveDonors(more: readonly string[] = []): Promise<string> {
  const folder = join(await realpath(tmpdir()), 'merges')
  await mkdir(folder)
  const args = [join(import.meta.dirname, 'donors.py'), join(folder, 'donors'), ...more]
  await promisify(execFile)(testPython(), args, {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  await writeFile(join(folder, 'merge.yml'), configOf([...donors, ...more]))
  return folder
}
