import { z } from 'zod'
import { pythonAnswer } from './answer.ts'
import { pythonCalls } from './calls.ts'
import { pythonEvent, signOfLife } from './events.ts'

/**
 * JSON Schema (draft 2020-12) of everything that passes between TypeScript and Python, by name. Python's own
 * types are compared with it, so that neither side can have a field that the other one does not know.
 */
export function bridgeSchema(): object {
  const calls = Object.entries(pythonCalls).flatMap(([name, { request, reply }]) => [
    [`${name}-request`, request] as const,
    [`${name}-reply`, reply] as const,
  ])
  const all = [
    ...calls,
    ['event', pythonEvent],
    ['sign-of-life', signOfLife],
    ['answer', pythonAnswer],
  ] as const
  const definitions = all.map(([name, schema]) => {
    const { $schema: _, ...definition } = z.toJSONSchema(schema)
    return [name, definition]
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What TypeScript and Python say to each other; no document for users.',
    $defs: Object.fromEntries(definitions),
  }
}
