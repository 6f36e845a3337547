/**
 * `node --import tsx test/architectures/mixed.ts [TYPE …]`: merges donors of one type in two layouts, that of the published
 * checkpoint and that which transformers has once it is loaded, and compares with the formula. A line for each type that has
 * two layouts goes into mixed.jsonl; of some types, if types are named. `--stock` merges with mergekit as it was released, too.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { repositoryRoot } from '../support/python.ts'
import type { Planned } from './merge-type.ts'
import { mergeTypes } from './merge-types.ts'
import type { TypeResult } from './outcome.ts'
import { lost, replaced } from './record.ts'

const path = join(repositoryRoot, 'test', 'architectures', 'mixed.jsonl')
const planned: readonly Planned[] = [
  { method: 'linear', layouts: '010' },
  { method: 'ties', layouts: '101' },
]

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
const asked = process.argv.slice(2).filter((argument) => argument !== '--stock')
// Reasons name donors by their folders, which are others each time.
const line = (result: TypeResult) => `${JSON.stringify(result).replaceAll(/\/[^ "]*?type-\w+\//g, '')}\n`
const results = await mergeTypes({
  ...(asked.length > 0 && { types: asked }),
  ...(!process.argv.includes('--stock') && { by: ['ours'] }),
  planned,
  tell: (result) => process.stdout.write(line(result)),
})
const mixed = results.filter(({ merges }) => Object.keys(merges).length > 0)
const before = readFileSync(path, { encoding: 'utf8', flag: 'a+' })
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text) as TypeResult)
const worse = lost(before, mixed)
writeFileSync(path, (asked.length > 0 ? replaced(before, mixed) : mixed).map(line).join(''))
for (const merge of worse) process.stderr.write(`right before, and not now: ${merge}\n`)
process.exitCode = worse.length > 0 ? 1 : 0
