import { stat } from 'node:fs/promises'
import { refusedPipe } from '../../adapters/files/read/read-config.ts'
import { modelArguments } from '../common/model-argument.ts'
import type { InspectTarget } from './read-target.ts'

/** One argument that is a file or pipe, or ends like YAML and is no folder, is a config; everything else names models. */
export async function inspectTarget(names: readonly string[]): Promise<InspectTarget> {
  const [first] = names
  if (names.length === 1 && first !== undefined) {
    const there = await stat(first).catch(() => null)
    const isStream = refusedPipe(first, there) !== null
    if (isStream || there?.isFile() || (/\.ya?ml$/i.test(first) && !there?.isDirectory()))
      return { kind: 'config', path: first }
  }
  return { kind: 'models', models: await modelArguments(names) }
}
