import { access } from 'node:fs/promises'
import { extname } from 'node:path'
import { readConfigFile } from '../../adapters/files/read/read-config.ts'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'
import { MergescopeError } from '../../core/errors.ts'
import { hasErrors } from '../../core/findings/make.ts'
import { parseMergeConfig } from '../../core/merge-config/parse.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'

/** The recipe in a text. Throws `config-invalid` with the first thing that is wrong and its line. */
export function readRecipe(text: string, name: string): MergeConfig {
  const { config, findings } = parseMergeConfig(text)
  if (config && !hasErrors(findings)) return config
  const first = findings.find(({ severity }) => severity === 'error')
  const position = first?.line === undefined ? '' : `, line ${first.line}`
  throw new MergescopeError(
    'config-invalid',
    `${name}${position}: ${first?.message ?? 'is not a merge config'}`,
    {
      ...(first?.hint && { hint: first.hint }),
    },
  )
}

/** The recipe in a file. Throws `config-invalid`. */
export async function loadRecipe(
  path: string,
): Promise<{ readonly config: MergeConfig; readonly text: string }> {
  const text = await readConfigFile(path)
  return { config: readRecipe(text, path), text }
}

/**
 * Writes a recipe. A file that holds something else than `expected`, which was read or written before, is left
 * alone (`output-exists`); null: the file must not be there.
 */
export async function saveRecipe(path: string, text: string, expected: string | null): Promise<void> {
  const there = await readConfigFile(path).catch(() => readOwn(path).catch(() => null))
  if (there === text) return
  if (there !== null && there !== expected) {
    const what =
      expected === null ? 'exists and holds something else' : 'was changed by somebody else meanwhile'
    throw new MergescopeError('output-exists', `${path} ${what}`, { hint: 'give another file name' })
  }
  await writeWhole(path, text)
}

/**
 * The name itself, or with the first number that makes it free: `merge.yml`, `merge-2.yml`. Beside an output that has a
 * number, that of the output where it is free: `week-4.yml` for `merged-4`.
 */
export async function freeName(name: string, output = ''): Promise<string> {
  const ending = extname(name)
  const stem = name.slice(0, name.length - ending.length).replace(/-\d+$/, '')
  const number = /-\d+$/.exec(output)?.[0]
  const beside = `${stem}${number}${ending}`
  if (number !== undefined && !(await isTaken(beside))) return beside
  let candidate = name
  for (let count = 2; await isTaken(candidate); count++) candidate = `${stem}-${count}${ending}`
  return candidate
}

const isTaken = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
