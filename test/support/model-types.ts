import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFacts } from '../../src/core/model/config-facts.ts'
import type { ConfigFacts, WeightsFacts } from '../../src/core/model/facts.ts'
import type { RawObject } from '../../src/core/model/raw-values.ts'
import { weightsFacts } from '../../src/core/model/weights.ts'
import { repositoryRoot } from './python.ts'

/** A whole model as its files tell it: config.json, and the shapes of its tensors. */
export interface ModelType {
  readonly name: string
  readonly config: RawObject
  readonly tensors: ReadonlyMap<string, readonly number[]>
}

/** Tiny models of many types, right as transformers built them; tiny_types.py made the file. */
export function modelTypes(): readonly ModelType[] {
  const text = readFileSync(join(repositoryRoot, 'test', 'support', 'model-types.jsonl'), 'utf8')
  return text.trimEnd().split('\n').map(unfold)
}

function unfold(line: string): ModelType {
  const { config, tensors } = JSON.parse(line) as {
    config: RawObject
    tensors: Record<string, string>
  }
  const shapes = new Map<string, readonly number[]>()
  for (const [pattern, written] of Object.entries(tensors))
    for (const part of written.split(';')) {
      const [shape = '', numbers = ''] = part.split(' ')
      const sizes = shape === '' ? [] : shape.split('x').map(Number)
      for (const number of numbers.split(',')) shapes.set(pattern.replace('*', number), sizes)
    }
  return { name: (config.architectures as readonly string[])[0]!, config, tensors: shapes }
}

/** What is known of it once its files are read. */
export function factsOf({ config, tensors }: Omit<ModelType, 'name'>): {
  readonly config: ConfigFacts
  readonly weights: WeightsFacts
} {
  const entries = [...tensors].map(([name, shape]) => ({
    name,
    dtype: 'F32' as const,
    shape,
    begin: 0,
    end: 0,
  }))
  const header = { tensors: entries, dataStart: 0, metadata: new Map<string, string>() }
  return {
    config: configFacts(config),
    weights: weightsFacts([{ path: 'model.safetensors', size: 0, header }]),
  }
}
