import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { noTransformers, type Transformers } from '../../core/transformers.ts'
import { installedIn } from './site-packages.ts'

/** Where transformers 4 and 5 list the types of models, below the package. */
const lists = ['auto_mappings.py', 'configuration_auto.py']
const entry = /"([\w.-]+)"\s*[,:]\s*"\w+Config"/g
/** With fewer it is not the list that it was. */
const fewest = 100

/** The transformers in an interpreter's environment, and the types of models that it lists, without starting Python. */
export async function findTransformers(python: string): Promise<Transformers> {
  const installed = await installedIn(python, 'transformers')
  if (!installed) return noTransformers
  const folder = join(installed.place, 'transformers', 'models', 'auto')
  const texts = await Promise.all(lists.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  const types = new Set([...texts.join('\n').matchAll(entry)].map(([, type]) => type!))
  return { version: installed.version, modelTypes: types.size < fewest ? null : types }
}
