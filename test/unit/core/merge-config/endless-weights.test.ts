import { expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { closestMergekit } from '../../../../src/core/mergekit/known.ts'

const config = (method: string, weights: readonly string[]) =>
  `merge_method: ${method}\n${method === 'linear' ? '' : 'base_model: org/base\n'}models:\n${weights
    .map((weight, at) => `  - model: org/m${at}\n    parameters: {weight: ${weight}}\n`)
    .join('')}dtype: float32\n`

const methods = ['linear', 'multislerp', 'task_arithmetic', 'ties']
const endless = ['.inf', '-.inf', '.nan', '[.inf, 1]']
const others = ['0.5', '0', '-1', '.inf']
const rows = methods.flatMap((method) =>
  endless.flatMap((weight) => others.map((other) => [method, weight, other] as const)),
)

test.each(rows)('%s with weights %s and %s says of each only that it is not finite', (method, ...weights) => {
  const findings = checkMergeConfig(parseMergeConfig(config(method, weights)), closestMergekit(null))
  const bad = weights.filter((weight) => weight.includes('inf') || weight.includes('nan'))
  expect(findings.map(({ code, message }) => [code, message.includes('finite')])).toEqual(
    bad.map(() => ['parameter-range', true]),
  )
})

test.each(['linear', 'multislerp'])(
  '%s with weights that float32 cannot add up says no other sum',
  (method) => {
    const findings = checkMergeConfig(
      parseMergeConfig(config(method, ['2e38', '-2e38'])),
      closestMergekit(null),
    )
    expect(findings.map(({ message }) => message)).toEqual([
      'the weights of models add up to more than float32 can hold',
    ])
  },
)
