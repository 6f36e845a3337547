import { parseDocument } from 'yaml'
import type { OutputCheck } from '../contract/verify.ts'
import { append } from '../many.ts'
import { failEach, skip, warn } from './check.ts'

/** What the Hub's own validation accepts as a model id. */
const modelId = /^(?:[\w-][\w.-]*\/)?[\w-][\w.-]*$/

/** The YAML block on top of README.md is valid and says what the Hub can read. */
export function checkCard(readme: string | null): OutputCheck[] {
  if (readme === null) return [skip('model-card', 'there is no README.md')]
  const block = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(readme)
  if (!block) return [warn('model-card', 'README.md has no metadata block on top')]
  const document = parseDocument(block[1]!, { uniqueKeys: true })
  const faults = document.errors.map(({ message }) => message.split('\n')[0]!)
  const metadata: unknown = faults.length > 0 ? {} : document.toJS({ maxAliasCount: 100 })
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    faults.push('the metadata is not a mapping')
  else append(faults, fieldFaults(metadata as Record<string, unknown>))
  return failEach(
    'model-card',
    faults,
    (fault) => ({ message: `the metadata of README.md is not valid: ${fault}` }),
    'the metadata of README.md is valid',
  )
}

function fieldFaults(metadata: Record<string, unknown>): string[] {
  const { base_model: base, tags, library_name: library, license } = metadata
  const faults: string[] = []
  const texts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((item) => typeof item === 'string')
  const bases = typeof base === 'string' ? [base] : base
  if (bases !== undefined && !texts(bases))
    faults.push('base_model is neither a model id nor a list of model ids')
  else
    for (const id of bases ?? [])
      if (!modelId.test(id)) faults.push(`base_model ${JSON.stringify(id)} is not a model id`)
  if (tags !== undefined && !texts(tags)) faults.push('tags is not a list of strings')
  if (library !== undefined && typeof library !== 'string') faults.push('library_name is not a string')
  if (license !== undefined && typeof license !== 'string') faults.push('license is not a string')
  return faults
}
