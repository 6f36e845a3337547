import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testPython } from './python.ts'

export type ConfigAnswer = { readonly ok: unknown } | { readonly error: string }

export type ConfigCase =
  /** What PyYAML reads, whether mergekit takes it for a config, and what it takes each token from. */
  | { readonly ask: 'values' | 'mergekit' | 'tokens'; readonly text: string }
  /** Whether mergekit merges a small tensor with these values; NaN and infinity as text. */
  | {
      readonly ask: 'merge'
      readonly method: string
      readonly parameters: Readonly<Record<string, unknown>>
      readonly dtype: string
    }

/** What the real PyYAML and mergekit say, all cases in one process. */
export function askConfigReference(cases: readonly ConfigCase[]): readonly ConfigAnswer[] {
  const script = fileURLToPath(new URL('./config_reference.py', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  try {
    const { stdout, stderr, status } = spawnSync(testPython(), [script, join(folder, 'config.yml')], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
