/**
 * `npm run test:architectures`: merges every model type that transformers builds small, with mergekit as it was released
 * and with mergescope, and writes down what came out, and what mergekit infers of every class. It fails where something
 * was right before and is not now.
 *
 *     node --import tsx test/architectures/main.ts llama bert:BertForSequenceClassification
 *
 * does these only, and leaves what is written of the others.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { repositoryRoot, testPython } from '../support/python.ts'
import { architecturesDocument, summary } from './document.ts'
import { mergeTypes } from './merge-types.ts'
import type { TypeResult } from './outcome.ts'
import { lost, recordedResults, recordPath, replaced } from './record.ts'

// What lies in temporary folders goes as the process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
const asked = process.argv.slice(2)
const began = performance.now()
const line = (result: TypeResult) => `${JSON.stringify(result)}\n`
const results = await mergeTypes({
  ...(asked.length > 0 && { types: asked }),
  tell: (result) => process.stdout.write(line(result)),
})
const before = recordedResults()
const worse = lost(before, results)
const record = asked.length > 0 ? replaced(before, results) : results
writeFileSync(recordPath, record.map(line).join(''))
writeFileSync(join(repositoryRoot, 'docs', 'architectures.md'), architecturesDocument(record))
const args = asked.length > 0 ? ['--check', ...asked.map((type) => type.split(':')[0]!)] : ['--write']
const scripts = [
  ...['inferred.py', 'prefixes.py', 'layouts.py', 'empty_tokenizers.py', 'tokenizer_classes.py'],
  'vocabulary_rows.py',
]
const statuses = scripts.map((script) => {
  const file = join(repositoryRoot, 'test', 'architectures', script)
  return spawnSync(testPython(), [file, ...args], { stdio: 'inherit' }).status
})
process.stderr.write(`${summary(results)}\n${Math.round((performance.now() - began) / 1000)} s\n`)
for (const merge of worse) process.stderr.write(`right before, and not now: ${merge}\n`)
process.exitCode = worse.length > 0 || statuses.some((status) => status !== 0) ? 1 : 0
