import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testPython } from './python.ts'

export type ConfigAnswer = { readonly ok: unknown } | { readonly error: string }

/** What the real PyYAML reads (`values`) or the real mergekit says (`mergekit`), all texts in one process. */
export function askConfigReference(
  ask: 'values' | 'mergekit',
  texts: readonly string[],
): readonly ConfigAnswer[] {
  const script = fileURLToPath(new URL('./config_reference.py', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  try {
    const { stdout, stderr, status } = spawnSync(testPython(), [script, join(folder, 'config.yml')], {
      input: JSON.stringify(texts.map((text) => ({ ask, text }))),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
