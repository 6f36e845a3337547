import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { testPython } from './python.ts'

type Case =
  | { readonly ask: 'safetensors'; readonly bytes: string }
  | { readonly ask: 'tokenizer'; readonly json: string }
  | { readonly ask: 'folder'; readonly folder: string }

export type Answer<Value> = { readonly ok: Value } | { readonly error: string }

/** What the real safetensors, tokenizers and transformers say, all cases in one process. */
export function askReference<Value>(cases: readonly Case[]): Answer<Value>[] {
  const script = fileURLToPath(new URL('./reference.py', import.meta.url))
  const { stdout, stderr, status } = spawnSync(testPython(), [script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
