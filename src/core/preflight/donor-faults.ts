import type { Finding } from '../contract/common.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { makeFinding } from '../findings/make.ts'
import { jinjaProblem } from '../merge-config/jinja-problem.ts'
import type { DonorFacts } from '../model/facts.ts'
import { layerCount, mostLayers } from '../model/layer-counts.ts'
import { isRawObject, type RawObject } from '../model/raw-values.ts'
import { checkConfig } from '../verify/config.ts'
import { checkNames } from '../verify/decoder-names.ts'
import { checkGenerationValues } from '../verify/generation.ts'
import { judge } from '../verify/judge.ts'
import { strayShards, tellStray } from '../verify/shards.ts'
import { checkTokenizer } from '../verify/tokenizer.ts'

/** Told in words of their own: tokens without a row, and a vocab_size that is not that of the rows. */
const toldElsewhere = new Set(['tokenizer-rows', 'config-vocab-size', 'config-present'])

/**
 * What the checks of an output would fail in a donor's own files. Told before the merge, since an output takes
 * it over and is not to blame for it.
 */
export function faultsOfDonor(name: string, facts: DonorFacts): readonly Finding[] {
  const { config, weights } = facts
  if (!weights) return []
  const raw = config?.raw ?? {}
  const impossible = impossibleSizes(raw)
  // Of what could not be read whole, nothing is known to be missing.
  const isRead = facts.findings.every(({ severity }) => severity !== 'error')
  const ofConfig = isRead ? checkConfig(config, weights) : []
  const checks = [
    ...ofConfig,
    ...(isRead ? namesBeyond(ofConfig, checkNames(config, weights)) : []),
    ...checkTokenizer(facts, null),
    ...(facts.generation ? checkGenerationValues(facts.generation.raw) : []),
  ]
  const shards = weights.shards.map(({ path }) => path)
  const stray = !isRead
    ? []
    : strayShards(
        facts.files.map(({ path }) => path),
        shards,
      )
  const architecture = config?.architecture ?? null
  const broken = judge(checks, { architecture, donors: [], ownVocabulary: false })
    .filter(({ code, status }) => status === 'fail' && !toldElsewhere.has(code))
    .filter(({ code }) => !(code === 'config-tied' && weights.headIsCopy))
    .map(({ message }) => message)
  return [
    ...endlessLayers(raw).map((message) => makeFinding('layers-without-end', { donor: name, message })),
    ...[...impossible, ...broken, ...brokenTemplate(facts), ...stray.map(tellStray)].map((message) =>
      makeFinding('donor-inconsistent', { donor: name, message }),
    ),
  ]
}

/** A template that Jinja cannot compile fails whoever uses it; loading it does not. */
function brokenTemplate({ tokenizer }: DonorFacts): readonly string[] {
  const problem = jinjaProblem(tokenizer?.chatTemplate ?? '')
  if (!problem) return []
  const { line, column, message } = problem
  return [`its chat template cannot be used: line ${line}, column ${column} of it: ${message}`]
}

/** What is wrong with names and shapes of tensors that no check before it has named. */
const namesBeyond = (told: readonly OutputCheck[], names: readonly OutputCheck[]) =>
  names.filter(
    ({ tensor }) =>
      !tensor || !told.some(({ status, message }) => status === 'fail' && message.includes(tensor)),
  )

const mostParts = 3

/** Numbers of layers, in any part of config.json, that whoever plans layer by layer would count up to without end. */
function endlessLayers(raw: RawObject, at = '', depth = 0): readonly string[] {
  if (depth > mostParts) return []
  return Object.entries(raw).flatMap(([key, value]) => {
    if (isRawObject(value)) return endlessLayers(value, `${at}${key}.`, depth + 1)
    return layerCount.test(key) && typeof value === 'number' && value > mostLayers
      ? [`config.json: ${at}${key} is ${value}, and no model has that many layers`]
      : []
  })
}

const sizes = ['vocab_size', 'hidden_size', 'intermediate_size', 'num_hidden_layers', 'num_attention_heads']

/** transformers looks at the type of a size, and takes each whole number. */
function impossibleSizes(raw: RawObject): readonly string[] {
  return sizes
    .filter((name) => Number.isInteger(raw[name]) && (raw[name] as number) < 1)
    .map((name) => `config.json: ${name} is ${raw[name]}, and no model is that small`)
}
