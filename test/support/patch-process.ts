// Changes an install in a process of its own, for tests that kill it: argv is the operation and the target.
import process from 'node:process'
import type { PatchTarget } from '../../src/adapters/patch/install.ts'
import { changePatch, type PatchOperation } from '../../src/steps/environment/patch-install.ts'

const [operation, text] = process.argv.slice(2)
const target = JSON.parse(text ?? '{}') as PatchTarget & { replace?: boolean }
const change = changePatch(operation as PatchOperation, { ...target, env: process.env })
let next = await change.next()
while (!next.done) next = await change.next()
process.stdout.write(next.value.state)
