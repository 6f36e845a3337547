import { stat } from 'node:fs/promises'
import type { InspectTarget } from './inspect.ts'

/** One argument that is a file, or ends like YAML, is a config; everything else names models. */
export async function inspectTarget(names: readonly string[]): Promise<InspectTarget> {
  const [first] = names
  if (names.length === 1 && first !== undefined) {
    const isFile = (await stat(first).catch(() => null))?.isFile() ?? false
    if (isFile || /\.ya?ml$/i.test(first)) return { kind: 'config', path: first }
  }
  return { kind: 'models', models: names }
}
