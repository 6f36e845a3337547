import type { OutputCheck, VerifyResult } from '../contract/verify.ts'
import { append } from '../many.ts'
import type { DonorFacts } from '../model/facts.ts'
import { fail, failEach } from './check.ts'
import { checkConfig } from './config.ts'
import type { OutputPlan } from './planned.ts'
import { checkShards, type ShardIndex } from './shards.ts'
import { checkTensors } from './tensors.ts'
import { checkTokenizer } from './tokenizer.ts'

export interface WrittenModel {
  readonly facts: DonorFacts
  readonly index: ShardIndex | 'invalid' | null
}

/** Judges a model folder from its headers, configs and tokenizer. Values are not read. */
export function verifyModel(
  { facts, index }: WrittenModel,
  plan: OutputPlan,
  rows: number | null = null,
): readonly OutputCheck[] {
  const { weights } = facts
  const checks: OutputCheck[] = failEach(
    'files-readable',
    facts.findings.filter(({ severity }) => severity === 'error'),
    ({ message }) => ({ message }),
    'every header, config and tokenizer can be read',
  )
  if (!weights) checks.push(fail('weights-present', 'there are no safetensors weights that can be read'))
  else
    append(checks, [
      ...checkTensors(weights.tensors, plan),
      ...checkShards({
        files: weights.shards.map(({ path }) => path),
        folder: facts.files.map(({ path }) => path),
        holders: new Map([...weights.tensors.values()].map(({ name, shard }) => [name, shard])),
        bytes: weights.bytes,
        index,
      }),
      ...ofWhole(facts, checkConfig(facts.config, weights)),
    ])
  append(checks, checkTokenizer(facts, plan.chatTemplate, rows))
  return checks
}

/** What these checks miss may lie in a shard that is not there, or could not be read: that is told, and they are skipped. */
export function ofWhole({ findings }: DonorFacts, checks: readonly OutputCheck[]): readonly OutputCheck[] {
  if (findings.every(({ code }) => !lacksShard.has(code))) return checks
  return checks.map((check) =>
    check.status === 'fail'
      ? { ...check, status: 'skip', message: 'not all shards are there and can be read' }
      : check,
  )
}

const lacksShard: ReadonlySet<string> = new Set(['header-invalid', 'shard-missing'])

export function verdictOfChecks(checks: readonly OutputCheck[]): VerifyResult['verdict'] {
  return checks.some(({ status }) => status === 'fail') ? 'failed' : 'ok'
}
